namespace AutogradMaml.Autograd;

/// <summary>Work in parts that don't depend on one another.</summary>
internal interface ISharedWork
{
    /// <summary>Does one part.</summary>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="member">Which member of the team does it, from 0: the caller is 0. A member does one part at a time, so memory of its
    /// own is safe.</param>
    void Run(int part, int member);
}

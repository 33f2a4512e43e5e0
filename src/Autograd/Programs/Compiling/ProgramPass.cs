namespace AutogradMaml.Autograd;

/// <summary>What a pass of the compiler made of a program.</summary>
/// <param name="Name">The name of the pass.</param>
/// <param name="Operations">How many operations a run would compute if this pass were the last.</param>
/// <param name="Steps">In how many steps, those of several operations computed together counted once.</param>
/// <param name="Microseconds">How long the pass took.</param>
/// <param name="Listing">The program as text, as <see cref="Program{T}.ToString"/> gives it.</param>
public sealed record ProgramPass(string Name, int Operations, int Steps, double Microseconds, string Listing)
{
    /// <inheritdoc/>
    public override string ToString()
        => FormattableString.Invariant($"{Name}: {Operations} operations in {Steps} steps, {Microseconds:0} us");
}

namespace AutogradMaml.Maml;

/// <summary>Which classes and drawings of a set one task holds.</summary>
/// <param name="Classes">The classes' numbers in the set; the place in the list is the class number in the task's targets.</param>
/// <param name="Support">[ways * shots] drawings; the k-th is of the class <c>Classes[k % ways]</c>.</param>
/// <param name="Query">[ways * queries] drawings, in the same order.</param>
public sealed record ImageEpisode(IReadOnlyList<int> Classes, IReadOnlyList<int> Support, IReadOnlyList<int> Query)
{
    /// <summary>The numbers of classes and drawings.</summary>
    public override string ToString()
        => $"classes [{string.Join(", ", Classes)}], support [{string.Join(", ", Support)}], query [{string.Join(", ", Query)}]";
}

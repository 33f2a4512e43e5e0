namespace AutogradMaml.Examples.Bandits;

/// <summary>A length of the run with all its numbers.</summary>
internal sealed record Preset
{
    /// <summary>The name on the command line and in the results.</summary>
    public required string Name { get; init; }

    /// <summary>The number of outer steps of each trained method.</summary>
    public required long Iterations { get; init; }

    /// <summary>The tasks of an outer step.</summary>
    public required int MetaBatch { get; init; }

    /// <summary>The trials of a task in an outer step.</summary>
    public required int Trials { get; init; }

    /// <summary>The size of the memory.</summary>
    public required int Width { get; init; }

    /// <summary>The size of the memory of one choice, where each has its own.</summary>
    public required int WidthByChoice { get; init; }

    /// <summary>The number of bandits, or processes, of the test.</summary>
    public required int TestTasks { get; init; }

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}

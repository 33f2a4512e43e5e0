namespace AutogradMaml.Examples.Alphabets;

/// <summary>A length of the run with all its numbers.</summary>
internal sealed record Preset
{
    /// <summary>The name on the command line and in the results.</summary>
    public required string Name { get; init; }

    /// <summary>The number of outer steps of each trained method.</summary>
    public required long Iterations { get; init; }

    /// <summary>The tasks of an outer step.</summary>
    public required int MetaBatch { get; init; }

    /// <summary>The channels of each convolution.</summary>
    public required int Filters { get; init; }

    /// <summary>The alphabets that a task learns one after another.</summary>
    public required int Alphabets { get; init; }

    /// <summary>The characters of each.</summary>
    public required int Characters { get; init; }

    /// <summary>The inner steps on each alphabet.</summary>
    public required int StepsEach { get; init; }

    /// <summary>The tasks of the test.</summary>
    public required int TestTasks { get; init; }

    /// <summary>The classes of a task.</summary>
    public int Ways => Alphabets * Characters;

    /// <summary>All inner steps.</summary>
    public int Steps => Alphabets * StepsEach;

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}

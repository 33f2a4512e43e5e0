namespace AutogradMaml.Examples.Sinusoid;

/// <summary>A length of the run with all its numbers: how each method is trained, and how all are tested.</summary>
internal sealed record Preset
{
    /// <summary>The name on the command line and in the results.</summary>
    public required string Name { get; init; }

    /// <summary>The numbers of support points that the trained nets are tested with.</summary>
    public required IReadOnlyList<int> TestShots { get; init; }

    /// <summary>The number of test tasks.</summary>
    public required int TestTasks { get; init; }

    /// <summary>The number of query points of a test task.</summary>
    public required int TestQueries { get; init; }

    /// <summary>The number of inner steps in the test.</summary>
    public required int TestSteps { get; init; }

    /// <summary>How each method is trained; that of <see cref="Method.Random"/> only says where the net starts and how it adapts.</summary>
    public required IReadOnlyDictionary<Method, MethodSettings> Methods { get; init; }

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}

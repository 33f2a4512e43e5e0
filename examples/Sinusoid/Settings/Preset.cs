namespace AutogradMaml.Examples.Sinusoid;

/// <summary>A length of the run with all its numbers: how each method is trained, and how all are tested.</summary>
internal sealed record Preset
{
    /// <summary>The name on the command line and in the results.</summary>
    public required string Name { get; init; }

    /// <summary>The numbers of support points that the trained nets are tested with.</summary>
    public required IReadOnlyList<int> TestShots { get; init; }

    /// <summary>Whether each method is trained anew for each of these numbers, with as many support and query points, and tested with it
    /// alone; otherwise one training is tested with all.</summary>
    public bool TrainsForEach { get; init; }

    /// <summary>Between which a curve's frequency is drawn; without it all have 1.</summary>
    public (double Least, double Greatest)? Frequencies { get; init; }

    /// <summary>The number of test tasks.</summary>
    public required int TestTasks { get; init; }

    /// <summary>The number of query points of a test task.</summary>
    public required int TestQueries { get; init; }

    /// <summary>The number of inner steps in the test.</summary>
    public required int TestSteps { get; init; }

    /// <summary>How each method is trained; that of <see cref="Method.Random"/> only says where the net starts and how it adapts.</summary>
    public required IReadOnlyDictionary<Method, MethodSettings> Methods { get; init; }

    /// <summary>The methods that the command line chooses from.</summary>
    public IReadOnlyList<Method> Choosable => [.. Methods.Keys.Except(MethodNames.Always).Order()];

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>A schedule: its values by the formula, and what it refuses.</summary>
internal sealed record ScheduleRow
{
    /// <summary>The method of <see cref="Nn.Schedule"/> that it is made by.</summary>
    public required string Of { get; init; }

    /// <summary>The schedule.</summary>
    public required Schedule Schedule { get; init; }

    /// <summary>The same with another number.</summary>
    public required Schedule Other { get; init; }

    /// <summary>Iterations and the values there.</summary>
    public required (long Iteration, double Value)[] Values { get; init; }

    /// <summary>What it says it is.</summary>
    public required string Description { get; init; }

    /// <summary>Makes it with numbers that are refused.</summary>
    public required Action[] Bad { get; init; }
}

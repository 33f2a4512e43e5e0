namespace AutogradMaml.Examples.Checking;

/// <summary>One way to differentiate one learner, held against another way to the same numbers.</summary>
internal sealed record LearnerResult
{
    public const string Unrolled = "unrolled";
    public const string Differences = "differences";
    public const string ClosedForm = "closed form";
    public const string Inapplicable = "inapplicable";

    public required string Learner { get; init; }

    public required string MetaGradient { get; init; }

    public required string Optimizer { get; init; }

    /// <summary>The number of inner steps.</summary>
    public required int Steps { get; init; }

    /// <summary>One of the words above.</summary>
    public required string ComparedWith { get; init; }

    /// <summary>Relative to the length of what it is held against; null where there is nothing to hold it against.</summary>
    public double? Error { get; init; }

    public double? Tolerance { get; init; }

    /// <summary>The memory of the program.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether the way says of itself that it is exact.</summary>
    public bool Exact { get; init; }

    public required bool Passed { get; init; }

    /// <summary>What it was held against, in words; for what is inapplicable or failed, why.</summary>
    public required string Reason { get; init; }
}

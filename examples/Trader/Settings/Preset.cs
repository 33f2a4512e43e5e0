namespace AutogradMaml.Examples.Trader;

/// <summary>A length of the run with all its numbers.</summary>
internal sealed record Preset
{
    /// <summary>The name on the command line and in the results.</summary>
    public required string Name { get; init; }

    /// <summary>The number of outer steps of each training.</summary>
    public required long Iterations { get; init; }

    /// <summary>The windows of an outer step.</summary>
    public required int MetaBatch { get; init; }

    /// <summary>The inner steps of MAML, FOMAML and Meta-SGD.</summary>
    public required int InnerSteps { get; init; }

    /// <summary>The sizes of inner steps from which the validation period chooses.</summary>
    public required IReadOnlyList<double> StepSizes { get; init; }

    /// <summary>The numbers of steps, of fine-tuning and of training from nothing, from which it chooses.</summary>
    public required IReadOnlyList<int> TuningSteps { get; init; }

    /// <summary>The resamples of the bootstrap.</summary>
    public required int Resamples { get; init; }

    /// <summary>The assets of the simulated market.</summary>
    public required int Assets { get; init; }

    /// <summary>The days of the simulated market.</summary>
    public required int Days { get; init; }

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}

using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>How an evaluation is run; nothing here changes its result.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The number of threads; by default one per processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Who hears how many tasks are done, from one thread at a time and in ascending order.</summary>
    public Action<int>? Report { get; init; }

    /// <summary>The options in words.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Threads} threads, {(Report is null ? "no reports" : "with reports")}");
}

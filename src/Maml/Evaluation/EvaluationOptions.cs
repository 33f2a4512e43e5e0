using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>How an evaluation is run; nothing here changes its result.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The number of threads; by default one per processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The number of tasks that are computed together; null, the default, for the evaluator's own. Memory is in proportion to it
    /// and to the number of threads: 1 is for tasks of many images. At least 1, and the same on every rank.</summary>
    public int? TasksPerBlock { get; init; }

    /// <summary>What connects this process with others that evaluate together; none by default. Each rank computes its share of the
    /// tasks, and all have the result. Every rank must ask for the same evaluation.</summary>
    public ICommunicator? Communicator { get; init; }

    /// <summary>Who hears how many tasks are done, from one thread at a time and in ascending order; on several ranks how many of this
    /// rank's own.</summary>
    public Action<int>? Report { get; init; }

    /// <summary>The options in words.</summary>
    public override string ToString()
        => (Communicator is null
                ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"rank {Communicator.Rank} of {Communicator.Size}, "))
            + string.Create(CultureInfo.InvariantCulture, $"{Threads} threads, ")
            + (TasksPerBlock is { } size ? string.Create(CultureInfo.InvariantCulture, $"blocks of {size}, ") : string.Empty)
            + (Report is null ? "no reports" : "with reports");
}

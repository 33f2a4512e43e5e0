using System.Globalization;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How a training is run; nothing here changes its result.</summary>
public sealed record TrainingOptions
{
    /// <summary>The number of threads; by default one per processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the computation of a block of tasks is recorded once and then replayed as a program; the default. Replayed and
    /// recorded anew it gives the same bits; recorded anew it takes longer, and a learner may do something else each time. A plan with
    /// <see cref="ProductOrder.Cheapest"/> can only be replayed.</summary>
    public bool Replay { get; init; } = true;

    /// <summary>Where checkpoints go; none by default. A checkpoint is written beside and then renamed, so there is always a whole
    /// one.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>After how many iterations a checkpoint is written. One is always written at the end, and when the training is
    /// stopped.</summary>
    public long CheckpointEvery { get; init; } = 1000;

    /// <summary>Who hears of progress, on the training's own thread.</summary>
    public Action<TrainingProgress>? Report { get; init; }

    /// <summary>Who hears of what is no progress but should be known: that programs are dropped because there are too many layouts of
    /// tasks.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>After how many iterations progress is reported.</summary>
    public long ReportEvery { get; init; } = 100;

    /// <summary>After how many iterations a visitor is given the state, where there is one.</summary>
    public long VisitEvery { get; init; } = 1000;

    /// <summary>What connects this process with others that train together; none by default. All ranks begin where rank 0 does, each
    /// computes its share of the blocks, and rank 0 alone reports and writes checkpoints. Visitors are called on all ranks. Where there are
    /// more ranks than blocks, some compute nothing. While ranks gather, each draws tasks of the next iteration.</summary>
    public ICommunicator? Communicator { get; init; }

    /// <summary>After how many iterations ranks compare their meta-parameters, which are the same in every bit unless a machine computes
    /// otherwise than the others. They are compared at the end too.</summary>
    public long CompareRanksEvery { get; init; } = 100;

    /// <summary>Whether this process reports and writes.</summary>
    internal bool IsFirstRank => Communicator is not { Rank: > 0 };

    /// <summary>The options in words.</summary>
    public override string ToString()
    {
        CultureInfo words = CultureInfo.InvariantCulture;
        string checkpoint = CheckpointPath is null ? "no checkpoint"
            : string.Create(words, $"a checkpoint in '{CheckpointPath}' every {CheckpointEvery} iterations");
        string reports = Report is null ? "no reports" : string.Create(words, $"a report every {ReportEvery}");
        string ranks = Communicator is null ? string.Empty : string.Create(words, $"rank {Communicator.Rank} of {Communicator.Size}, ");
        return string.Create(words, $"{ranks}{Threads} threads, {(Replay ? "replayed" : "recorded anew")}, {checkpoint}, {reports}");
    }
}

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

    /// <summary>The options in words.</summary>
    public override string ToString()
    {
        CultureInfo words = CultureInfo.InvariantCulture;
        string checkpoint = CheckpointPath is null ? "no checkpoint"
            : string.Create(words, $"a checkpoint in '{CheckpointPath}' every {CheckpointEvery} iterations");
        string reports = Report is null ? "no reports" : string.Create(words, $"a report every {ReportEvery}");
        return string.Create(words, $"{Threads} threads, {(Replay ? "replayed" : "recorded anew")}, {checkpoint}, {reports}");
    }
}

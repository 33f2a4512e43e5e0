using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Images;

/// <summary>What a method's learner is built of: the net, step sizes and the numbers of the run.</summary>
/// <param name="options">What the command line asks for.</param>
/// <param name="ways">The number of classes of a task.</param>
internal sealed class MethodBasis(RunOptions options, int ways)
{
    private const int NarrowFilters = 8;
    private static readonly int[] NarrowWidths = [8, 16, 24, 32];

    /// <summary>The number of classes of a task.</summary>
    public int Ways => ways;

    /// <summary>The numbers of the run.</summary>
    public ImageSettings Settings { get; } = options.Settings;

    /// <summary>The number of inner steps in training.</summary>
    public int Steps => Settings.InnerSteps;

    /// <summary>The inner step size, a constant.</summary>
    public StepSizes<float> StepSizes => StepSizes<float>.Constant(Settings.InnerStepSize);

    /// <summary>The net for the task's classes.</summary>
    public Sequential<float> Net => options.Net switch
    {
        NetKind.Conv32 => PaperNets.MiniImageNet<float>(Ways, Settings.IsNarrow ? NarrowFilters : 32),
        NetKind.Conv64 => PaperNets.MiniImageNet<float>(Ways, Settings.IsNarrow ? NarrowFilters : 64),
        NetKind.ResNet12 => PaperNets.ResNet12<float>(Ways, Settings.IsNarrow ? NarrowWidths : null),
        _ => throw new InvalidOperationException($"There is no net '{options.Net}'."),
    };

    /// <summary>The name of the net's last layer, a linear one.</summary>
    public string Head => options.Net == NetKind.ResNet12 ? "head" : $"{Net.Count - 1}";

    /// <summary>The net without its last layer: [tasks, images, ...] to [tasks, images, features].</summary>
    public Sequential<float> Embedding => Net.Until(Head);

    /// <summary>How many features that gives.</summary>
    public int Features => Net.Parameters[^2].Shape[1];

    /// <summary>The net adapting by the steps of Reptile: Adam without its first moments, the second carried from task to task.</summary>
    /// <param name="batch">How many support images an inner step sees.</param>
    public NetAdaptation<float> WithAdam(int? batch)
        => new(Net, Loss.CrossEntropy, StepSizes, new Adam<float>(beta1: 0), batch: batch, carriesState: true);
}

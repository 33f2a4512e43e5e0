using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Checking;

/// <summary>A problem whose numbers can be worked out on paper: the model w.x without bias, w = [2, 3, 5], adapted to the point [1, 2, 3]
/// by the loss (w.x)^2 / 2 and judged at [4, 5, 6].</summary>
internal static class KnownNumbers
{
    /// <summary>One step of 0.5, judged by the same loss.</summary>
    public static Adaptation<double> OneStep { get; } = new OnThePoint(0.5);

    /// <summary>Steps of 1, judged by the prediction itself.</summary>
    public static Adaptation<double> ThreeSteps { get; } = new ByPrediction(1);

    /// <summary>w.</summary>
    public static Parameters<double> Weights { get; } = new([KeyValuePair.Create("net.weight", Tensors.Create<double>([2, 3, 5], [1, 3]))]);

    /// <summary>The two points, of one task.</summary>
    public static TaskBatch<double> Points { get; } = TaskBatch<double>.Of(FewShotTask.Of(
        Tensors.Create<double>([1, 2, 3], [1, 3]), Zero(), Tensors.Create<double>([4, 5, 6], [1, 3]), Zero()));

    /// <summary>The ways, what they differentiate, the known loss and the known direction.</summary>
    public static IReadOnlyList<(MetaGradient<double> Way, Adaptation<double> Adaptation, double Loss, double[] Direction)> Rows { get; } =
    [
        (new Unrolled<double>(1), OneStep, 49612.5, [3780, 8505, 13230]),
        (new TrajectoryAdjoint<double>(1), OneStep, 49612.5, [3780, 8505, 13230]),
        (new FirstOrder<double>(1), OneStep, 49612.5, [-1260, -1575, -1890]),
        (new Displacement<double>(1), OneStep, 49612.5, [11.5, 23, 34.5]),
        (new Unrolled<double>(3), ThreeSteps, -115499, [-5020, -10043, -15066]),
        (new TrajectoryAdjoint<double>(3), ThreeSteps, -115499, [-5020, -10043, -15066]),
        (new FirstOrder<double>(3), ThreeSteps, -115499, [4, 5, 6]),
    ];

    private static Tensor<double> Zero() => Tensors.Create<double>([0], [1, 1]);

    // The targets are 0, so half the squared error is (w.x)^2 / 2.
    private static Variable<double> HalfSquare(Variable<double> prediction, Variable<double> target, int taskAxes = 0)
        => 0.5 * Loss.MeanSquaredError(prediction, target, taskAxes);

    private class OnThePoint(double size)
        : NetAdaptation<double>(new Linear<double>(3, 1, bias: false), HalfSquare, StepSizes<double>.Constant(size));

    private sealed class ByPrediction(double size) : OnThePoint(size)
    {
        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<double>.Evaluation).Reshape([episode.Tasks]);
    }
}

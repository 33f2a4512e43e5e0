using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The usual losses, each the mean over all axes but the leading task axes.</summary>
public static class Loss
{
    /// <summary>mean((prediction - target)^2).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="prediction">[tasks..., examples, outputs], or any shape.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="taskAxes">How many leading axes are kept: 0 for a single number, 1 for [tasks].</param>
    /// <exception cref="ArgumentException">The shapes differ: a silent broadcast of [n] against [n, 1] would be a wrong loss.</exception>
    public static Variable<T> MeanSquaredError<T>(Variable<T> prediction, Variable<T> target, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSameShape(nameof(MeanSquaredError), prediction.Shape, target.Shape);
        return MeanOverExamples((prediction - target).Square(), taskAxes);
    }

    /// <summary>Huber's loss: r^2 / 2 where |r| is at most delta, delta (|r| - delta / 2) beyond, with r = prediction - target.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="prediction">[tasks..., examples, outputs], or any shape.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="delta">Where the parabola goes over into the line; positive.</param>
    /// <param name="taskAxes">How many leading axes are kept.</param>
    /// <remarks>Continuously differentiable; at |r| = delta the second derivative is taken from the parabola.
    /// Source: P. J. Huber, Robust estimation of a location parameter, 1964.</remarks>
    public static Variable<T> Huber<T>(Variable<T> prediction, Variable<T> target, T delta, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSameShape(nameof(Huber), prediction.Shape, target.Shape);
        if (!(delta > T.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), FormattableString.Invariant($"Huber's delta must be positive, got {delta}."));
        }

        // With m = min(|r|, delta) the two branches are one formula: m^2 / 2 + delta (|r| - m).
        Variable<T> distance = (prediction - target).Abs();
        Variable<T> inner = distance.Minimum(prediction.Tape.Constant(delta));
        return MeanOverExamples((T.CreateChecked(0.5) * inner.Square()) + (delta * (distance - inner)), taskAxes);
    }

    /// <summary>The cross-entropy of class labels: mean of -log softmax(logits)[label].</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="logits">[tasks..., examples, classes].</param>
    /// <param name="labels">[tasks..., examples]: class numbers as whole values.</param>
    /// <param name="taskAxes">How many leading axes are kept.</param>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class number.</exception>
    public static Variable<T> CrossEntropy<T>(Variable<T> logits, Variable<T> labels, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = logits.Shape;
        if (shape.Rank < 1 || shape.Without(-1) != labels.Shape)
        {
            throw new ArgumentException(
                $"CrossEntropy takes logits [..., examples, classes] and labels [..., examples] of class numbers, got {shape} and {labels.Shape}.");
        }

        Variable<T> picked = logits.LogSoftmax().KeepWhere(labels.OneHot(shape[-1])).Sum([-1]);
        return -MeanOverExamples(picked, taskAxes);
    }

    /// <summary>The binary cross-entropy of logits: mean of log(1 + exp(z)) - y z.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="logits">z, of any shape.</param>
    /// <param name="targets">y, of the same shape: 0 or 1, or a probability.</param>
    /// <param name="taskAxes">How many leading axes are kept.</param>
    public static Variable<T> BinaryCrossEntropyWithLogits<T>(Variable<T> logits, Variable<T> targets, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSameShape(nameof(BinaryCrossEntropyWithLogits), logits.Shape, targets.Shape);
        return MeanOverExamples(logits.Softplus() - (targets * logits), taskAxes);
    }

    private static Variable<T> MeanOverExamples<T>(Variable<T> values, int taskAxes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rank = values.Shape.Rank;
        if (taskAxes < 0 || taskAxes > rank)
        {
            throw new ArgumentOutOfRangeException(nameof(taskAxes), $"Got {taskAxes} task axes for losses of shape {values.Shape}.");
        }

        if (taskAxes == 0)
        {
            return values.Mean();
        }

        Span<int> axes = stackalloc int[Shape.MaximumRank];
        for (int axis = taskAxes; axis < rank; axis++)
        {
            axes[axis - taskAxes] = axis;
        }

        return values.Mean(axes[..(rank - taskAxes)]);
    }

    private static void RequireSameShape(string loss, Shape prediction, Shape target)
    {
        if (prediction != target)
        {
            throw new ArgumentException(
                $"{loss} takes a prediction and a target of one shape, got {prediction} and {target}: reshape the target, so that nothing broadcasts.");
        }
    }
}

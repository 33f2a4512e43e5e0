using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The usual losses, each the mean over all axes but the leading task axes, and the mean by weights of the examples.</summary>
public static partial class Loss
{
    /// <summary>mean((prediction - target)^2).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="prediction">[tasks..., examples, outputs], or any shape.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="taskAxes">How many leading axes are kept: 0 for a single number, 1 for [tasks].</param>
    /// <exception cref="ArgumentException">The shapes differ: a silent broadcast of [n] against [n, 1] would be a wrong loss. Or there are
    /// no examples.</exception>
    public static Variable<T> MeanSquaredError<T>(Variable<T> prediction, Variable<T> target, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return MeanOverExamples(nameof(MeanSquaredError), SquaredErrors(prediction, target), taskAxes);
    }

    /// <summary>Huber's loss: r^2 / 2 where |r| is at most delta, delta (|r| - delta / 2) beyond, with r = prediction - target.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="prediction">[tasks..., examples, outputs], or any shape.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="delta">Where the parabola goes over into the line; positive.</param>
    /// <param name="taskAxes">How many leading axes are kept.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no examples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Delta is not positive.</exception>
    /// <remarks>f' is r, limited to -delta and delta; f'' is 1 where |r| is at most delta, at 0 and at both ends too, and 0 beyond; the
    /// third derivative is 0. Source: P. J. Huber, Robust estimation of a location parameter, 1964.</remarks>
    public static Variable<T> Huber<T>(Variable<T> prediction, Variable<T> target, T delta, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireDelta(delta);
        return MeanOverExamples(nameof(Huber), HuberLosses(prediction, target, delta), taskAxes);
    }

    /// <summary>The cross-entropy of class labels: mean of -log softmax(logits)[label].</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="logits">[tasks..., examples, classes].</param>
    /// <param name="labels">[tasks..., examples]: class numbers as whole values.</param>
    /// <param name="taskAxes">How many leading axes are kept.</param>
    /// <exception cref="ArgumentException">The shapes don't fit, or there are no examples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class number.</exception>
    /// <remarks>The derivative by the logits is softmax(logits) less 1 at the label. Value and derivatives depend on differences of logits
    /// alone, and are as exact for large ones, and where the loss is nearly 0, as elsewhere. A logit of minus infinity leaves its class
    /// out, so that the loss of its label is infinite; where one is infinite, the loss of its label is 0. More is said at
    /// <see cref="Variable{T}.LogSoftmax"/>.</remarks>
    public static Variable<T> CrossEntropy<T>(Variable<T> logits, Variable<T> labels, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = logits.Shape;
        if (shape.Rank < 1 || shape.Without(-1) != labels.Shape)
        {
            throw new ArgumentException(
                "CrossEntropy takes logits [..., examples, classes] and labels [..., examples] of class numbers, got " +
                    $"{shape} and {labels.Shape}.");
        }

        Variable<T> picked = logits.LogSoftmax().KeepWhere(labels.OneHot(shape[-1])).Sum([-1]);

        // Taken from 0, so that a loss of 0 is not -0.
        return T.Zero - MeanOverExamples(nameof(CrossEntropy), picked, taskAxes);
    }

    /// <summary>The binary cross-entropy of logits: mean of log(1 + exp(z)) - y z.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="logits">z, of any shape.</param>
    /// <param name="targets">y, of the same shape: 0 or 1, or a probability.</param>
    /// <param name="taskAxes">How many leading axes are kept.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no examples.</exception>
    /// <remarks>The derivative by z is sigmoid(z) - y and that by y is -z; all keep their digits where the loss is nearly 0. At a logit of
    /// infinity with target 1, and of minus infinity with target 0, the loss is 0; with any other target it is infinite.</remarks>
    public static Variable<T> BinaryCrossEntropyWithLogits<T>(Variable<T> logits, Variable<T> targets, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return MeanOverExamples(nameof(BinaryCrossEntropyWithLogits), BinaryCrossEntropies(logits, targets, null), taskAxes);
    }

    /// <summary>The mean of the examples' losses by weights: sum_k w_k l_k / sum_k w_k, with l_k the loss of example k.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="loss">The loss: one that keeps the leading axes that it is told to keep, as those here do. It is asked for one loss for
    /// each example.</param>
    /// <param name="prediction">[tasks..., examples, ...], as the loss takes it.</param>
    /// <param name="target">As the loss takes it.</param>
    /// <param name="weights">[tasks..., examples]; 0 or more.</param>
    /// <param name="taskAxes">How many leading axes are kept: 0 for a single number, 1 for [tasks].</param>
    /// <returns>The loss; with all weights equal the mean, to rounding.</returns>
    /// <exception cref="ArgumentException">The weights have no axis for examples, or the loss gives other shapes.</exception>
    /// <remarks>The derivative by l_k is w_k / sum w and that by w_k is (l_k - loss) / sum w, at every order those of the formula. An
    /// example of weight 0 is not there, so that a task with fewer examples than others may be padded: what it is padded with plays no
    /// part, even where its loss is infinite, but must not be NaN, and class numbers must be those of a class. Where all weights of a task
    /// are 0 so are its loss and the derivatives by its predictions. A loss that has weights of its own w'_k, as
    /// <see cref="CrossEntropyWith{T}"/> has, gives sum_k w_k l_k / sum_k w_k w'_k, and one that is a sum gives sum_k w_k l_k.</remarks>
    public static Variable<T> Weighted<T>(
        LossFunction<T> loss, Variable<T> prediction, Variable<T> target, Variable<T> weights, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (weights.Shape.Rank != taskAxes + 1)
        {
            throw new ArgumentException(
                $"With {taskAxes} task axes the weights have {taskAxes + 1} axes, the last for the examples, got {weights.Shape}.",
                nameof(weights));
        }

        ElementwiseLoss<T>? parts = loss.Target as ElementwiseLoss<T>;
        (Variable<T> each, Variable<T>? own) = parts?.OfExamples(prediction, target, taskAxes + 1)
            ?? (loss(prediction, target, taskAxes + 1), null);
        if (each.Shape != weights.Shape)
        {
            throw new ArgumentException(
                $"The loss function gave shape {each.Shape} for the losses of each example, expected that of the weights, " +
                $"{weights.Shape}: reduce over all axes but the first taskAxes, here {taskAxes + 1}.",
                nameof(loss));
        }

        Variable<T> sum = weights.MultiplyOrZero(each).Sum([-1]);
        return parts?.Reduction == LossReduction.Sum ? sum : DivideOrZero(sum, (own is { } shares ? weights * shares : weights).Sum([-1]));
    }

    /// <summary>The loss in words, as a training's identity tells it: the description of an <see cref="ElementwiseLoss{T}"/>, and of any
    /// other function its name.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="loss">The loss.</param>
    public static string DescriptionOf<T>(LossFunction<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss.Target is ElementwiseLoss<T> parts ? parts.Description : loss.Method.Name;
    }

    /// <summary>sum / total, and 0 where the total is 0.</summary>
    internal static Variable<T> DivideOrZero<T>(Variable<T> sum, Variable<T> total)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tape<T> tape = total.Tape;
        return sum / Variable.Where(total.EqualTo(tape.Zeros(Shape.Scalar)), tape.Ones(Shape.Scalar), total);
    }

    internal static Variable<T> SumOverExamples<T>(string loss, Variable<T> values, int taskAxes, bool ofMean = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rank = values.Shape.Rank;
        RequireAxes(loss, values.Shape, taskAxes, ofMean);
        return taskAxes == rank ? values : taskAxes == 0 ? values.Sum() : values.Sum(AxesFrom(taskAxes, rank));
    }

    internal static Variable<T> MeanOverExamples<T>(string loss, Variable<T> values, int taskAxes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rank = values.Shape.Rank;
        RequireAxes(loss, values.Shape, taskAxes, needsElements: true);
        return taskAxes == 0 ? values.Mean() : values.Mean(AxesFrom(taskAxes, rank));
    }

    private static Variable<T> SquaredErrors<T>(Variable<T> prediction, Variable<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSameShape(nameof(MeanSquaredError), prediction.Shape, target.Shape);
        return (prediction - target).Square();
    }

    private static Variable<T> HuberLosses<T>(Variable<T> prediction, Variable<T> target, T delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSameShape(nameof(Huber), prediction.Shape, target.Shape);

        // With m = r, limited to -delta and delta, the three branches are one formula, m (r - m / 2): no |r|, whose kink at 0 the loss does
        // not have, and no difference of terms of the size of delta where r is small.
        Variable<T> residual = prediction - target;
        Variable<T> inner = residual.Clamp(-delta, delta);
        return inner * (residual - (T.CreateChecked(0.5) * inner));
    }

    private static Variable<T> BinaryCrossEntropies<T>(Variable<T> logits, Variable<T> targets, Variable<T>? positiveWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSameShape(nameof(BinaryCrossEntropyWithLogits), logits.Shape, targets.Shape);

        // log(1 + exp(-|z|)) + |z| w, where w is the probability of the outcome that z speaks against: 1 - y from z = 0 on and y below.
        // Neither term is negative, so nothing cancels. Both formulas hold on both sides of 0, so at 0 the derivatives of the one that is
        // taken are right at every order, as those of |z| would not be. A weight p of positive targets stands with y, and the logarithm,
        // which both outcomes have in common, with their sum p y + 1 - y.
        Variable<T> positive = positiveWeights is { } some ? some * targets : targets;
        Variable<T> negative = T.One - targets;
        Variable<T> isPositive = logits.GreaterOrEqual(logits.Tape.Zeros(Shape.Scalar));
        Variable<T> below = Variable.Where(isPositive, -logits, logits);
        Variable<T> against = Variable.Where(isPositive, negative, positive);
        Variable<T> common = positiveWeights is null ? below.Softplus() : (positive + negative) * below.Softplus();
        return common - below.MultiplyOrZero(against);
    }

    private static void RequireAxes(string loss, Shape shape, int taskAxes, bool needsElements)
    {
        if (taskAxes < 0 || taskAxes > shape.Rank)
        {
            throw new ArgumentOutOfRangeException(nameof(taskAxes), $"Got {taskAxes} task axes for losses of shape {shape}.");
        }

        // The sum of nothing over nothing is not a number. Of no tasks there are no losses.
        if (needsElements && shape.ElementCount == 0 && !shape.Sizes[..taskAxes].Contains(0))
        {
            throw new ArgumentException(
                $"{loss} is a mean over examples, and losses of shape {shape} with {taskAxes} task axes have none.");
        }
    }

    private static int[] AxesFrom(int first, int rank) => [.. Enumerable.Range(first, rank - first)];

    private static void RequireDelta<T>(T delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(delta > T.Zero))
        {
            throw new ArgumentOutOfRangeException(
                nameof(delta), FormattableString.Invariant($"Huber's delta must be positive, got {delta}."));
        }
    }

    private static void RequireSameShape(string loss, Shape prediction, Shape target)
    {
        if (prediction != target)
        {
            throw new ArgumentException(
                $"{loss} takes a prediction and a target of one shape, got {prediction} and {target}: reshape the target, " +
                    "so that nothing broadcasts.");
        }
    }
}

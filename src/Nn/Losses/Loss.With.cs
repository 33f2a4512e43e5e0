using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <content>The same losses with settings: each function gives a loss, which says in words what it is.</content>
public static partial class Loss
{
    /// <summary>The mean squared error with another reduction.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="reduction">What is made of the losses (prediction - target)^2 of the elements.</param>
    /// <remarks>Shapes and errors are those of <see cref="MeanSquaredError"/>.</remarks>
    public static LossFunction<T> MeanSquaredErrorWith<T>(LossReduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new ElementwiseLoss<T>(
            nameof(MeanSquaredError), static (prediction, target) => (SquaredErrors(prediction, target), null), reduction).Evaluate;

    /// <summary>Huber's loss with a delta, as a loss function.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="delta">Where the parabola goes over into the line; positive.</param>
    /// <param name="reduction">What is made of the losses of the elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">Delta is not positive.</exception>
    /// <remarks>Formula, shapes and errors are those of <see cref="Huber"/>.</remarks>
    public static LossFunction<T> HuberWith<T>(T delta, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireDelta(delta);
        return new ElementwiseLoss<T>(
            string.Create(CultureInfo.InvariantCulture, $"{nameof(Huber)} delta {delta}"),
            (prediction, target) => (HuberLosses(prediction, target, delta), null), reduction).Evaluate;
    }

    /// <summary>The cross-entropy with weights of the classes, smoothed labels and a label that is passed over: of the class y of an
    /// example, whose log-probabilities are log p = log softmax(logits), l = (1 - s) w_y (-log p_y) + s / C sum_c w_c (-log p_c), and the
    /// mean is sum l / sum w_y. Targets may be probabilities instead: l = sum_c w_c t_c (-log p_c) with t = (1 - s) q + s / C of the target
    /// q, and the mean is that over the examples.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="classWeights">w, a number for each class, 0 or more; by default 1 each.</param>
    /// <param name="labelSmoothing">s, from 0 to 1: the share of the label that all C classes have alike.</param>
    /// <param name="ignoredLabel">An example with this label is not there, and no class need have that number: -100 for instance. By
    /// default none is passed over.</param>
    /// <param name="reduction">What is made of the losses l of the examples; their weights are in the sum, and in the losses
    /// themselves.</param>
    /// <returns>The loss of logits [tasks..., examples, classes] and targets: class numbers [tasks..., examples], or probabilities
    /// [tasks..., examples, classes], which are differentiated by like the logits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite, or the smoothing is not from 0 to 1.</exception>
    /// <exception cref="ArgumentException">There are no weights. Of the loss: the shapes don't fit each other or the weights.</exception>
    /// <remarks>
    /// <para>As in PyTorch, whose class axis is the second, though, while here it is the last. Where all labels are passed over, or their
    /// weights are 0, the mean is 0 with derivatives 0, and not NaN. The derivative by the logits of one example is (sum_c v_c) p - v with
    /// v_c = w_c t_c, or with the weights and shares of the label. A logit of minus infinity leaves its class out; where a smoothed label
    /// gives that class a share the loss is infinite.</para>
    /// <para>Source of label smoothing: C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens and Z. Wojna, Rethinking the inception architecture
    /// for computer vision, 2016, section 7.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// LossFunction&lt;float&gt; loss = Loss.CrossEntropyWith&lt;float&gt;(labelSmoothing: 0.1);
    /// var learner = new Maml&lt;float&gt;(net, loss, steps: 5, StepSizes&lt;float&gt;.Constant(0.1));
    /// </code>
    /// </example>
    public static LossFunction<T> CrossEntropyWith<T>(
        IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int? ignoredLabel = null,
        LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing),
                FormattableString.Invariant(
                    $"The share that label smoothing gives to all classes alike is from 0 to 1, got {labelSmoothing}."));
        }

        T[]? weights = NumbersOf<T>(classWeights, "A class weight", nameof(classWeights));
        T smoothing = T.CreateChecked(labelSmoothing);
        string smoothed = labelSmoothing == 0 ? string.Empty : FormattableString.Invariant($" label smoothing {labelSmoothing}");
        string ignored = ignoredLabel is { } none ? FormattableString.Invariant($" ignored label {none}") : string.Empty;
        string description = nameof(CrossEntropy) + Listed("class weights", weights) + smoothed + ignored;
        return new ElementwiseLoss<T>(
            description,
            (logits, targets) =>
            {
                Shape shape = logits.Shape;
                bool hasLabels = shape.Rank > 0 && targets.Shape == shape.Without(-1);
                if (shape.Rank < 1 || !(hasLabels || targets.Shape == shape))
                {
                    throw new ArgumentException(
                        "CrossEntropy takes logits [..., examples, classes] and labels [..., examples] of class numbers or " +
                            $"probabilities [..., examples, classes], got {shape} and {targets.Shape}.");
                }

                Variable<T>? w = Along(logits.Tape, weights, shape, nameof(CrossEntropy), "class weights", "classes");
                return hasLabels
                    ? OfLabels(logits, targets, w, smoothing, ignoredLabel)
                    : (OfProbabilities(logits, targets, w, smoothing), null);
            },
            reduction).Evaluate;
    }

    /// <summary>The binary cross-entropy of logits with weights: l = -w (p y log sigmoid(z) + (1 - y) log(1 - sigmoid(z))), and the mean is
    /// that over all elements, whatever their weights.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="weights">w, a number for each output, the last axis, or one for all; 0 or more; by default 1.</param>
    /// <param name="positiveWeights">p, by which positive targets count for more: a number for each output or one for all; 0 or more; by
    /// default 1. The number of negative examples over that of positive ones makes both count alike.</param>
    /// <param name="reduction">What is made of the losses l of the elements.</param>
    /// <returns>The loss of logits z [..., outputs] and targets y of the same shape: 0 or 1, or a probability.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    /// <exception cref="ArgumentException">There are no weights. Of the loss: the shapes differ, or don't fit the weights.</exception>
    /// <remarks>As in PyTorch. The derivative by z is w ((p y + 1 - y) sigmoid(z) - p y); value and derivatives keep their digits where the
    /// loss is nearly 0. Weights of the examples are those of <see cref="Weighted"/>, which divides by them.</remarks>
    public static LossFunction<T> BinaryCrossEntropyWith<T>(
        IReadOnlyList<double>? weights = null, IReadOnlyList<double>? positiveWeights = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[]? own = NumbersOf<T>(weights, "A weight", nameof(weights));
        T[]? positive = NumbersOf<T>(positiveWeights, "A weight of positive targets", nameof(positiveWeights));
        return new ElementwiseLoss<T>(
            $"{nameof(BinaryCrossEntropyWithLogits)}{Listed("weights", own)}{Listed("positive weights", positive)}",
            (logits, targets) =>
            {
                Variable<T>? ofPositive = Along(
                    logits.Tape, positive, logits.Shape, nameof(BinaryCrossEntropyWithLogits), "positive weights", "outputs");
                Variable<T> losses = BinaryCrossEntropies(logits, targets, ofPositive);
                Variable<T>? ofOutputs = Along(
                    logits.Tape, own, logits.Shape, nameof(BinaryCrossEntropyWithLogits), "weights", "outputs");
                return (ofOutputs is { } some ? some.MultiplyOrZero(losses) : losses, null);
            },
            reduction).Evaluate;
    }

    private static (Variable<T> Losses, Variable<T>? Weights) OfLabels<T>(
        Variable<T> logits, Variable<T> labels, Variable<T>? weights, T smoothing, int? ignoredLabel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A label that is passed over need not be a class number, so it stands as class 0 until its loss is dropped.
        Variable<T>? kept = ignoredLabel is { } ignored ? labels.NotEqualTo(labels.Tape.Constant(T.CreateChecked(ignored))) : null;
        int classes = logits.Shape[-1];
        Variable<T> isLabel = (kept is { } there ? labels.KeepWhere(there) : labels).OneHot(classes);
        Variable<T> logProbabilities = logits.LogSoftmax();
        Variable<T> ofLabel = logProbabilities.KeepWhere(isLabel).Sum([-1]);
        Variable<T>? own = weights is { } each ? (isLabel * each).Sum([-1]) : null;
        Variable<T> log = own is { } some ? some.MultiplyOrZero(ofLabel) : ofLabel;
        if (smoothing != T.Zero)
        {
            Variable<T> ofAll = (weights is { } ofClasses ? ofClasses.MultiplyOrZero(logProbabilities) : logProbabilities).Sum([-1]);
            log = smoothing == T.One
                ? ofAll * (T.One / T.CreateChecked(classes))
                : ((T.One - smoothing) * log) + (smoothing / T.CreateChecked(classes) * ofAll);
        }

        // Taken from 0, so that a loss of 0 is not -0.
        Variable<T> losses = T.Zero - log;
        return kept is { } present ? (losses.KeepWhere(present), own?.KeepWhere(present) ?? present) : (losses, own);
    }

    private static Variable<T> OfProbabilities<T>(Variable<T> logits, Variable<T> probabilities, Variable<T>? weights, T smoothing)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> targets = smoothing == T.Zero
            ? probabilities
            : ((T.One - smoothing) * probabilities) + (smoothing / T.CreateChecked(logits.Shape[-1]));
        return T.Zero - (weights is { } some ? targets * some : targets).MultiplyOrZero(logits.LogSoftmax()).Sum([-1]);
    }

    private static T[]? NumbersOf<T>(IReadOnlyList<double>? numbers, string what, string parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => numbers is not { Count: 0 } ? numbers?.Select(number => FiniteNumber.NotNegative<T>(number, what, parameter)).ToArray()
            : throw new ArgumentException("There are no weights: leave the argument out, or give a number for each.", parameter);

    // [classes], or a single number for all.
    private static Variable<T>? Along<T>(Tape<T> tape, T[]? numbers, Shape shape, string loss, string what, string axis)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool one = numbers is { Length: 1 } && axis == "outputs";
        return numbers is null ? null
            : one || (shape.Rank > 0 && shape[-1] == numbers.Length) ? tape.Constant(numbers, one ? Shape.Scalar : [numbers.Length])
            : throw new ArgumentException(
                $"{loss} has {numbers.Length} {what} and logits of shape {shape}, whose last axis holds the " +
                    $"{axis}: give a number for each.");
    }

    private static string Listed<T>(string what, T[]? numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => numbers is null
            ? string.Empty
            : $" {what} [{string.Join(", ", numbers.Select(static number => number.ToString(null, CultureInfo.InvariantCulture)))}]";
}

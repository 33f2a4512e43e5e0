using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>A loss that is defined by the losses of its elements: L = sum_k l_k / sum_k w_k as a mean, sum_k l_k as a sum, l_k without
/// reduction, over all axes but the leading task axes.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks><see cref="Evaluate"/> is a <see cref="LossFunction{T}"/>. Unlike a lambda it says in words what it is, which a training's
/// identity takes in, and <see cref="Loss.Weighted"/> knows the weights that it has of its own: with weights e_k of the examples a mean is
/// sum_k e_k l_k / sum_k e_k w_k and a sum is sum_k e_k l_k, so that with all of them 1 it is the loss itself. Cost: that of the losses of
/// the elements and a sum.</remarks>
/// <example>
/// <code>
/// LossFunction&lt;float&gt; absolute = new ElementwiseLoss&lt;float&gt;(
///     "absolute error", static (prediction, target) => ((prediction - target).Abs(), null)).Evaluate;
/// </code>
/// </example>
public sealed class ElementwiseLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<Variable<T>, Variable<T>, (Variable<T> Losses, Variable<T>? Weights)> _each;

    /// <summary>Describes the loss.</summary>
    /// <param name="description">What it is, in words, with all numbers that it depends on.</param>
    /// <param name="each">Of prediction and target the losses l of the elements, [tasks..., examples, ...], and the weights w that a mean
    /// divides by, of the same shape and 0 or more; null where each is 1. The losses have their weights in them already.</param>
    /// <param name="reduction">What is made of them.</param>
    /// <exception cref="ArgumentException">The description is empty.</exception>
    public ElementwiseLoss(
        string description, Func<Variable<T>, Variable<T>, (Variable<T> Losses, Variable<T>? Weights)> each,
        LossReduction reduction = LossReduction.Mean)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(each);
        Description = reduction == LossReduction.Mean ? description : $"{description}, reduction {reduction}";
        Reduction = reduction;
        _each = each;
    }

    /// <summary>The loss in words.</summary>
    public string Description { get; }

    /// <summary>What is made of the losses of the elements.</summary>
    public LossReduction Reduction { get; }

    /// <summary>The loss: a <see cref="LossFunction{T}"/>.</summary>
    /// <param name="prediction">What the net computed.</param>
    /// <param name="target">What it should have computed.</param>
    /// <param name="taskAxes">How many leading axes are kept.</param>
    /// <returns>The loss; 0 where it is a mean by weights that are all 0.</returns>
    /// <exception cref="ArgumentException">The shapes don't fit, or a mean has no elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many axes.</exception>
    public Variable<T> Evaluate(Variable<T> prediction, Variable<T> target, int taskAxes = 0)
    {
        (Variable<T> losses, Variable<T>? weights) = Each(prediction, target, taskAxes);
        return Reduction switch
        {
            LossReduction.None => losses,
            LossReduction.Sum => Loss.SumOverExamples(Description, losses, taskAxes),
            _ when weights is { } some
                => Loss.DivideOrZero(
                    Loss.SumOverExamples(Description, losses, taskAxes, ofMean: true), Loss.SumOverExamples(Description, some, taskAxes)),
            _ => Loss.MeanOverExamples(Description, losses, taskAxes),
        };
    }

    /// <summary>For each example the loss, and its share in what a mean divides by, which is 1 where it is null.</summary>
    internal (Variable<T> Losses, Variable<T>? Weights) OfExamples(Variable<T> prediction, Variable<T> target, int axes)
    {
        if (Reduction == LossReduction.None)
        {
            throw new ArgumentException(
                $"The loss '{Description}' has a number for each element, of which no mean by weights of the examples is made: give it " +
                    "a reduction, the mean or the sum.");
        }

        (Variable<T> losses, Variable<T>? weights) = Each(prediction, target, axes);
        return weights is null && Reduction == LossReduction.Mean
            ? (Loss.MeanOverExamples(Description, losses, axes), null)
            : (Loss.SumOverExamples(Description, losses, axes), weights is { } some ? Loss.SumOverExamples(Description, some, axes) : null);
    }

    private (Variable<T> Losses, Variable<T>? Weights) Each(Variable<T> prediction, Variable<T> target, int axes)
    {
        (Variable<T> losses, Variable<T>? weights) = _each(prediction, target);
        if (axes < 0 || axes > losses.Shape.Rank)
        {
            throw new ArgumentOutOfRangeException(nameof(axes), $"Got {axes} leading axes to keep for losses of shape {losses.Shape}.");
        }

        return weights is null || weights.Value.Shape == losses.Shape
            ? (losses, weights)
            : throw new ArgumentException(
                $"The loss '{Description}' has losses of shape {losses.Shape} and weights of shape " +
                    $"{weights.Value.Shape}, expected the same.");
    }
}

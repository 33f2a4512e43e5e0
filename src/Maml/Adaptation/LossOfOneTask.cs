using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A loss of one task's predictions and targets, which knows nothing of task axes, as a loss of several tasks.</summary>
internal static class LossOfOneTask
{
    /// <summary>The loss of each task by itself: [tasks].</summary>
    /// <param name="loss">The loss of one task: a single number.</param>
    /// <remarks>Cost: the operations of the loss once for each task.</remarks>
    public static LossFunction<T> OfEach<T>(Func<Variable<T>, Variable<T>, Variable<T>> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        return (prediction, target, taskAxes) =>
        {
            if (taskAxes == 0)
            {
                return Number(loss(prediction, target));
            }

            if (taskAxes > 1)
            {
                throw new ArgumentException(
                    "A loss of one task, a single number, tells no loss of each example, so its examples can't be weighted: give a loss " +
                        "function that takes the number of leading axes to keep, (p, t, taskAxes) => ..., as those of Loss.");
            }

            var losses = new Variable<T>[prediction.Shape[0]];
            for (int task = 0; task < losses.Length; task++)
            {
                losses[task] = Number(loss(prediction.At(0, task), target.At(0, task))).Reshape([1]);
            }

            return Variable.Concatenate<T>(losses, axis: 0);
        };
    }

    private static Variable<T> Number<T>(Variable<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.Shape.ElementCount == 1 ? loss
            : throw new ArgumentException(
                $"The loss function gave shape {loss.Shape} for one task, expected a single number: take the mean.");
}

using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Reptile: the direction is theta_0 - theta_K, where K inner steps on the task lead; the outer step moves some of the way there.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// With an outer step of size epsilon by plain gradient descent this is theta + epsilon * mean(theta_K - theta). Give an inner batch smaller
/// than the support set and each inner step sees other examples, the form for which the method's expansion holds: the mean direction is then
/// a sum of gradients and of terms that raise the inner product of the gradients of different batches. Memory grows with K only by the
/// parameters after each step, and as a program not at all. Where the inner loop carries the optimizer's state, that moves as the parameters do,
/// to its mean over the tasks; the outer step is then plain gradient descent of a size from 0 to 1, or a moment could become negative. The published
/// code carries the state as well, but there one task's is the next one's start, which would put the tasks in a line.
/// Source: Nichol, Achiam and Schulman, On first-order meta-learning algorithms, 2018, algorithms 1 and 2, section 5.
/// </remarks>
public sealed class Reptile<T> : MetaLearner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _steps;
    private readonly int? _batch;

    /// <summary>Describes the learner.</summary>
    /// <param name="innerLoop">How the net adapts to a task.</param>
    /// <param name="steps">K, the number of inner steps; at least 1. With K = 1 and one task it is ordinary training on all tasks.</param>
    /// <param name="batch">How many examples each inner step sees, as <see cref="InnerLoop{T}.Adapt"/> takes them; all of the support set
    /// by default.</param>
    public Reptile(InnerLoop<T> innerLoop, int steps, int? batch = null)
        : base(innerLoop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _steps = steps;
        _batch = batch;
    }

    /// <inheritdoc/>
    public override string Name => "reptile";

    /// <inheritdoc/>
    public override string Settings => string.Create(
        CultureInfo.InvariantCulture, $"{Name} steps={_steps} batch={_batch?.ToString(CultureInfo.InvariantCulture) ?? "all"} inner={InnerLoop.Optimizer.Description}");

    /// <inheritdoc/>
    public override MetaResult<T> Compute(Variables<T> metaParameters, TaskData<T> tasks, DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentNullException.ThrowIfNull(metaParameters);
        ArgumentNullException.ThrowIfNull(tasks);
        tasks.RequireSets();
        Trajectory<T> trajectory = InnerLoop.Adapt(
            metaParameters, tasks.SupportInputs, tasks.SupportTargets, _steps, tasks.HasTaskAxis, InnerGradient.Detached, _batch, use);
        Variables<T> theta = InnerLoop.ModelParameters(metaParameters);

        // What does not adapt has no task axis, and does not move.
        Variables<T> moved = Variables<T>.Zip(
            trajectory.Parameters[0] - trajectory.Adapted, theta, static (value, parameter) => value.Shape == parameter.Shape ? value : value.Sum([0]));

        // What the net has learned is told by the query set, on which it is not trained.
        Variable<T> losses = InnerLoop.LossAt(
            trajectory.Adapted, tasks.QueryInputs, tasks.QueryTargets, tasks.TaskAxes, InnerLoop<T>.QueryPass(_steps));
        Variable<T>[] rest = [.. metaParameters.Values[moved.Count..]];
        for (int k = 0; k < rest.Length; k++)
        {
            rest[k] = rest[k].Tape.Zeros(rest[k].Shape);
        }

        if (InnerLoop.CarriesState)
        {
            Variable<T>[] state = MovedState(InnerLoop.CarriedState(metaParameters), trajectory.OptimizerState, tasks);
            state.CopyTo(rest, rest.Length - state.Length);
        }

        return new(losses, metaParameters.WithValues([.. moved.Values, .. rest]));
    }

    // The state moves as the parameters do, to its mean over the tasks. The powers of Adam's decay rates move with the moments, and so the freeing
    // from bias stays right but for rounding: the weights of all gradients in a moment add up to one less the power, whatever the sizes of the outer steps.
    private static Variable<T>[] MovedState(ReadOnlySpan<Variable<T>> before, OptimizerState<T> after, TaskData<T> tasks)
    {
        Variable<T>[] moved = [.. after.Values];
        for (int k = 0; k < moved.Length; k++)
        {
            Variable<T> difference = before[k].Detach() - moved[k];
            bool each = difference.Shape != before[k].Shape;
            moved[k] = each ? difference.Sum([0])
                : tasks.HasTaskAxis ? T.CreateChecked(tasks.SupportInputs.Shape[0]) * difference
                : difference;
        }

        return moved;
    }
}

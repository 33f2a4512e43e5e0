using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// Model-agnostic meta-learning: the gradient, by the initial parameters, of the query loss after K inner steps. Exact, through the inner
/// steps; or first order, with the inner gradients taken as constants.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// For one inner step of size alpha the exact meta-gradient is (I - alpha H) g, with H the Hessian of the support loss at theta_0 and g the
/// query gradient at theta_1; first order is g alone. For K steps it is the product of K such factors. No Hessian is formed: reverse mode
/// through the recorded loop costs K Hessian-vector products. Source: Finn, Abbeel and Levine, Model-agnostic meta-learning for fast
/// adaptation of deep networks, 2017, algorithm 1 and section 5.2 (first order). Losses after several steps: Antoniou, Edwards and Storkey,
/// How to train your MAML, 2019, section 4.
/// </remarks>
public sealed class Maml<T> : MetaLearner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _steps;
    private readonly InnerGradient _gradient;
    private readonly T[] _weights;

    /// <summary>Describes the learner.</summary>
    /// <param name="innerLoop">How the net adapts to a task.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="gradient">Exact, or first order.</param>
    /// <param name="stepWeights">Weights of the query losses after 0, 1, ... K steps, K + 1 in all; by default only the last counts.</param>
    /// <exception cref="ArgumentException">The inner gradients would be detached altogether, the weights don't fit, or the inner loop carries its
    /// optimizer's state.</exception>
    public Maml(InnerLoop<T> innerLoop, int steps, InnerGradient gradient = InnerGradient.Exact, IReadOnlyList<double>? stepWeights = null)
        : base(RequireNoState(innerLoop, "MAML"))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        InnerLoop<T>.RequireDefined(gradient);
        if (gradient == InnerGradient.Detached)
        {
            throw new ArgumentException(
                "MAML differentiates through the inner loop; with detached parameters its gradient would be zero. Choose Exact or FirstOrder.", nameof(gradient));
        }

        if (stepWeights is not null && (stepWeights.Count != steps + 1 || !stepWeights.Any(static weight => weight != 0)))
        {
            throw new ArgumentException(
                $"Expected {steps + 1} weights, for the query losses after 0 to {steps} steps, not all of them 0; got {stepWeights.Count}.",
                nameof(stepWeights));
        }

        _steps = steps;
        _gradient = gradient;
        _weights = new T[steps + 1];
        _weights[steps] = T.One;
        for (int k = 0; k <= steps && stepWeights is not null; k++)
        {
            _weights[k] = FiniteNumber.Of<T>(stepWeights[k], $"The weight of the query loss after {k} steps", nameof(stepWeights));
        }
    }

    private Maml(Maml<T> other, InnerGradient gradient)
        : base(other.InnerLoop)
    {
        _steps = other._steps;
        _weights = other._weights;
        _gradient = gradient;
    }

    /// <inheritdoc/>
    public override string Name => _gradient == InnerGradient.Exact ? "maml" : "fomaml";

    /// <inheritdoc/>
    public override string Settings => string.Create(
        CultureInfo.InvariantCulture, $"{Name} steps={_steps} weights={string.Join('/', _weights)} inner={InnerLoop.Optimizer.Description}");

    /// <inheritdoc/>
    public override MetaResult<T> Compute(Variables<T> metaParameters, TaskData<T> tasks, DerivativeUse use = DerivativeUse.Final)
    {
        Variable<T> losses = QueryLoss(metaParameters, tasks, use);
        Variable<T> total = tasks.HasTaskAxis ? losses.Sum() : losses;
        return new(losses, total.Tape.Gradient(total, metaParameters, use));
    }

    /// <summary>The query loss after adaptation: the function of the meta-parameters that MAML descends.</summary>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="tasks">One task, or several on the task axis.</param>
    /// <param name="use">Whether the operations of inner gradients that are not differentiated stay on the tape.</param>
    /// <returns>The weighted sum of the query losses after 0 to K steps: a single number, or [tasks].</returns>
    public Variable<T> QueryLoss(Variables<T> metaParameters, TaskData<T> tasks, DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentNullException.ThrowIfNull(metaParameters);
        ArgumentNullException.ThrowIfNull(tasks);
        tasks.RequireSets();
        Trajectory<T> trajectory = InnerLoop.Adapt(
            metaParameters, tasks.SupportInputs, tasks.SupportTargets, _steps, tasks.HasTaskAxis, _gradient, use: use);
        Variable<T>? sum = null;
        for (int step = 0; step <= _steps; step++)
        {
            if (_weights[step] == T.Zero)
            {
                continue;
            }

            Variable<T> loss = InnerLoop.LossAt(
                trajectory.Parameters[step], tasks.QueryInputs, tasks.QueryTargets, tasks.TaskAxes, InnerLoop<T>.QueryPass(step));
            loss = _weights[step] == T.One ? loss : _weights[step] * loss;
            sum = sum is { } before ? before + loss : loss;
        }

        return sum!.Value;
    }

    /// <summary>The same learner with another kind of inner gradient.</summary>
    internal Maml<T> With(InnerGradient gradient) => new(this, gradient);
}

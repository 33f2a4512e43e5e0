using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Ordinary training of one net on the examples of all tasks, without adaptation: the baseline that meta-learning has to beat.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="innerLoop">The net and loss; how it adapts plays no part in training.</param>
/// <param name="name">The name in listings and results.</param>
/// <exception cref="ArgumentException">The inner loop carries its optimizer's state, which nothing would move here.</exception>
/// <remarks>The loss is that of the query set at theta. Source: the pre-trained baseline of Finn, Abbeel and Levine, 2017, section 5.1.</remarks>
public sealed class JointTraining<T>(InnerLoop<T> innerLoop, string name = "pretrained") : MetaLearner<T>(RequireNoState(innerLoop, "joint training"))
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Name { get; } = name;

    /// <inheritdoc/>
    public override string Settings => Name;

    /// <inheritdoc/>
    internal override bool Adapts => false;

    /// <inheritdoc/>
    public override MetaResult<T> Compute(Variables<T> metaParameters, TaskData<T> tasks, DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        tasks.RequireSets();
        Variables<T> theta = InnerLoop.ModelParameters(metaParameters);
        Variable<T> losses = InnerLoop.LossAt(theta, tasks.QueryInputs, tasks.QueryTargets, tasks.TaskAxes, InnerLoop<T>.QueryPass(0));
        Variable<T> total = tasks.HasTaskAxis ? losses.Sum() : losses;
        return new(losses, total.Tape.Gradient(total, metaParameters, use));
    }
}

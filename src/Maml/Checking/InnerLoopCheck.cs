using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Checks a meta-gradient, through the inner loop, against finite differences of the loss after adaptation.</summary>
/// <remarks>See <see cref="GradientCheck"/> for what is compared and what the verdicts mean. A first-order meta-gradient fails it, as it should: it is
/// not the gradient of the loss after adaptation.</remarks>
public static class InnerLoopCheck
{
    /// <summary>Checks the gradient of a learner's query loss by the meta-parameters.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The net, the loss, the inner steps, and whether the gradient is meant to be exact.</param>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="tasks">The tasks, of the same shapes; at least one. The loss is the sum over them.</param>
    /// <param name="options">How to check.</param>
    /// <returns>The report, with each meta-parameter as an input.</returns>
    public static GradientReport Run<T>(
        Maml<T> learner, Parameters<T> metaParameters, IReadOnlyList<FewShotTask<T>> tasks, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(metaParameters);
        ArgumentNullException.ThrowIfNull(tasks);
        FewShotTask<T>[] all = [.. tasks];
        if (metaParameters.Count == 0)
        {
            throw new ArgumentException("There are no meta-parameters, so there is nothing to differentiate by.", nameof(metaParameters));
        }

        return GradientCheck.Run(
            theta => learner.QueryLoss(theta, TaskData<T>.Stack(theta[0].Value.Tape, all), DerivativeUse.Differentiable).Sum(), metaParameters, options);
    }
}

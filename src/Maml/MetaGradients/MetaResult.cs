using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What a meta-learner computes from some tasks.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Losses">The loss of each task: a single number, or [tasks].</param>
/// <param name="Gradient">The direction for the outer optimizer to descend, summed over the tasks, under the names of the meta-parameters.</param>
public sealed record MetaResult<T>(Variable<T> Losses, Variables<T> Gradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The losses, and the names of the direction's parts.</summary>
    public override string ToString() => $"losses {Losses}, direction by [{string.Join(", ", Gradient.Names)}]";
}

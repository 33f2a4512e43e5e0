using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What an adaptation says of its outcome to an outer search.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Loss">The outer loss, [tasks].</param>
/// <param name="Distance">How far what is judged is from what the tasks' data came from, [tasks]: 0 or more, and 0 with a gradient of 0
/// where nothing has moved.</param>
/// <param name="Through">What the distance depends on the meta-parameters through, and nothing beside it: the distributions that a policy
/// describes. Where nothing has moved the distance's Hessian is J' H J with J the Jacobian of this and H the Hessian by it, which takes no
/// second derivative of the way there. Null where there is no such thing.</param>
public readonly record struct OuterJudgement<T>(Variable<T> Loss, Variable<T> Distance, Variable<T>? Through = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Prototypical networks: a query is scored by its squared distance to the mean of each class's embedded support examples. A start
/// and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>c_k = mean of f(x) over the support examples of class k, score_k(q) = -|f(q) - c_k|^2, loss = cross-entropy of the scores,
/// differentiated by f. Measure: <c>accuracy</c>. Source: Snell, Swersky and Zemel, Prototypical networks for few-shot learning, 2017,
/// equations 1 and 2, algorithm 1.</remarks>
public sealed class PrototypicalNetwork<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public PrototypicalNetwork(Module<T> embedding, int ways)
        : base("prototypical network", new PrototypeAdaptation<T>(embedding, ways), new Unrolled<T>(0))
    {
    }
}

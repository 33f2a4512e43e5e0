using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Prototypical networks refined by soft k-means: the queries that are told together move the classes' means before they are
/// scored. A start and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>c_k = m_k, the mean of f(x) over the n_k support examples of class k; then, as often as asked for, z_jk = softmax over k of
/// -|f(q_j) - c_k|^2 and c_k = (n_k m_k + sum_j z_jk f(q_j)) / (n_k + sum_j z_jk); score_k(q) = -|f(q) - c_k|^2, loss = cross-entropy of
/// the scores, differentiated by f through the refinements. It needs no labels of the queries, but many of them: what one is told depends
/// on those beside it, and one by itself is told as a <see cref="PrototypicalNetwork{T}"/> tells it. Measure: <c>accuracy</c>. Cost: that
/// of a prototypical network and, for each refinement, the distances of all queries to all means once more. The scale of f decides how
/// soft the shares z are, and is learned. Source: Ren et al., Meta-learning for semi-supervised few-shot classification, 2018, equations
/// 4 and 5, where the unlabelled examples are others than the queries.</remarks>
public sealed class SoftKMeansNetwork<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="refinements">How often the queries move the means; at least 1.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public SoftKMeansNetwork(Module<T> embedding, int ways, int refinements = 1)
        : base(
            "soft k-means network", new PrototypeAdaptation<T>(embedding, ways, AtLeastOne(refinements)), new Unrolled<T>(0))
    {
    }

    private static int AtLeastOne(int refinements)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(refinements, 1);
        return refinements;
    }
}

using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Matching networks: a query attends to the embedded support examples by its cosine with each, and is of the class that most of
/// the attention is with. A start and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>P(k | q) = sum over the support examples i of class k of softmax_i(scale cos(f(q), g_i)), loss = -log P of the query's class,
/// differentiated by the parameters of f and g. Without a context f and g are the embedding; with one see <see cref="FullContext{T}"/>.
/// Measure: <c>accuracy</c>. Source: Vinyals, Blundell, Lillicrap, Kavukcuoglu and Wierstra, Matching networks for one shot learning, 2016,
/// equations 1 and 2 and appendix A.</remarks>
public sealed class MatchingNetwork<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="embedding">The net; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="context">How examples are embedded in the light of the support set; null for each by itself.</param>
    /// <param name="scale">What cosines are multiplied by in the attention, 1 in the paper; above 0 and at most 40.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public MatchingNetwork(Module<T> embedding, int ways, FullContext<T>? context = null, double scale = 1)
        : base("matching network", new MatchingAdaptation<T>(embedding, ways, context, scale), new Unrolled<T>(0))
    {
    }
}

using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>ProtoMAML: MAML whose last layer starts anew in each task, where it scores like a prototypical network.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>c_k = mean of f(x) over the support examples of class k, weights_0 = 2 c_k, biases_0 = -|c_k|^2; K steps of descent of net and
/// last layer on the support loss; loss = L_query, differentiated by f's start through steps and means. Before the first step its
/// predictions are those of <see cref="PrototypicalNetwork{T}"/>: the scores differ by |f(q)|^2, the same for all classes. Cost: MAML's,
/// and one more pass of the support set. Source: Triantafillou et al., Meta-Dataset: a dataset of datasets for learning to learn from few
/// examples, 2020.</remarks>
public sealed class ProtoMaml<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="features">How many numbers f gives of an example.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="gradient">How the outcome is differentiated, in place of unrolled through the steps.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics, or the gradient has another number of steps.</exception>
    public ProtoMaml(Module<T> embedding, int ways, int features, int steps, StepSizes<T> stepSizes, MetaGradient<T>? gradient = null)
        : base("protomaml", new PrototypeHeadAdaptation<T>(embedding, ways, features, stepSizes), MetaGradient<T>.Of(steps, gradient))
    {
    }
}

using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Siamese networks: whether two examples are of one class is told by a weighted distance of their embeddings, and a query is of
/// the class of the support example that it most probably goes with. A start and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>P(q and s are of one class) = sigmoid(b + sum_j a_j |f(q)_j - f(s)_j|), loss = the mean cross-entropy of pairs of a query and a
/// support example, differentiated by the parameters of f, a and b. Pairs of one class and of two count half each; the paper draws as many
/// of the one kind as of the other. Measure: <c>accuracy</c>. Source: Koch, Zemel and Salakhutdinov, Siamese neural networks for one-shot
/// image recognition, 2015, section 3.</remarks>
public sealed class SiameseNetwork<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="numbers">How many numbers the embedding of an example has.</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public SiameseNetwork(Module<T> embedding, int numbers, int ways)
        : base("siamese network", new SiameseAdaptation<T>(embedding, numbers, ways), new Unrolled<T>(0))
    {
    }
}

using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A net with a memory reads the examples of a task one after the other, each beside the label of the one before, and tells the
/// label of what it reads: learning is what happens in its state. A start and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>score_t = net((x_1, nothing), (x_2, y_1), ..., (x_t, y_(t-1))), loss = mean cross-entropy of score_t and y_t, over every step
/// or for queries behind the support set, differentiated by the net's parameters. Measures: <c>accuracy</c> of queries, or
/// <c>instance k</c>, that at the k-th presentation of a class. Sources: Santoro, Bartunov, Botvinick, Wierstra and Lillicrap,
/// Meta-learning with memory-augmented neural networks, 2016, section 2 (its protocol, and its baseline, an LSTM); Mishra, Rohaninejad,
/// Chen and Abbeel, A simple neural attentive meta-learner, 2018.</remarks>
public sealed class RecurrentLearner<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="embedding">From an example to numbers; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="sequence">From the steps of a sequence to scores; [tasks, sequences, steps, numbers + ways] to [tasks, sequences,
    /// steps, ways], in which a step goes by those up to it alone: an <see cref="Lstm{T}"/> and a <see cref="Linear{T}"/>, or
    /// <see cref="PaperNets.Snail{T}"/>.</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="loss">What is judged.</param>
    /// <param name="instances">With <see cref="RecurrentLoss.EveryStep"/>, of which presentations of a class the accuracy is told; by
    /// default of the 1st, 2nd, 5th and 10th.</param>
    /// <exception cref="ArgumentException">A net keeps running statistics.</exception>
    public RecurrentLearner(
        Module<T> embedding, Module<T> sequence, int ways, RecurrentLoss loss = RecurrentLoss.Queries, IReadOnlyList<int>? instances = null)
        : base("recurrent learner", new RecurrentAdaptation<T>(embedding, sequence, ways, loss, instances), new Unrolled<T>(0))
    {
    }
}

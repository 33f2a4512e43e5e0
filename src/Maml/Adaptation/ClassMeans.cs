using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The mean of each class's embedded support examples, c_k = sum_i w_i f(x_i) / sum_i w_i over the examples i of class
/// k.</summary>
internal static class ClassMeans
{
    /// <summary>The means, [tasks, ways, numbers], which classes have support examples, [tasks, ways], 1 for those that do, and how many
    /// these are by their weights; the mean of the others is 0.</summary>
    /// <param name="embedded">f(x), [tasks, examples, numbers].</param>
    /// <param name="members">w at the class of an example and 0 elsewhere, [tasks, examples, ways].</param>
    public static (Variable<T> Means, Variable<T> Present, Variable<T> Counts) Of<T>(Variable<T> embedded, Variable<T> members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> sums = members.MatMul(embedded, transposeLeft: true);
        Variable<T> counts = members.Sum([1]);
        Variable<T> present = counts.Greater(counts.Tape.Zeros(counts.Shape));
        Variable<T> divisors = Variable.Where(present, counts, counts.Tape.Ones(counts.Shape));
        return (sums / divisors.InsertAxis(-1), present, counts);
    }

    /// <summary>Scores with minus infinity for classes without support examples: no query is of them.</summary>
    /// <param name="scores">[tasks, examples, ways].</param>
    /// <param name="present">[tasks, ways].</param>
    public static Variable<T> Among<T>(Variable<T> scores, Variable<T> present)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Variable.Where(
            present.InsertAxis(1).BroadcastTo(scores.Shape), scores, scores.Tape.Constant(T.NegativeInfinity).BroadcastTo(scores.Shape));
}

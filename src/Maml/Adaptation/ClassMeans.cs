using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The mean of each class's embedded support examples, c_k = sum_i w_i f(x_i) / sum_i w_i over the examples i of class
/// k.</summary>
internal static class ClassMeans
{
    /// <summary>The means, [tasks, ways, numbers], and which classes have support examples, [tasks, ways], 1 for those that do; the mean of
    /// the others is 0.</summary>
    /// <param name="embedded">f(x), [tasks, examples, numbers].</param>
    /// <param name="labels">Class numbers, [tasks, examples].</param>
    /// <param name="weights">The examples' weights, [tasks, examples]; null for 1 each.</param>
    /// <param name="ways">The number of classes.</param>
    /// <exception cref="ArgumentException">The labels have other axes.</exception>
    public static (Variable<T> Means, Variable<T> Present) Of<T>(Variable<T> embedded, Variable<T> labels, Variable<T>? weights, int ways)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> members = LabelsOf(labels).OneHot(ways);
        members = weights is { } some ? members * some.InsertAxis(-1) : members;
        Variable<T> sums = members.MatMul(embedded, transposeLeft: true);
        Variable<T> counts = members.Sum([1]);
        Variable<T> present = counts.Greater(counts.Tape.Zeros(counts.Shape));
        Variable<T> divisors = Variable.Where(present, counts, counts.Tape.Ones(counts.Shape));
        return (sums / divisors.InsertAxis(-1), present);
    }

    /// <summary>Scores with minus infinity for classes without support examples: no query is of them.</summary>
    /// <param name="scores">[tasks, examples, ways].</param>
    /// <param name="present">[tasks, ways].</param>
    public static Variable<T> Among<T>(Variable<T> scores, Variable<T> present)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Variable.Where(
            present.InsertAxis(1).BroadcastTo(scores.Shape), scores, scores.Tape.Constant(T.NegativeInfinity).BroadcastTo(scores.Shape));

    /// <summary>f(x) after a check of its axes.</summary>
    /// <param name="embedded">What the embedding gave.</param>
    /// <param name="inputs">For what.</param>
    public static Variable<T> Embedded<T>(Variable<T> embedded, Variable<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => embedded.Shape.Rank == 3
            ? embedded
            : throw new ArgumentException(
                $"The embedding gave shape {embedded.Shape} for inputs {inputs.Shape}, expected [tasks, examples, numbers]: end it with " +
                    "Flatten.");

    /// <summary>The share of queries whose greatest score is that of their class, by their weights: [tasks].</summary>
    /// <param name="scores">[tasks, queries, ways].</param>
    /// <param name="targets">Class numbers, [tasks, queries].</param>
    /// <param name="weights">The queries' weights; null for 1 each.</param>
    public static Measure<T> Accuracy<T>(Variable<T> scores, Variable<T> targets, Variable<T>? weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> right = scores.ArgMax([-1]).EqualTo(targets);
        return new("accuracy", weights is { } some ? (some * right).Sum([1]) / some.Sum([1]) : right.Mean([1]));
    }

    private static Variable<T> LabelsOf<T>(Variable<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => labels.Shape.Rank == 2
            ? labels
            : throw new ArgumentException(
                $"Prototypes go by labels [tasks, examples] of class numbers, got {labels.Shape}: reshape the labels.");
}

using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>What adaptations that go by the classes of the support examples have in common.</summary>
internal static class LabelledExamples
{
    /// <summary>Which class each support example is of: [tasks, shots, ways], 1 there, or the example's weight, and 0 elsewhere.</summary>
    /// <exception cref="ArgumentException">The labels are not [tasks, shots].</exception>
    public static Variable<T> Members<T>(Episode<T> episode, int ways)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> members = OneHot(episode[EpisodeNames.SupportTargets], ways);
        return episode.Find(EpisodeNames.SupportWeights) is { } weights ? members * weights.InsertAxis(-1) : members;
    }

    /// <summary>Labels [tasks, examples] as [tasks, examples, ways]: 1 at the class.</summary>
    /// <exception cref="ArgumentException">The labels have another shape.</exception>
    public static Variable<T> OneHot<T>(Variable<T> labels, int ways)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => labels.Shape.Rank == 2
            ? labels.OneHot(ways)
            : throw new ArgumentException(
                $"Classes go by labels [tasks, examples] of class numbers, got {labels.Shape}: reshape the labels.");

    /// <summary>Examples as rows of numbers: [tasks, examples, numbers].</summary>
    /// <param name="embedding">The net.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="inputs">[tasks, examples, features...].</param>
    /// <param name="pass">The pass.</param>
    /// <param name="numbers">How many numbers are expected; any by default.</param>
    /// <exception cref="ArgumentException">The net gives something else.</exception>
    public static Variable<T> Embed<T>(Module<T> embedding, Variables<T> parameters, Variable<T> inputs, Pass<T> pass, int? numbers = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> embedded = embedding.Forward(parameters, inputs, pass);
        if (embedded.Shape.Rank != 3)
        {
            throw new ArgumentException(
                $"The embedding gave shape {embedded.Shape} for inputs {inputs.Shape}, expected [tasks, examples, numbers]: end it with " +
                    "Flatten.");
        }

        return (numbers ?? embedded.Shape[2]) == embedded.Shape[2]
            ? embedded
            : throw new ArgumentException(
                $"The embedding gave shape {embedded.Shape} for inputs {inputs.Shape}, expected [tasks, examples, {numbers}]: tell how " +
                    "many numbers it gives.");
    }

    /// <summary>The share of queries whose greatest score is that of their class; by the weights of the queries, where they have any:
    /// [tasks].</summary>
    /// <param name="scores">[tasks, queries, ways].</param>
    /// <param name="episode">The tasks.</param>
    public static Measure<T> Accuracy<T>(Variable<T> scores, Episode<T> episode)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> right = scores.ArgMax([-1]).EqualTo(episode[EpisodeNames.QueryTargets]);
        return new(
            "accuracy",
            episode.Find(EpisodeNames.QueryWeights) is { } weights ? (weights * right).Sum([1]) / weights.Sum([1]) : right.Mean([1]));
    }
}

using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Methods;

/// <summary>Prototypes that the queries move.</summary>
public class SoftKMeansTests
{
    private const int Ways = 3;

    private static readonly Sequential<double> Embedding =
        new(new Linear<double>(2, 5), Activations.Tanh<double>(), new Linear<double>(5, 4));

    private static readonly SoftKMeansNetwork<double> Learner = new(Embedding, Ways, refinements: 3);

    private static readonly PrototypicalNetwork<double> Plain = new(Embedding, Ways);

    [Fact]
    public void One_by_one_each_query_is_told_as_if_it_were_the_only_one()
    {
        Parameters<double> meta = Plain.Initialize(3);
        Parameters<double> task = Task([0, 1, 2, 2], queries: 5);
        AdaptedLearner<double> adapted = Learner.Adapt(meta, task);
        double[] apart = Tensors.ToArray(adapted.Predict(task.QueryInputs));
        double[] together = Tensors.ToArray(adapted.Predict(task.QueryInputs, together: true));
        double[] plain = Tensors.ToArray(Plain.Adapt(meta, task).Predict(task.QueryInputs));
        for (int query = 0; query < 5; query++)
        {
            Range scores = (query * Ways)..((query + 1) * Ways);
            Tensor<double> alone = Tensors.Create(Tensors.ToArray(task.QueryInputs).AsSpan(2 * query, 2), [1, 2]);
            Near.Close(Tensors.ToArray(adapted.Predict(alone, together: true)), apart[scores], 1e-13);
            Assert.Equal(TensorPrimitives.IndexOfMax<double>(plain[scores]), TensorPrimitives.IndexOfMax<double>(apart[scores]));
        }

        Assert.True(TensorPrimitives.Distance<double>(apart, together) > 1e-3);
        Assert.True(TensorPrimitives.Distance<double>(apart, plain) > 1e-3);
    }

    [Fact]
    public void Queries_of_weight_0_move_nothing_and_a_class_without_support_examples_is_never_told()
    {
        Parameters<double> meta = Plain.Initialize(3);
        Parameters<double> task = Task([0, 2, 0, 2], queries: 4);
        (double loss, double[] direction) = Run(meta, task);
        Parameters<double> padded = Task([0, 2, 0, 2], queries: 6, weights: [1, 1, 1, 1, 0, 0]);
        (double weighted, double[] sameDirection) = Run(meta, padded);
        Assert.True(double.IsFinite(loss));
        Assert.All(direction, static value => Assert.True(double.IsFinite(value)));
        Assert.Equal(loss, weighted, 1e-13);
        Near.Close(direction, sameDirection, 1e-12);

        (double other, _) = Run(meta, Task([0, 2, 0, 2], queries: 6, weights: [1, 1, 1, 1, 1, 1]));
        Assert.NotEqual(loss, other, 1e-6);
        foreach (bool together in (bool[])[false, true])
        {
            double[] scores = Tensors.ToArray(Learner.Adapt(meta, task).Predict(task.QueryInputs, together));
            Assert.All(scores.Index(), static score => Assert.Equal(score.Index % Ways == 1, double.IsNegativeInfinity(score.Item)));
        }
    }

    [Fact]
    public void Queries_tell_where_the_classes_are()
    {
        // Support examples at 0 and 4; the classes lie around -0.3 and 2.3, as the queries say. One of them, at 1.9, is nearer to 0.
        SoftKMeansNetwork<double> clouds = new(new Flatten<double>(1), 2, refinements: 4);
        Parameters<double> task = FewShotTask.Of(
            Tensors.Create<double>([0, 4], [2, 1]), Tensors.Create<double>([0, 1], [2]),
            Tensors.Create<double>([-0.4, -0.2, 1.9, 2.4, 2.6], [5, 1]), Tensors.Create<double>([0, 0, 1, 1, 1], [5]));
        using ClassificationEvaluator<double> evaluator = new(clouds);
        TaskPredictions told = evaluator.Predict(clouds.Initialize(1), task);
        Assert.Equal([0, 0, 1, 1, 1], told.Transductive[0]);
        Assert.Equal([0, 0, 0, 1, 1], told.NonTransductive[0]);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SoftKMeansNetwork<double>(Embedding, Ways, refinements: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new PrototypeAdaptation<double>(Embedding, Ways, refinements: -1));
        Assert.Contains("refined 3 times", Learner.Description, StringComparison.Ordinal);
    }

    private static (double Loss, double[] Direction) Run(Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> onTape = meta.On(tape);
        Episode<double> episode = TaskBatch<double>.Of(task).On(tape);
        Variable<double> loss = Learner.Tested.Outer(Learner.Tested.Start(onTape, episode), onTape, episode, new(episode, 0)).Sum();
        return (loss.Scalar, [.. tape.Gradient(loss, onTape).SelectMany(static entry => entry.Value.ToArray())]);
    }

    // The queries are of the classes 0 and 2 by turns.
    private static Parameters<double> Task(double[] labels, int queries, double[]? weights = null)
    {
        Tensor<double> Features(int count, string name)
        {
            RandomStream random = new(5, name, 0);
            return Tensors.Wrap([.. Enumerable.Range(0, count * 2).Select(_ => random.NextNormal())], [count, 2]);
        }

        Parameters<double> task = FewShotTask.Of(
            Features(labels.Length, "support"), Tensors.Wrap([.. labels], [labels.Length]), Features(queries, "queries"),
            Tensors.Wrap([.. Enumerable.Range(0, queries).Select(static k => 2.0 * (k % 2))], [queries]));
        return weights is null ? task : new(task.Append(new(EpisodeNames.QueryWeights, Tensors.Create<double>(weights, [queries]))));
    }
}

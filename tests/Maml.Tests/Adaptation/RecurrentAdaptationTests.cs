using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>Learners that read their task as a sequence.</summary>
public class RecurrentAdaptationTests
{
    private const int Ways = 2;

    // Of the label before, and nothing else: whoever is told that the classes come in turn knows the next one.
    private static readonly Sequential<double> TheOther = new(new Linear<double>(1 + Ways, Ways, bias: false));

    private static readonly Parameters<double> Meta = new(
        [KeyValuePair.Create("sequence.0.weight", Tensors.Create<double>([0, -3, 3, 0, 3, -3], [Ways, 1 + Ways]))]);

    [Fact]
    public void The_accuracy_is_told_by_the_presentation_of_a_class()
    {
        Learner<double> learner = new RecurrentLearner<double>(
            new Sequential<double>(), TheOther, Ways, RecurrentLoss.EveryStep, [1, 2, 3, 4]);

        // The first label can't be known and is told as 0. 0 1 1 0 0 1: right at the second, the fourth and the last.
        MetaOutcome<double> outcome = Outcome(learner, [0, 1, 1, 0, 0, 1]);
        Assert.Equal(["instance 1", "instance 2", "instance 3"], outcome.Measures.Select(static measure => measure.Name));
        Assert.Equal([1, 0.5, 0.5], outcome.Measures.Select(static measure => measure.Values.Values[0]));
        double surprised = Math.Log(1 + Math.Exp(6));
        double right = Math.Log(1 + Math.Exp(-6));
        Near.Close((Math.Log(2) + right + surprised + right + surprised + right) / 6, outcome.Losses.Values[0], 1e-14);
    }

    [Fact]
    public void A_presentation_that_is_told_is_there_however_the_classes_come()
    {
        // One class alone has it, and is told wrong.
        Learner<double> learner = new RecurrentLearner<double>(new Sequential<double>(), TheOther, Ways, RecurrentLoss.EveryStep, [2, 3]);
        Assert.Equal(0, Assert.Single(Outcome(learner, [1, 1, 1, 1]).Measures).Values.Values[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_comes_later_changes_nothing_of_what_was_told_before(bool lstm)
    {
        Module<double> sequence = lstm
            ? new Sequential<double>(new Lstm<double>(1 + Ways, 4), new Linear<double>(4, Ways))
            : PaperNets.Snail<double>(1 + Ways, Ways, 5, filters: 4);
        Learner<double> learner = new RecurrentLearner<double>(new Sequential<double>(), sequence, Ways);
        Parameters<double> meta = learner.Initialize(1);
        Parameters<double> task = Task([0, 1, 1]);
        double[] together = Tensors.ToArray(learner.Adapt(meta, task).Predict(Tensors.Create<double>([1, 2, 3], [3, 1])));
        double[] alone = Tensors.ToArray(learner.Adapt(meta, task).Predict(Tensors.Create<double>([2], [1, 1])));
        Near.Close(alone, together.AsSpan(2, 2), 1e-14);
        Assert.NotEqual(alone, Tensors.ToArray(learner.Adapt(meta, Task([0, 1, 0])).Predict(Tensors.Create<double>([2], [1, 1]))));
    }

    [Fact]
    public void Episodes_of_fifty_with_an_example_of_five_classes_each_are_learned_from()
    {
        ImageSet glyphs = Glyphs.Create(8, classes: 60, drawings: 11);
        Sequential<float> embedding = new(new AvgPool2d<float>(4), new Flatten<float>());
        Sequential<float> sequence = new(new Lstm<float>(49 + 5, 40), new Linear<float>(40, 5));
        Learner<float> learner = new RecurrentLearner<float>(embedding, sequence, ways: 5, RecurrentLoss.EveryStep);
        ITaskDistribution<float> tasks = new ImageEpisodes<float>(glyphs, ways: 5, shots: 10, queries: 1).Shuffled();
        Trainer<float> trainer = new(new() { Learner = learner, Tasks = tasks, Iterations = 3, MetaBatch = 2, OuterStepSize = 1e-3 });
        using Evaluator<float> evaluator = new(learner);
        AdaptationCurve curve = evaluator.Evaluate(trainer.Run(trainer.Start()).MetaParameters, tasks, seed: 5, count: 40);
        Assert.Equal(
            ["instance 1", "instance 2", "instance 5", "instance 10"], curve.Measures.Keys.Order(Comparer<string>.Create(ByNumber)));

        // Of a net that has learned nothing yet: a fifth, at each presentation.
        Assert.All(curve.Measures.Keys, name => Assert.InRange(curve.MeasureAfter(name, 0).Mean, 0.1, 0.3));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_what_was_got_and_what_was_expected()
    {
        Learner<double> learner = new RecurrentLearner<double>(new Sequential<double>(), TheOther, Ways);
        Refused(() => learner.Numbers(Meta, FewShotTask.Padded(Task([0, 1]), shots: 3, queries: 3)), "without 'support.weights'");
        Refused(
            () => learner.Adapt(Meta, Task([0, 1])).Predict(Tensors.Create<double>([1, 2], [1, 2])),
            "The embedding gave 4 numbers of a query with the label before it, and the sequence has 3");
        Learner<double> wide = new RecurrentLearner<double>(new Sequential<double>(), new Linear<double>(3, 4), Ways);
        Refused(() => wide.Numbers(wide.Initialize(1), Task([0, 1])), "gave shape [1, 1, 3, 4] for [1, 1, 3, 3], expected [1, 1, 3, 2]");
        Refused(() => _ = new RecurrentLearner<double>(new Sequential<double>(), TheOther, Ways, instances: [0]), "instances");
        Refused(
            () => _ = new RecurrentLearner<double>(new Sequential<double>(), TheOther, Ways, (RecurrentLoss)7), "There is no such loss");
    }

    private static int ByNumber(string? left, string? right)
        => int.Parse(left![9..], System.Globalization.CultureInfo.InvariantCulture) - int.Parse(
            right![9..], System.Globalization.CultureInfo.InvariantCulture);

    private static MetaOutcome<double> Outcome(Learner<double> learner, double[] labels)
    {
        Tape<double> tape = new();
        return learner.Compute(Meta.On(tape), TaskBatch<double>.Of(Task(labels)).On(tape));
    }

    private static Parameters<double> Task(double[] labels) => FewShotTask.Of(
        Tensors.Create<double>([.. labels.Select(static (_, k) => Math.Sin(k))], [labels.Length, 1]),
        Tensors.Create<double>(labels, [labels.Length]),
        Tensors.Create<double>([0.5], [1, 1]),
        Tensors.Create<double>([0], [1]));

    private static void Refused(Action action, string fragment)
        => Assert.Contains(fragment, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}

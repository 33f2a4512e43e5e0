using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>Matching networks and siamese networks on a few points that are embedded as they are.</summary>
public class MatchingAdaptationTests
{
    private static readonly Sequential<double> Identity = new();

    // Two classes of points in the plane; of class 1 two.
    private static readonly Parameters<double> Task = FewShotTask.Of(
        Tensors.Create<double>([3, 4, 0, 2, -1, 0], [3, 2]),
        Tensors.Create<double>([0, 1, 1], [3]),
        Tensors.Create<double>([2, 0, 0, 1], [2, 2]),
        Tensors.Create<double>([0, 1], [2]));

    [Fact]
    public void A_query_goes_by_its_cosines()
    {
        double[] scores = Scores(new MatchingNetwork<double>(Identity, ways: 2), [], Task);
        double[] toFirst = [Math.Exp(0.6), Math.Exp(0), Math.Exp(-1)];
        double[] toSecond = [Math.Exp(0.8), Math.Exp(1), Math.Exp(0)];
        Near.Close(Math.Log(toFirst[0] / (toFirst[1] + toFirst[2])), scores[0] - scores[1], 1e-14);
        Near.Close(Math.Log(toSecond[0] / (toSecond[1] + toSecond[2])), scores[2] - scores[3], 1e-14);
    }

    [Fact]
    public void A_query_goes_by_the_support_example_that_it_most_probably_goes_with()
    {
        Learner<double> learner = new SiameseNetwork<double>(Identity, numbers: 2, ways: 2);
        Parameters<double> meta = new(
        [
            KeyValuePair.Create("distance.weight", Tensors.Create<double>([-1, -0.5], [1, 2])),
            KeyValuePair.Create("distance.bias", Tensors.Create<double>([0.25], [1])),
        ]);

        // Of class 1 the example (0, 2) is at a weighted distance of 3 and 0.5, and (-1, 0) of 3 and 1.5.
        Near.Close([0.25 - 3, 0.25 - 3, 0.25 - 4.5, 0.25 - 0.5], Scores(learner, [.. meta], Task), 1e-14);
        double[] logits = [-2.75, -2.75, -2.75, -4.25, -0.25, -1.25];
        double same = (SoftPlus(-logits[0]) + SoftPlus(-logits[4]) + SoftPlus(-logits[5])) / 3;
        double different = (SoftPlus(logits[1]) + SoftPlus(logits[2]) + SoftPlus(logits[3])) / 3;
        Near.Close((same + different) / 2, learner.Numbers(meta, Task).Losses[0], 1e-14);
    }

    [Theory]
    [InlineData("matching")]
    [InlineData("siamese")]
    public void Padding_of_weight_0_is_not_there_and_a_class_without_examples_is_no_query_s(string method)
    {
        Learner<double> learner = Make(method, ways: 3);
        Parameters<double> meta = learner.Initialize(1);
        (double[] losses, Parameters<double> direction) = learner.Numbers(meta, Task);
        Assert.True(double.IsFinite(losses[0]));
        Assert.Null(direction.FirstNonFinite());
        (double[] padded, Parameters<double> ofPadded) = learner.Numbers(meta, FewShotTask.Padded(Task, shots: 5, queries: 4));
        Near.Close(losses[0], padded[0], 1e-14);
        Near.Close(Flat.Of(direction), Flat.Of(ofPadded), 1e-14);
        double[] scores = Scores(learner, [.. meta], Task);
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity], [scores[2], scores[5]]);
    }

    [Fact]
    public void An_embedding_of_length_0_has_the_cosine_0_with_all_and_finite_derivatives()
    {
        Learner<double> learner = new MatchingNetwork<double>(new Linear<double>(2, 2, bias: false), ways: 2);
        Parameters<double> meta = new(
            learner.Initialize(1).Select(static entry => KeyValuePair.Create(entry.Key, Tensors.Create<double>(new double[4], [2, 2]))));
        (double[] losses, Parameters<double> direction) = learner.Numbers(meta, Task);
        Near.Close(-(Math.Log(1.0 / 3) + Math.Log(2.0 / 3)) / 2, losses[0], 1e-14);
        Assert.Null(direction.FirstNonFinite());
    }

    [Fact]
    public void In_full_context_the_order_of_the_support_set_matters_and_without_it_does_not()
    {
        Parameters<double> turned = FewShotTask.Of(
            Tensors.Create<double>([-1, 0, 0, 2, 3, 4], [3, 2]), Tensors.Create<double>([1, 1, 0], [3]), Task.QueryInputs,
            Task.QueryTargets);
        Learner<double> alone = Make("matching", ways: 2);
        Learner<double> inContext = new MatchingNetwork<double>(Identity, ways: 2, new(features: 2, steps: 3));
        Near.Close(alone.Numbers(alone.Initialize(1), Task).Losses[0], alone.Numbers(alone.Initialize(1), turned).Losses[0], 1e-14);
        double difference = inContext.Numbers(
            inContext.Initialize(1), Task).Losses[0] - inContext.Numbers(inContext.Initialize(1), turned).Losses[0];
        Assert.True(Math.Abs(difference) > 1e-3);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_what_was_got_and_what_was_expected()
    {
        Parameters<double> padded = FewShotTask.Padded(Task, shots: 5, queries: 4);
        Learner<double> inContext = new MatchingNetwork<double>(Identity, ways: 2, new(features: 2, steps: 3));
        Refused(() => inContext.Numbers(inContext.Initialize(1), padded), "without 'support.weights'");
        Learner<double> another = new MatchingNetwork<double>(Identity, ways: 2, new(features: 3, steps: 3));
        Refused(
            () => another.Numbers(another.Initialize(1), Task),
            "The embedding gave shape [1, 3, 2] for inputs [1, 3, 2], expected [tasks, examples, 3]");
        Learner<double> siamese = new SiameseNetwork<double>(Identity, numbers: 4, ways: 2);
        Refused(() => siamese.Numbers(siamese.Initialize(1), Task), "expected [tasks, examples, 4]");
        Refused(() => _ = new MatchingNetwork<double>(Identity, ways: 2, scale: 41), "above 0 and at most 40, got 41");
        Refused(() => _ = new MatchingNetwork<double>(Identity, ways: 1), "2");
        Refused(() => _ = new SiameseNetwork<double>(Identity, numbers: 0, ways: 2), "1");
        Refused(() => _ = new FullContext<double>(2, 0), "1");
    }

    private static Learner<double> Make(string method, int ways)
        => method == "matching" ? new MatchingNetwork<double>(Identity, ways) : new SiameseNetwork<double>(Identity, numbers: 2, ways);

    private static double SoftPlus(double z) => Math.Log(1 + Math.Exp(z));

    private static double[] Scores(Learner<double> learner, KeyValuePair<string, Tensor<double>>[] meta, Parameters<double> task)
        => Tensors.ToArray(learner.Adapt(new Parameters<double>(meta), task).Predict(task.QueryInputs));

    private static void Refused(Action action, string fragment)
        => Assert.Contains(fragment, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}

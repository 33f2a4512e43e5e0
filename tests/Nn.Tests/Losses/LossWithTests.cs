using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Losses;

/// <summary>Losses with settings, beside what LossCatalogueTests has of every loss.</summary>
public class LossWithTests
{
    private static readonly double[] Classes = [0.5, 2, 1.25];

    [Fact]
    public void Without_settings_they_are_the_plain_losses_to_the_bit()
    {
        using Tape<double> tape = new();
        Variable<double> logits = Samples.Input(tape, [4, 3]);
        Variable<double> labels = tape.Input([2, 0, 1, 1], [4]);
        Assert.Equal(Loss.CrossEntropy(logits, labels).Scalar, Loss.CrossEntropyWith<double>()(logits, labels).Scalar);
        Variable<double> targets = logits.Sigmoid();
        Assert.Equal(
            Loss.BinaryCrossEntropyWithLogits(logits, targets).Scalar, Loss.BinaryCrossEntropyWith<double>()(logits, targets).Scalar);
        Near.Close(
            Loss.BinaryCrossEntropyWithLogits(logits, targets).Scalar * 3,
            Loss.BinaryCrossEntropyWith<double>([3])(logits, targets).Scalar,
            1e-15);
        Near.Close(Loss.CrossEntropy(logits, labels).Scalar, Loss.CrossEntropyWith<double>()(logits, labels.OneHot(3)).Scalar, 1e-15);
        Near.Close(
            Loss.CrossEntropyWith<double>(labelSmoothing: 0.3)(logits, labels.OneHot(3)).Scalar,
            Loss.CrossEntropyWith<double>(labelSmoothing: 0.3)(logits, labels).Scalar, 1e-15);
    }

    [Fact]
    public void Where_all_labels_are_passed_over_loss_and_derivatives_are_0()
    {
        using Tape<double> tape = new();
        Variable<double> logits = Samples.Input(tape, [2, 3]);
        Variable<double> loss = Loss.CrossEntropyWith<double>(Classes, 0.1, -1)(logits, tape.Input([-1, -1], [2]));
        Assert.Equal(0, loss.Scalar);
        Variable<double> gradient = tape.Gradient(loss, logits);
        Assert.All(gradient.ToArray(), static value => Assert.Equal(0, value));
        Assert.All(tape.Gradient(Samples.Weighted(gradient), logits).ToArray(), static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Extreme_logits_are_finite_with_their_derivatives_and_a_left_out_class_counts_only_where_it_has_a_share()
    {
        using Tape<double> tape = new();
        Variable<double> extreme = tape.Input([1000, -1000, 0], [1, 3]);
        foreach (Variable<double> loss in (Variable<double>[])[
            Loss.CrossEntropyWith<double>(Classes, 0.1)(extreme, tape.Input([1], [1])),
            Loss.BinaryCrossEntropyWith<double>(Classes, Classes)(extreme, tape.Input([0, 1, 1], [1, 3]))])
        {
            Variable<double> gradient = tape.Gradient(loss, extreme);
            double[] all = [loss.Scalar, .. gradient.ToArray(), .. tape.Gradient(Samples.Weighted(gradient), extreme).ToArray()];
            Assert.All(all, static value => Assert.True(double.IsFinite(value)));
        }

        Variable<double> without = tape.Input([1, 2, double.NegativeInfinity], [1, 3]);
        Near.Close(Math.Log(1 + Math.E), Loss.CrossEntropyWith<double>(Classes)(without, tape.Input([0], [1])).Scalar, 1e-15);
        Near.Close(Math.Log(1 + Math.E), Loss.CrossEntropyWith<double>()(without, tape.Input([1, 0, 0], [1, 3])).Scalar, 1e-15);
        Assert.Equal(double.PositiveInfinity, Loss.CrossEntropyWith<double>(labelSmoothing: 0.1)(without, tape.Input([0], [1])).Scalar);
    }

    [Fact]
    public void They_say_in_words_what_they_are()
    {
        Assert.Equal(
            "CrossEntropy class weights [0.5, 2, 1.25] label smoothing 0.1 ignored label -100, reduction Sum",
            Loss.DescriptionOf(Loss.CrossEntropyWith<double>(Classes, 0.1, -100, LossReduction.Sum)));
        Assert.Equal(
            "BinaryCrossEntropyWithLogits weights [2] positive weights [0.5, 2, 1.25]",
            Loss.DescriptionOf(Loss.BinaryCrossEntropyWith<double>([2], Classes)));
        Assert.Equal("Huber delta 0.7", Loss.DescriptionOf(Loss.HuberWith(0.7)));
        Assert.Equal("MeanSquaredError", Loss.DescriptionOf<double>(Loss.MeanSquaredError));
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using Tape<double> tape = new();
        static void Refused<TException>(string message, Action action)
            where TException : Exception
            => Assert.StartsWith(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);

        Refused<ArgumentOutOfRangeException>(
            "The share that label smoothing gives to all classes alike is from 0 to 1, got 1.5.",
            static () => Loss.CrossEntropyWith<double>(labelSmoothing: 1.5));
        Refused<ArgumentOutOfRangeException>(
            "A class weight must be finite in the element type and 0 or more, got -1.",
            static () => Loss.CrossEntropyWith<double>([1, -1]));
        Refused<ArgumentException>("There are no weights", static () => Loss.BinaryCrossEntropyWith<double>([]));
        Refused<ArgumentException>(
            "CrossEntropy has 2 class weights and logits of shape [4, 3], whose last axis holds the classes: give a number for each.",
            () => Loss.CrossEntropyWith<double>([1, 2])(tape.Ones([4, 3]), tape.Ones([4])));
        Refused<ArgumentException>(
            "CrossEntropy takes logits [..., examples, classes] and labels [..., examples] of class numbers or probabilities [..., " +
                "examples, classes], got [4, 3] and [3].",
            () => Loss.CrossEntropyWith<double>()(tape.Ones([4, 3]), tape.Ones([3])));
        Refused<ArgumentOutOfRangeException>(
            "Got 3 leading axes to keep for losses of shape [4].",
            () => Loss.CrossEntropyWith<double>()(tape.Ones([4, 3]), tape.Ones([4]), 3));
        Refused<ArgumentException>(
            "CrossEntropy class weights [1, 2] is a mean over examples, and losses of shape [0] with 0 task axes have none.",
            () => Loss.CrossEntropyWith<double>([1, 2])(tape.Ones([0, 2]), tape.Ones([0])));
        Refused<ArgumentException>(
            "The loss 'odd' has losses of shape [4] and weights of shape [3], expected the same.",
            () => new ElementwiseLoss<double>("odd", (p, t) => (p, tape.Ones([3]))).Evaluate(tape.Ones([4]), tape.Ones([4])));
        Assert.Equal(
            12,
            new ElementwiseLoss<double>("sum", static (p, t) => (p * t, null), LossReduction.Sum)
                .Evaluate(tape.Ones([4, 3]), tape.Ones([4, 3])).Scalar);
    }
}

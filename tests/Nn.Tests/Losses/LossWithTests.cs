using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Losses;

/// <summary>Losses with settings: those of PyTorch, whose numbers are in <see cref="PyTorchNumbers"/>, with task axes, weights of examples and derivatives.</summary>
public class LossWithTests
{
    private static readonly double[] Classes = [0.5, 2, 1.25];

    private static readonly Dictionary<string, Func<LossReduction, LossFunction<double>>> Losses = new()
    {
        ["weighted"] = static reduction => Loss.CrossEntropyWith<double>(Classes, reduction: reduction),
        ["smoothed"] = static reduction => Loss.CrossEntropyWith<double>(labelSmoothing: 0.1, reduction: reduction),
        ["ignored"] = static reduction => Loss.CrossEntropyWith<double>(ignoredLabel: -100, reduction: reduction),
        ["all"] = static reduction => Loss.CrossEntropyWith<double>(Classes, 0.1, -100, reduction),
        ["probabilities"] = static reduction => Loss.CrossEntropyWith<double>(reduction: reduction),
        ["probabilities weighted smoothed"] = static reduction => Loss.CrossEntropyWith<double>(Classes, 0.1, reduction: reduction),
        ["bce positive"] = static reduction => Loss.BinaryCrossEntropyWith<double>(positiveWeights: Classes, reduction: reduction),
        ["bce both"] = static reduction => Loss.BinaryCrossEntropyWith<double>([1.25, 2, 0.5], Classes, reduction),
        ["huber"] = static reduction => Loss.HuberWith(0.7, reduction),
        ["mse"] = static reduction => Loss.MeanSquaredErrorWith<double>(reduction),
    };

    public static TheoryData<string> Names => [.. Losses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_PyTorch(string name)
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> logits = Waves.On(tape, [4, 3], scale: 2);
        Variable<double> targets = Targets(tape, name);
        foreach (LossReduction reduction in Enum.GetValues<LossReduction>())
        {
            Variable<double> loss = Losses[name](reduction)(logits, targets);
            Near.Close(PyTorchNumbers.Of($"{name} {reduction.ToString().ToLowerInvariant()}"), loss.Values, 1e-14);
            if (reduction == LossReduction.Mean)
            {
                Near.Close(PyTorchNumbers.Of($"{name} gradient"), tape.Gradient(loss, logits).Values, 1e-14);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void First_and_second_derivatives_agree_with_finite_differences(string name)
    {
        Parameters<double> logits = new([new("logits", Tensors.Create(Waves.Of(12, scale: 2), [4, 3]))]);
        GradientReport report = GradientCheck.Run(
            point => Losses[name](LossReduction.Mean)(point["logits"], Targets(point["logits"].Tape, name)), logits, new() { Mode = CheckMode.Full, Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Theory]
    [InlineData("probabilities weighted smoothed")]
    [InlineData("bce both")]
    public void Targets_that_are_probabilities_are_differentiated_by(string name)
    {
        Parameters<double> logits = new([
            new("logits", Tensors.Create(Waves.Of(12, scale: 2), [4, 3])), new("targets", Tensors.Create([.. Waves.Of(12).Select(static x => 0.5 + (0.4 * x))], [4, 3]))]);
        GradientReport report = GradientCheck.Run(point => Losses[name](LossReduction.Mean)(point["logits"], point["targets"]), logits, new() { Mode = CheckMode.Full, Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_loss_for_each_task_is_the_loss_of_that_task_alone(string name)
    {
        using Tape<double> tape = new();
        Variable<double> logits = Samples.Input(tape, [3, 4, 3]);
        Variable<double> targets = Targets(tape, name);
        Variable<double> ofTasks = Variable.Stack<double>([targets, targets.Flip(0), targets]);
        foreach (LossReduction reduction in (LossReduction[])[LossReduction.Mean, LossReduction.Sum])
        {
            LossFunction<double> loss = Losses[name](reduction);
            Variable<double> each = loss(logits, ofTasks, 1);
            Assert.Equal([3], each.Shape);
            for (int task = 0; task < 3; task++)
            {
                Near.Close(loss(logits.At(0, task), ofTasks.At(0, task)).Scalar, each.Values[task], 1e-14);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_of_the_examples_stand_with_those_of_the_loss(string name)
    {
        using Tape<double> tape = new();
        Variable<double> logits = Samples.Input(tape, [4, 3]);
        Variable<double> targets = Targets(tape, name);
        foreach (LossReduction reduction in (LossReduction[])[LossReduction.Mean, LossReduction.Sum])
        {
            LossFunction<double> loss = Losses[name](reduction);
            Near.Close(loss(logits, targets).Scalar, Loss.Weighted(loss, logits, targets, tape.Ones([4])).Scalar, 1e-14);

            // An example of weight 0 is not there, and one of weight 2 is there twice.
            Variable<double> weighted = Loss.Weighted(loss, logits, targets, tape.Input([2, 1, 0, 1], [4]));
            Variable<double> rows = tape.Input([0, 0, 1, 3], [4]);
            Variable<double> chosen = targets.Shape.Rank == 1 ? targets.Reshape([4, 1]).TakeRows(rows).Reshape([4]) : targets.TakeRows(rows);
            Near.Close(loss(logits.TakeRows(rows), chosen).Scalar, weighted.Scalar, 1e-14);
        }

        Assert.Contains(
            "has a number for each element, of which no mean by weights of the examples is made",
            Assert.Throws<ArgumentException>(() => Loss.Weighted(Losses[name](LossReduction.None), logits, targets, tape.Ones([4]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_settings_they_are_the_plain_losses_to_the_bit()
    {
        using Tape<double> tape = new();
        Variable<double> logits = Samples.Input(tape, [4, 3]);
        Variable<double> labels = tape.Input([2, 0, 1, 1], [4]);
        Assert.Equal(Loss.CrossEntropy(logits, labels).Scalar, Loss.CrossEntropyWith<double>()(logits, labels).Scalar);
        Variable<double> targets = logits.Sigmoid();
        Assert.Equal(Loss.BinaryCrossEntropyWithLogits(logits, targets).Scalar, Loss.BinaryCrossEntropyWith<double>()(logits, targets).Scalar);
        Near.Close(Loss.BinaryCrossEntropyWithLogits(logits, targets).Scalar * 3, Loss.BinaryCrossEntropyWith<double>([3])(logits, targets).Scalar, 1e-15);
        Near.Close(Loss.CrossEntropy(logits, labels).Scalar, Loss.CrossEntropyWith<double>()(logits, labels.OneHot(3)).Scalar, 1e-15);
        Near.Close(
            Loss.CrossEntropyWith<double>(labelSmoothing: 0.3)(logits, labels.OneHot(3)).Scalar, Loss.CrossEntropyWith<double>(labelSmoothing: 0.3)(logits, labels).Scalar, 1e-15);
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
            "BinaryCrossEntropyWithLogits weights [2] positive weights [0.5, 2, 1.25]", Loss.DescriptionOf(Loss.BinaryCrossEntropyWith<double>([2], Classes)));
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
            "The share that label smoothing gives to all classes alike is from 0 to 1, got 1.5.", static () => Loss.CrossEntropyWith<double>(labelSmoothing: 1.5));
        Refused<ArgumentOutOfRangeException>(
            "A class weight must be finite in the element type and 0 or more, got -1.", static () => Loss.CrossEntropyWith<double>([1, -1]));
        Refused<ArgumentException>("There are no weights", static () => Loss.BinaryCrossEntropyWith<double>([]));
        Refused<ArgumentException>(
            "CrossEntropy has 2 class weights and logits of shape [4, 3], whose last axis holds the classes: give a number for each.",
            () => Loss.CrossEntropyWith<double>([1, 2])(tape.Ones([4, 3]), tape.Ones([4])));
        Refused<ArgumentException>(
            "CrossEntropy takes logits [..., examples, classes] and labels [..., examples] of class numbers or probabilities [..., examples, classes], got [4, 3] and [3].",
            () => Loss.CrossEntropyWith<double>()(tape.Ones([4, 3]), tape.Ones([3])));
        Refused<ArgumentOutOfRangeException>("Got 3 leading axes to keep for losses of shape [4].", () => Loss.CrossEntropyWith<double>()(tape.Ones([4, 3]), tape.Ones([4]), 3));
        Refused<ArgumentException>(
            "CrossEntropy class weights [1, 2] is a mean over examples, and losses of shape [0] with 0 task axes have none.",
            () => Loss.CrossEntropyWith<double>([1, 2])(tape.Ones([0, 2]), tape.Ones([0])));
        Refused<ArgumentException>(
            "The loss 'odd' has losses of shape [4] and weights of shape [3], expected the same.",
            () => new ElementwiseLoss<double>("odd", (p, t) => (p, tape.Ones([3]))).Evaluate(tape.Ones([4]), tape.Ones([4])));
        Assert.Equal(12, new ElementwiseLoss<double>("sum", static (p, t) => (p * t, null), LossReduction.Sum).Evaluate(tape.Ones([4, 3]), tape.Ones([4, 3])).Scalar);
    }

    private static Variable<double> Targets(Tape<double> tape, string name) => name switch
    {
        "weighted" or "smoothed" => tape.Input([2, 0, 1, 1], [4]),
        "ignored" or "all" => tape.Input([2, -100, 1, 1], [4]),
        _ => Waves.On(tape, [4, 3], 0.7).Softmax(),
    };
}

using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Methods;

public class R2D2Tests
{
    private static readonly Linear<double> Identity = new(2, 2, bias: false, weightInitializer: Initializers.Identity<double>());

    [Fact]
    public void On_paper_a_single_example_is_regressed_as_by_hand()
    {
        // x = [1, 2], y = 3, lambda = 1: W = x 3 / (|x|^2 + 1) = [0.5, 1]; the query [4, 6] is predicted as 2 (2 + 6) + 0.
        Parameters<double> task = FewShotTask.Of(
            Tensors.Create<double>([1, 2], [1, 2]),
            Tensors.Create<double>([3], [1, 1]),
            Tensors.Create<double>([4, 6], [1, 2]),
            Tensors.Create<double>([10], [1, 1]));
        R2D2<double> learner = new(Identity, Loss.MeanSquaredError, outputs: 1, regularization: 1, scale: 2);
        Parameters<double> meta = learner.Initialize(1);
        AdaptedLearner<double> adapted = learner.Adapt(meta, task);
        Near.Close([0.5, 1], Tensors.ToArray(adapted.Adapted["head"]), 1e-15);
        Near.Close([16], Tensors.ToArray(adapted.Predict(task.QueryInputs)), 1e-15);

        // Loss (a f W + b - 10)^2 with f W = 48 / (5 + lambda) = 8: by a 2 * 6 * 8, by b 2 * 6, by log lambda 2 * 6 * a * -48 / 6^2.
        Parameters<double> direction = learner.Numbers(meta, task).Direction;
        Near.Close([96], Tensors.ToArray(direction["ridge.scale"]), 1e-14);
        Near.Close([12], Tensors.ToArray(direction["ridge.shift"]), 1e-14);
        Near.Close([12 * 2 * 48 * -1 / 36.0], Tensors.ToArray(direction["ridge.log_lambda"]), 1e-14);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void A_support_example_of_weight_0_is_as_if_it_were_not_there(int features)
    {
        Sequential<double> embedding = new(new Linear<double>(2, features), Activations.Tanh<double>());
        R2D2<double> learner = new(embedding, Loss.MeanSquaredError, outputs: 2);
        Parameters<double> meta = learner.Initialize(4);
        Parameters<double> task = new RandomTasks<double>(6, 5, 2, 2).First(1)[0];
        Parameters<double> fewer = new(task.Select(static entry
            => entry.Key.StartsWith("support", StringComparison.Ordinal) ? KeyValuePair.Create(entry.Key, First(entry.Value, 4)) : entry));
        Parameters<double> weighted =
            task.Concat(new([KeyValuePair.Create(EpisodeNames.SupportWeights, Tensors.Create<double>([1, 1, 1, 1, 0, 0], [6]))]));
        (double[] expected, Parameters<double> exact) = learner.Numbers(meta, fewer);
        (double[] losses, Parameters<double> direction) = learner.Numbers(meta, weighted);
        Near.Close(expected, losses, 1e-12);
        Near.Close(Flat.Of(exact), Flat.Of(direction), 1e-11);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new R2D2<double>(Identity, ways: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new R2D2<double>(Identity, ways: 2, regularization: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new R2D2<double>(Identity, ways: 2, regularization: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new R2D2<double>(Identity, ways: 2, scale: double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new R2D2<double>(Identity, Loss.MeanSquaredError, outputs: 0));
        Assert.Throws<ArgumentException>(
            () => new R2D2<double>(new Sequential<double>(new BatchNorm1d<double>(2, NormalizationPolicy.Running())), ways: 2));
    }

    private static System.Numerics.Tensors.Tensor<double> First(System.Numerics.Tensors.Tensor<double> all, int count)
    {
        Shape shape = Tensors.ShapeOf(all);
        return Tensors.Wrap(Tensors.ToArray(all)[..(count * (shape.ElementCount / shape[0]))], shape.With(0, count));
    }
}

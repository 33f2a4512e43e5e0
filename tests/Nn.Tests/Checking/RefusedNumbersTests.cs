using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Checking;

/// <summary>Settings that are NaN, infinite or out of their range in the element type are refused with the number.</summary>
public class RefusedNumbersTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Numbers_of_schedules(double value)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(value)).Message;
        Assert.Contains("A number of a schedule must be finite", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => { Schedule schedule = value; });
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Linear(value, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Linear(0, value, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Cosine(value, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Cosine(0, value, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Steps(value, 0.5, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Steps(1, value, 10));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-0.1f)]
    public void Constant_step_sizes(float size)
    {
        using Tape<float> tape = new();
        Variables<float> point = new([KeyValuePair.Create("w", tape.Input([1f], [1]))]);
        Sgd<float> rule = new();
        Assert.Contains(
            "A step size must be finite and 0 or more",
            Assert.Throws<ArgumentException>(() => rule.Step(point, point, rule.InitialState(point), size)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(0.99999999999)]
    public void Decays_that_are_1_or_more_in_the_element_type(double decay)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>(beta1: decay));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>(beta2: decay));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW<float>(beta2: decay));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp<float>(decay));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<float>((float)decay));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e39)]
    [InlineData(-1)]
    public void Epsilons_and_weight_decay(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>(epsilon: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp<float>(epsilon: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW<float>(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNorm<float>([2], value));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    public void Bounds_of_clipping(double bound)
    {
        using Tape<double> tape = new();
        Variables<double> gradient = new([KeyValuePair.Create("w", tape.Input([1.0], [1]))]);
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => Clipping.ByGlobalNorm(gradient, bound)).Message;
        Assert.Contains("positive and finite", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Clipping.ByValue(gradient, bound));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Starts_and_slopes(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Constant(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Normal<double>(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Uniform<double>(0, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Orthogonal<double>(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Activations.LeakyRelu(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout<double>(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalizationPolicy.Running(value));
    }
}

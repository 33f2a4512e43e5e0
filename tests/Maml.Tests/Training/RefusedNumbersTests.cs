using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>Numbers that would end a training as a loss that is not finite are refused where they are given.</summary>
public class RefusedNumbersTests
{
    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-0.1, "-0.1")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(1e39, "1E+39")]
    public void An_inner_step_size_that_is_negative_or_not_finite(double size, string told)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => StepSizes<float>.Constant(size)).Message;
        Assert.StartsWith(
            $"The size of an inner step must be finite in the element type and 0 or more, got {told}.", message, StringComparison.Ordinal);
        if (size > 0)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => StepSizes<float>.Learned(0.1, largest: size));
        }

        Assert.Equal("0", StepSizes<float>.Constant(0).Description);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Weights_of_losses_that_are_not_finite(double weight)
        => Assert.Contains(
            "Expected 3 finite weights, for the outer losses after 0 to 2 steps",
            Assert.Throws<ArgumentException>(() => new Maml<double>(Learners.Net<double>(), 2, [0, weight, 1])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_limit_on_the_norm_that_is_not_finite()
    {
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml"));
        Assert.Contains(
            "ClipNorm must be positive and finite in the element type, got Infinity",
            Assert.Throws<ArgumentException>(() => new Trainer<double>(plan with { ClipNorm = double.PositiveInfinity })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Trainer<float>(Plans.Sinusoid(1) with { ClipNorm = 1e-60 }));
    }

    [Theory]
    [InlineData(double.NaN, true)]
    [InlineData(-1e-3, true)]
    [InlineData(double.PositiveInfinity, false)]
    public void A_schedule_of_the_outer_step_that_becomes_negative_or_not_finite(double value, bool replay)
    {
        Trainer<float> trainer = new(Plans.Sinusoid(10) with { OuterStepSize = new Turning(value) });
        string message = Assert.Throws<InvalidOperationException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { Replay = replay })).Message;
        Assert.StartsWith("The outer step size of iteration 2 must be finite and 0 or more, got ", message, StringComparison.Ordinal);
        Assert.Contains("'turning'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rate_of_what_is_assigned_that_passes_1_on_the_way(bool replay)
    {
        NetAdaptation<double> net = Learners.Net(optimizer: new Adam<double>(beta1: 0.5), carriesState: true);
        Trainer<double> trainer = new(Plans.Of(new Reptile<double>(net, 2), iterations: 4) with { OuterStepSize = new Hump() });
        string message = Assert.Throws<InvalidOperationException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { Replay = replay })).Message;
        Assert.StartsWith(
            "The part 'inner' is assigned with a rate from 0 to 1, got 1.5 in iteration 2", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_limit_on_the_norm_of_one_part(double bound)
        => Assert.Equal("clipNorm", Assert.Throws<ArgumentOutOfRangeException>(() => OuterRule<double>.Descend(clipNorm: bound)).ParamName);

    [Fact]
    public void A_limit_of_divergence_that_is_no_number()
        => Assert.Throws<ArgumentOutOfRangeException>(() => LossSummary.Of([1.0], double.NaN));

    private sealed class Hump : Schedule
    {
        public override string Description => "hump";

        public override double At(long iteration) => iteration == 2 ? 1.5 : 0.5;
    }

    private sealed class Turning(double value) : Schedule
    {
        public override string Description => "turning";

        public override double At(long iteration) => iteration < 2 ? 1e-3 : value;
    }
}

using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Tests.Plotting;

public sealed class TicksTests
{
    [Fact]
    public void Linear_ticks_are_round_and_within_the_range()
    {
        Assert.Equal([0, 2, 4, 6, 8, 10], Ticks.Linear(0, 10, 6));
        Assert.Equal([-0.2, -0.1, 0, 0.1, 0.2, 0.3], Ticks.Linear(-0.2, 0.3, 6));
        Assert.Equal([1e9 + 1, 1e9 + 2, 1e9 + 3], Ticks.Linear(1e9 + 0.5, 1e9 + 3.5, 4));
    }

    [Fact]
    public void Logarithmic_ticks_thin_out_as_the_range_grows()
    {
        Assert.Equal([1, 2, 5, 10, 20], Ticks.Logarithmic(1, 20, 8));
        Assert.Equal([0.001, 0.01, 0.1, 1], Ticks.Logarithmic(0.0009, 1.5, 8));
        Assert.Equal([1e-6, 1e-3, 1, 1e3, 1e6], Ticks.Logarithmic(1e-8, 1e8, 6));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.NaN, 1)]
    public void A_range_that_is_none_is_refused(double low, double high)
    {
        Assert.Throws<ArgumentException>(() => Ticks.Linear(low, high, 5));
        Assert.Throws<ArgumentException>(() => Ticks.Logarithmic(low, high, 5));
    }

    [Fact]
    public void Labels_have_the_digits_that_tell_the_ticks_apart()
    {
        Assert.Equal(["0", "0.5", "1"], Ticks.Labels([0, 0.5, 1]));
        Assert.Equal(["0.001", "1", "1e6"], Ticks.Labels([0.001, 1, 1e6]));
        Assert.Equal(["1.000001e6", "1.000002e6"], Ticks.Labels([1000001, 1000002]));
    }
}

using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Evaluation;

public class LossSummaryTests
{
    [Fact]
    public void Of_numbers_summed_by_hand()
    {
        // Mean 5; squared distances 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, variance 32 / 7, standard error sqrt(32 / 56).
        LossSummary summary = LossSummary.Of([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal(5, summary.Mean);
        Assert.Equal(4.5, summary.Median);
        Near.Close(1.959963984540054 * Math.Sqrt(32.0 / 56), summary.HalfWidth95, 1e-15);
        Assert.Equal(0, summary.Diverged);
        Assert.Equal(8, summary.Tasks);
    }

    [Fact]
    public void The_median_of_an_odd_number_is_the_middle_one_in_any_order()
        => Assert.Equal(3, LossSummary.Of([9, 1, 3, 100, 2]).Median);

    [Fact]
    public void One_task_has_no_confidence_interval()
    {
        LossSummary summary = LossSummary.Of([4]);
        Assert.Equal((4.0, 4.0, double.NaN, 0, 1), (summary.Mean, summary.Median, summary.HalfWidth95, summary.Diverged, summary.Tasks));
    }

    [Fact]
    public void Equal_losses_have_an_interval_of_width_zero()
        => Assert.Equal(new LossSummary(2, 2, 0, 0, 3), LossSummary.Of([2, 2, 2]));

    [Fact]
    public void Tasks_that_diverge_are_counted_and_not_hidden()
    {
        LossSummary summary = LossSummary.Of([1, double.NaN, 2, double.PositiveInfinity, 3]);
        Assert.Equal(2, summary.Diverged);
        Assert.Equal(5, summary.Tasks);
        Assert.Equal(double.NaN, summary.Mean);
        Assert.Equal(double.NaN, summary.HalfWidth95);

        // NaN counts as the greatest, so the median of 1, 2, 3, infinity, NaN is 3.
        Assert.Equal(3, summary.Median);
    }

    [Fact]
    public void A_finite_loss_above_the_limit_has_diverged_too_and_stays_in_the_mean()
    {
        LossSummary summary = LossSummary.Of([1, 2, 300], divergedAbove: 100);
        Assert.Equal(1, summary.Diverged);
        Assert.Equal(101, summary.Mean);
        Assert.Equal(0, LossSummary.Of([1, 2, 100], divergedAbove: 100).Diverged);
    }

    [Fact]
    public void No_losses_are_refused()
        => Assert.Contains(
            "at least one loss", Assert.Throws<ArgumentException>(() => LossSummary.Of([])).Message, StringComparison.Ordinal);
}

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Trader;

namespace AutogradMaml.Examples.Tests.Trader;

public sealed class AccountTests
{
    private static readonly Market Two = new(
        "two", ["a", "b"], ["1", "2", "3", "4"], [[100, 110, 99, 99], [10, 10, 10, 12]]);

    [Fact]
    public void Every_change_of_a_position_costs_and_the_money_is_shared_out_anew_each_day()
    {
        Walk walk = new([0, 1], 0, [[1, -0.5, -0.5], [0, 0, 0.25]], [[], []]);
        Account account = Account.Of(walk, Two, 0.01);
        Assert.Equal([0.5, 0.75, 0.125], account.Turnover);
        double[] expected = [(0.1 / 2) - 0.005, (0.05 / 2) - 0.0075, (0.25 * 0.2 / 2) - 0.00125];
        for (int day = 0; day < 3; day++)
        {
            Assert.Equal(expected[day], account.Returns[day], 14);
        }

        Assert.Equal(1.045 * 1.0175 * 1.02375, account.Wealth()[^1], 12);
    }

    [Fact]
    public void Measures_are_their_formulas()
    {
        Account account = new([0.1, -0.2, 0.05, -0.1, 0.3], [1, 0, 0.5, 0, 0.5]);
        Performance performance = Performance.Of(account, [0, 1, 2, 3, 4]);
        Assert.Equal(Math.Pow(1.1 * 0.8 * 1.05 * 0.9 * 1.3, 252 / 5.0) - 1, performance.AnnualReturn, 9);
        Assert.Equal(1 - (0.8 * 1.05 * 0.9), performance.Drawdown, 12);
        Assert.Equal(252 * 0.4, performance.Turnover, 12);
        double deviation = Math.Sqrt((0.07 * 0.07 + 0.23 * 0.23 + 0.02 * 0.02 + 0.13 * 0.13 + 0.27 * 0.27) / 4);
        Assert.Equal(Math.Sqrt(252) * 0.03 / deviation, performance.Sharpe, 12);
        Assert.True(double.IsNaN(Performance.Of(new([0, 0], [0, 0]), [0, 1]).Sharpe));
    }

    [Fact]
    public void Intervals_have_the_level_that_they_say_where_the_truth_is_known()
    {
        const double Mean = 0.001;
        int covered = 0;
        for (int market = 0; market < 100; market++)
        {
            RandomStream random = new(11, "independent days", market);
            Account account = new([.. Enumerable.Range(0, 600).Select(_ => Mean + (0.01 * random.NextNormal()))], new double[600]);
            BlockBootstrap bootstrap = new(600, 200, 7);
            Estimate sharpe = Estimate.Of(
                bootstrap.Of(account).Sharpe,
                bootstrap.Resampled(account, 2, CancellationToken.None).Select(static performance => performance.Sharpe));
            covered += sharpe.Low <= Math.Sqrt(252) * Mean / 0.01 && sharpe.High >= Math.Sqrt(252) * Mean / 0.01 ? 1 : 0;
        }

        // Four standard deviations of a binomial around 95 of 100, and 100 is not beyond them; blocks of few cost a little.
        Assert.InRange(covered, 84, 100);
    }

    [Fact]
    public void Resamples_are_blocks_paired_between_accounts_and_the_same_on_any_number_of_threads()
    {
        const int Days = 63;
        double[] numbers = [.. Enumerable.Range(0, Days).Select(static day => day / 1000.0)];
        BlockBootstrap bootstrap = new(Days, 50, 3);
        Performance[] one = bootstrap.Resampled(new(numbers, new double[Days]), 1, CancellationToken.None);
        Performance[] same = bootstrap.Resampled(new(numbers, new double[Days]), 3, CancellationToken.None);
        Assert.Equal(one, same);

        // Turnover is linear in what is resampled: twice the account has twice of it in every resample, but for the chosen days.
        Performance[] traded = bootstrap.Resampled(new(new double[Days], numbers), 1, CancellationToken.None);
        Performance[] twice = bootstrap.Resampled(
            new(new double[Days], [.. numbers.Select(static number => 2 * number)]), 1, CancellationToken.None);
        Assert.All(traded.Zip(twice), static pair => Assert.Equal(2 * pair.First.Turnover, pair.Second.Turnover, 12));
        Assert.True(traded.Select(static performance => performance.Turnover).Distinct().Count() > 20);
    }

    [Fact]
    public void Momentum_goes_with_the_sign_of_the_last_252_days()
    {
        double[] up = [.. Enumerable.Range(0, 300).Select(static day => 100 + (double)day)];
        double[] down = [.. up.Select(static price => 1 / price)];
        Market market = new("line", ["up", "down"], [.. up.Select(static price => $"{price}")], [up, down]);
        Window[] windows = [new(0, 260, 3, 10), new(0, 270, 3, 10), new(1, 260, 3, 10), new(1, 270, 3, 10)];
        Walk walk = Walk.Of(Method.Momentum, market, [0, 1], windows);
        Assert.Equal(20, walk.Days);
        Assert.All(walk.Positions[0], static position => Assert.Equal(1, position));
        Assert.All(walk.Positions[1], static position => Assert.Equal(-1, position));
        Assert.All(Walk.Of(Method.BuyAndHold, market, [0, 1], windows).Positions[1], static position => Assert.Equal(1, position));
    }
}

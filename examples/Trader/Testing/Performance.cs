namespace AutogradMaml.Examples.Trader;

/// <summary>What a portfolio did, in four numbers.</summary>
/// <param name="AnnualReturn">exp(252 mean log(1 + r)) - 1.</param>
/// <param name="Sharpe">sqrt(252) mean(r) / deviation(r), without an interest rate taken off; NaN where nothing moves.</param>
/// <param name="Drawdown">The greatest loss from a peak of wealth to a later trough, as a part of the peak.</param>
/// <param name="Turnover">252 times the mean of what is traded in a day, in units of the money.</param>
internal readonly record struct Performance(double AnnualReturn, double Sharpe, double Drawdown, double Turnover)
{
    /// <summary>The measures, each with its name in the results.</summary>
    public static IReadOnlyList<(string Name, Func<Performance, double> Of)> Measures { get; } =
    [
        ("annual_return", static performance => performance.AnnualReturn),
        ("sharpe", static performance => performance.Sharpe),
        ("max_drawdown", static performance => performance.Drawdown),
        ("turnover", static performance => performance.Turnover),
    ];

    /// <summary>Measures an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="days">Which days, in which order.</param>
    public static Performance Of(Account account, ReadOnlySpan<int> days)
    {
        (double sum, double squares, double log, double turnover) = (0, 0, 0, 0);
        (double peak, double drawdown) = (0, 0);
        foreach (int day in days)
        {
            double gain = account.Returns[day];
            sum += gain;
            squares += gain * gain;
            log += Math.Log(1 + gain);
            turnover += account.Turnover[day];
            peak = Math.Max(peak, log);
            drawdown = Math.Max(drawdown, 1 - Math.Exp(log - peak));
        }

        double mean = sum / days.Length;
        double variance = Math.Max(0, (squares / days.Length) - (mean * mean)) * days.Length / Math.Max(1, days.Length - 1);
        return new(
            Math.Exp(Market.DaysInYear * log / days.Length) - 1,
            variance > 0 ? Math.Sqrt(Market.DaysInYear / variance) * mean : double.NaN,
            drawdown,
            Market.DaysInYear * turnover / days.Length);
    }
}

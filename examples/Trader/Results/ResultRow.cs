namespace AutogradMaml.Examples.Trader;

/// <summary>What one method did in one part of the market at one cost.</summary>
/// <param name="Part">The part.</param>
/// <param name="Method">The method.</param>
/// <param name="Setting">Its setting in words; empty for one that has none.</param>
/// <param name="Cost">The costs in basis points of the turnover.</param>
/// <param name="Days">The days of the test.</param>
/// <param name="Measures">The measures, in the order of <see cref="Performance.Measures"/>.</param>
/// <param name="OverHolding">The same less those of buy and hold.</param>
/// <param name="OverPretrained">The same less those of the pre-trained policy that does not adapt.</param>
internal sealed record ResultRow(
    Part Part, Method Method, string Setting, double Cost, int Days, Estimate[] Measures, Estimate[] OverHolding,
    Estimate[] OverPretrained)
{
    /// <summary>The mean annual return.</summary>
    public Estimate AnnualReturn => Measures[0];

    /// <summary>The Sharpe ratio.</summary>
    public Estimate Sharpe => Measures[1];

    /// <summary>The greatest drawdown.</summary>
    public Estimate Drawdown => Measures[2];

    /// <summary>The turnover in a year.</summary>
    public Estimate Turnover => Measures[3];
}

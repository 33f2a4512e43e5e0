namespace AutogradMaml.Examples.Trader;

/// <summary>What a portfolio gains by the day: the same money in each asset every day, times its position.</summary>
/// <param name="Returns">The mean over the assets of p R - c |change of p|; the first day pays for the position that it opens.</param>
/// <param name="Turnover">The mean over the assets of |change of p|.</param>
internal sealed record Account(double[] Returns, double[] Turnover)
{
    /// <summary>Settles what was held.</summary>
    /// <param name="walk">What was held.</param>
    /// <param name="market">The market.</param>
    /// <param name="cost">c; 0.001 are 10 basis points.</param>
    public static Account Of(Walk walk, Market market, double cost)
    {
        double[] returns = new double[walk.Days];
        double[] turnover = new double[walk.Days];
        double share = 1.0 / walk.Assets.Count;
        for (int place = 0; place < walk.Assets.Count; place++)
        {
            double before = 0;
            for (int day = 0; day < walk.Days; day++)
            {
                double position = walk.Positions[place][day];
                double traded = Math.Abs(position - before);
                returns[day] += share * ((position * market.ReturnAfter(walk.Assets[place], walk.First + day)) - (cost * traded));
                turnover[day] += share * traded;
                before = position;
            }
        }

        return new(returns, turnover);
    }

    /// <summary>What one unit of money has become at the close of each day after the first.</summary>
    public double[] Wealth()
    {
        double[] wealth = new double[Returns.Length];
        double now = 1;
        for (int day = 0; day < wealth.Length; day++)
        {
            now *= 1 + Returns[day];
            wealth[day] = now;
        }

        return wealth;
    }
}

namespace AutogradMaml.Maml.Tests.Reinforcement.Truth;

/// <summary>Independent estimates of one number, and how they stand to what it is.</summary>
internal sealed class Estimates
{
    private double _sum;
    private double _squares;
    private long _count;

    public double Mean => _sum / _count;

    public double StandardError => Math.Sqrt(Math.Max(0, (_squares / _count) - (Mean * Mean)) / (_count - 1));

    public void Add(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            _sum += value;
            _squares += value * value;
            _count++;
        }
    }

    /// <summary>How many standard errors the mean is from a number.</summary>
    public double From(double truth) => (Mean - truth) / StandardError;

    /// <summary>Within 4 standard errors of the truth, these being below a share of it.</summary>
    public void RequireTruth(double truth, string what, double share = 0.02)
    {
        Assert.True(
            StandardError < share * Math.Abs(truth),
            FormattableString.Invariant(
                $"{what}: a standard error of {StandardError:G3} is more than {100 * share} % of {truth:G5} (estimated {Mean:G5})"));
        Assert.True(
            Math.Abs(From(truth)) < 4, FormattableString.Invariant(
                $"{what}: {Mean:G6} ± {StandardError:G3} is {From(truth):F1} standard errors from {truth:G6}"));
    }
}

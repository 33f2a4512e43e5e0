namespace AutogradMaml.Autograd.Checking;

/// <summary>Finite differences of one function along directions through one point.</summary>
internal sealed class Differences
{
    private const int NoisePoints = 13;

    private readonly CheckedFunction _function;
    private readonly int _order;
    private readonly double[] _point;

    public Differences(CheckedFunction function, int order, double value, double step, ulong seed)
    {
        _function = function;
        _order = order;
        _point = function.Point;
        Value = value;
        Step = step;
        Noise = EstimateNoise(seed);
    }

    /// <summary>Differences at another point, where the noise is taken as known.</summary>
    public Differences(CheckedFunction function, int order, double value, double step, double[] point, double noise)
    {
        _function = function;
        _order = order;
        _point = point;
        Value = value;
        Step = step;
        Noise = noise;
    }

    /// <summary>f(x).</summary>
    public double Value { get; }

    public double Step { get; }

    /// <summary>The standard deviation of the rounding error of a value of f.</summary>
    public double Noise { get; }

    public Differences AtStep(double step) => new(_function, _order, Value, step, _point, Noise);

    /// <summary>f(x + t v).</summary>
    public double Along(double[] direction, double t)
    {
        double[] x = [.. _point];
        for (int k = 0; k < x.Length; k++)
        {
            x[k] += t * direction[k];
        }

        return _function.Value(x, _order);
    }

    /// <summary>The derivative along a direction: central differences at h and h / 2, extrapolated to h = 0 by Richardson, which leaves
    /// h^4.</summary>
    public DifferenceQuotient Quotient(double[] direction)
    {
        double h = Step;
        double plus = Along(direction, h);
        double minus = Along(direction, -h);
        double halfPlus = Along(direction, h / 2);
        double halfMinus = Along(direction, -h / 2);
        double wide = (plus - minus) / (2 * h);
        double narrow = (halfPlus - halfMinus) / h;

        // The second difference is h^2 f'' where f is smooth, so it falls to a quarter when h is halved; at a kink it falls to a half.
        double bend = plus - Value - (Value - minus);
        double halfBend = halfPlus - Value - (Value - halfMinus);
        bool bentLikeAKink = Math.Abs(halfBend) > 50 * Noise && Math.Abs(bend) < 3 * Math.Abs(halfBend);
        return new(((4 * narrow) - wide) / 3, RoundingAt(h), bentLikeAKink ? Math.Abs(halfBend) / (h / 2) : 0);
    }

    /// <summary>What rounding may put into a quotient at step h: each quotient takes a handful of values, and of thousands of quotients the
    /// worst counts.</summary>
    public double RoundingAt(double h) => 20 * Noise / h;

    // Small distances first: there a function that varies quickly is smooth as well. Where all values are the same, as when they are
    // rounded to float inside code in double, the next greater distance may show the noise.
    private double EstimateNoise(ulong seed)
    {
        double[] direction = Directions.Within(_function.Point, 0, _function.Point.Length, seed, int.MaxValue);
        double step = Precisions.Step(_function.Precision);
        double largest = Math.Abs(Value);
        double measured = 0;
        for (double distance = step / 1e4; distance < 2 * step && measured == 0; distance *= 100)
        {
            measured = FourthDifference(direction, distance, ref largest);
        }

        // In float the smallest distances are a few units in the last place of x, over which what lies between may not change at all.
        measured = _function.IsDouble ? measured : Math.Max(measured, FourthDifference(direction, step / 100, ref largest));

        // A value has at least some of a unit in its last place.
        return Math.Max(measured, _function.Precision * largest / 4);
    }

    // The fourth differences of a smooth function at tiny distances are nothing but rounding noise, whose standard deviation they have
    // sqrt(70) times (the difference table of Hamming, as used by More and Wild, Estimating computational noise, 2011). The points lie on
    // one side, so that a kink at x itself does not look like noise; the median keeps a kink elsewhere from counting.
    private double FourthDifference(double[] direction, double distance, ref double largest)
    {
        var values = new double[NoisePoints];
        for (int k = 0; k < NoisePoints; k++)
        {
            values[k] = Along(direction, distance * (k + 1));
            if (!double.IsFinite(values[k]))
            {
                return 0;
            }

            largest = Math.Max(largest, Math.Abs(values[k]));
        }

        for (int level = 0; level < 4; level++)
        {
            for (int k = 0; k < NoisePoints - 1 - level; k++)
            {
                values[k] = values[k + 1] - values[k];
            }
        }

        double[] fourth = Array.ConvertAll(values[..(NoisePoints - 4)], Math.Abs);
        Array.Sort(fourth);

        // The median of |noise| is 0.6745 standard deviations.
        return fourth[fourth.Length / 2] / (0.6745 * Math.Sqrt(70));
    }
}

namespace AutogradMaml.Autograd.Checking;

/// <summary>A gradient at the point, with what is needed to compare its numbers.</summary>
internal sealed class GradientAtPoint
{
    // No number is compared more closely than the tolerance times this part of the whole gradient: below lies rounding.
    private const double Floor = 1e-3;

    private readonly CheckedFunction _function;
    private readonly double _relativeTolerance;
    private readonly ulong _seed;

    public GradientAtPoint(CheckedFunction function, double[] values, Differences differences, double relativeTolerance, ulong seed)
    {
        _function = function;
        _relativeTolerance = relativeTolerance;
        _seed = seed;
        Values = values;
        Differences = differences;
        Norm = NormWithin(0, values.Length);

        // At a stationary point there is no size of the gradient to compare with, and all that can be said is that both numbers are zero.
        Rounding = Math.Max(differences.Noise, function.Precision * Math.Abs(differences.Value));
        Vanishes = Norm <= 1e3 * Rounding;
    }

    public double[] Values { get; }

    public Differences Differences { get; private set; }

    /// <summary>The norm of all derivatives, each by its element in units of max(1, |x|).</summary>
    public double Norm { get; }

    /// <summary>Whether the gradient is zero but for rounding.</summary>
    public bool Vanishes { get; }

    /// <summary>What rounding may put into a value of the function.</summary>
    public double Rounding { get; }

    public void UseStep(double step) => Differences = Differences.AtStep(step);

    public Probe Element(CheckedInput input, int element)
        => Compare(input, element, Directions.Element(_function.Point, input.Offset + element), 0);

    /// <summary>A projection on a random direction in a run of an input's elements; a run of one is that element, whose two sides a random
    /// sign would exchange.</summary>
    public Probe Projection(CheckedInput input, int from, int count, int number) => count == 1
        ? Element(input, from)
        : Compare(
            input,
            null,
            Directions.Within(_function.Point, input.Offset + from, count, _seed, number),
            NormWithin(input.Offset + from, count));

    public double Along(double[] direction)
    {
        double sum = 0;
        for (int k = 0; k < direction.Length; k++)
        {
            sum += direction[k] == 0 ? 0 : direction[k] * Values[k];
        }

        return sum;
    }

    /// <summary>How much the derivative along a direction changes when the point is moved by a few units in its last places: what the
    /// gradient, computed with as many digits, is itself good to.</summary>
    public double Scatter(double[] direction, int order)
    {
        const int Moves = 4;
        double analytic = Along(direction);
        double scatter = 0;
        for (int move = 0; move < Moves; move++)
        {
            double[] towards = Directions.Within(_function.Point, 0, _function.Point.Length, _seed, 2000 + move);
            double[] x = [.. _function.Point];
            for (int k = 0; k < x.Length; k++)
            {
                x[k] += 2 * _function.Precision * towards[k];
            }

            double[] moved = _function.Gradient(x, order, out _);
            double there = 0;
            for (int k = 0; k < moved.Length; k++)
            {
                there += direction[k] * moved[k];
            }

            scatter = Math.Max(scatter, Math.Abs(there - analytic));
        }

        return scatter;
    }

    public double NormWithin(int offset, int count)
    {
        double sum = 0;
        for (int k = offset; k < offset + count; k++)
        {
            double value = Values[k] * Directions.Unit(_function.Point[k]);
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }

    public bool IsZero(CheckedInput input) => !Values.AsSpan(input.Offset, input.Length).ContainsAnyExcept(0.0);

    /// <summary>What the tolerance is relative to.</summary>
    public double Scale(double analytic, double numeric, double partNorm)
        => Math.Max(Math.Max(Math.Abs(analytic), double.IsFinite(numeric) ? Math.Abs(numeric) : 0), Math.Max(partNorm, Floor * Norm));

    /// <summary>Beyond the relative tolerance, rounding is allowed for; but for no more than the tolerance times the whole
    /// gradient.</summary>
    public double Tolerance(double scale, double rounding)
        => (_relativeTolerance * scale) + (Vanishes ? rounding : Math.Min(rounding, _relativeTolerance * Norm));

    private Probe Compare(CheckedInput input, int? element, double[] direction, double partNorm)
    {
        double analytic = Along(direction);
        DifferenceQuotient quotient = Differences.Quotient(direction);
        double scale = Scale(analytic, quotient.Value, partNorm);
        double tolerance = Tolerance(scale, quotient.Rounding);
        bool kink = quotient.KinkGap > Math.Max(1e-3 * scale, tolerance);
        return new(input, element, direction, analytic, quotient.Value, scale, tolerance, kink);
    }
}

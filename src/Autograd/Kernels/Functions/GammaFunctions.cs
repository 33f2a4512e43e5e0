namespace AutogradMaml.Autograd.Kernels;

/// <summary>The logarithm of the gamma function and its derivatives, for one real number. Computed in double whatever the element type, so
/// that a float gets its nearest value.</summary>
internal static class GammaFunctions
{
    /// <summary>Terms of the series about 2, which shrink like 4^-k where it is used.</summary>
    private const int SeriesTerms = 30;

    /// <summary>From here on Stirling's series, with eight terms, is exact to the last place.</summary>
    private const double StirlingFrom = 12;

    private static readonly double[] Bernoulli =
    [
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330,
        854513.0 / 138, -236364091.0 / 2730,
    ];

    private static readonly double[] AboutTwo = SeriesAboutTwo();

    /// <summary>log |gamma(x)|; infinite at the poles 0, -1, -2, ... and at both infinities.</summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        if (double.IsInfinity(x) || (x <= 0 && double.IsInteger(x)))
        {
            return double.PositiveInfinity;
        }

        if (x < -0.5)
        {
            // |gamma(x) gamma(1 - x)| = pi / |sin(pi x)|; the distance to the next whole number is exact.
            return Math.Log(Math.PI / Math.Abs(double.SinPi(x - Math.Round(x)))) - LogGamma(1 - x);
        }

        if (x < 0.5)
        {
            return NearTwo(x) - Math.Log(1 + x) - Math.Log(Math.Abs(x));
        }

        if (x < 1.5)
        {
            return NearTwo(x - 1) - Math.Log(x);
        }

        if (x >= StirlingFrom)
        {
            return Stirling(x);
        }

        // gamma(x) = (x - 1) (x - 2) ... (x - n) gamma(x - n).
        double factors = 1;
        while (x > 2.5)
        {
            x -= 1;
            factors *= x;
        }

        return NearTwo(x - 2) + Math.Log(factors);
    }

    /// <summary>The derivative of order n + 1 of log |gamma(x)|: digamma for n = 0, trigamma for n = 1.</summary>
    public static double Polygamma(int n, double x)
    {
        if (double.IsNaN(x) || double.IsNegativeInfinity(x))
        {
            return double.NaN;
        }

        if (x <= 0 && double.IsInteger(x))
        {
            // Odd derivatives have the same limit on both sides of a pole. The others have different ones, and only 0 has a sign to tell
            // the side.
            return n % 2 != 0 ? double.PositiveInfinity
                : x != 0 ? double.NaN
                : double.IsNegative(x) ? double.PositiveInfinity
                : double.NegativeInfinity;
        }

        if (x < 0)
        {
            // (-1)^n polygamma(1 - x) - polygamma(x) = the derivative of order n of pi cot(pi x).
            double mirrored = Polygamma(n, 1 - x);
            return (n % 2 == 0 ? mirrored : -mirrored) - CotangentDerivative(n, x);
        }

        if (n == 0)
        {
            return Digamma(x);
        }

        double value = HurwitzZeta(n + 1, x);
        for (int factor = 2; factor <= n; factor++)
        {
            value *= factor;
        }

        return n % 2 == 0 ? -value : value;
    }

    private static double Digamma(double x)
    {
        double before = 0;
        while (x < StirlingFrom)
        {
            before += 1 / x;
            x += 1;
        }

        double square = 1 / (x * x);
        double tail = 0;
        for (int k = Bernoulli.Length; k > 0; k--)
        {
            tail = (tail + (Bernoulli[k - 1] / (2 * k))) * square;
        }

        return Math.Log(x) - (0.5 / x) - tail - before;
    }

    /// <summary>The sum of (x + k)^-s over all k from 0, for whole s from 2 and x above 0: by Euler and Maclaurin, once x is large against
    /// s.</summary>
    private static double HurwitzZeta(int s, double x)
    {
        double sum = 0;
        while (x < StirlingFrom + s)
        {
            sum += Math.Pow(x, -s);
            x += 1;
        }

        double term = Math.Pow(x, -s);
        if (term == 0)
        {
            return sum;
        }

        sum += (x * term / (s - 1)) + (0.5 * term);
        term *= s / (2 * x);
        for (int k = 1; k <= Bernoulli.Length; k++)
        {
            sum += Bernoulli[k - 1] * term;
            term *= (s + (2 * k) - 1.0) * (s + (2 * k)) / (((2 * k) + 1.0) * ((2 * k) + 2.0) * x * x);
        }

        return sum;
    }

    // The derivative of order n of pi cot(pi x) is pi^(n + 1) P[n](c) at c = cot(pi x), with P[0] = c and P[n + 1] = -(1 + c^2) P[n]'. All
    // coefficients of one of them have one sign, so that nothing cancels.
    private static double CotangentDerivative(int n, double x)
    {
        double rest = x - Math.Round(x);
        double cotangent = double.CosPi(rest) / double.SinPi(rest);
        Span<double> coefficients = stackalloc double[n < 128 ? n + 2 : 0];
        if (coefficients.Length == 0)
        {
            // So many factors of pi and so many factorials are beyond double.
            return double.NaN;
        }

        coefficients[1] = 1;
        for (int order = 1; order <= n; order++)
        {
            // The coefficient k of -(1 + c^2) P' is -((k + 1) p[k + 1] + (k - 1) p[k - 1]); those of one parity are 0 and are overwritten
            // in turn.
            for (int k = order % 2 == 0 ? 1 : 0; k <= order + 1; k += 2)
            {
                double above = k + 1 <= order ? (k + 1) * coefficients[k + 1] : 0;
                double below = k >= 1 ? (k - 1) * coefficients[k - 1] : 0;
                coefficients[k] = -(above + below);
            }
        }

        double value = 0;
        int first = (n + 1) % 2;
        for (int k = n + 1; k >= first; k -= 2)
        {
            value = (value * cotangent * cotangent) + coefficients[k];
        }

        value *= first == 1 ? cotangent : 1;
        for (int factor = 0; factor <= n; factor++)
        {
            value *= Math.PI;
        }

        return value;
    }

    // log gamma(2 + z) for |z| up to 1/2: z (1 - Euler's constant) + the sum of (zeta(k) - 1) (-z)^k / k. Its relative accuracy stays near
    // z = 0.
    private static double NearTwo(double z)
    {
        double sum = 0;
        for (int k = SeriesTerms; k > 0; k--)
        {
            sum = (sum + AboutTwo[k]) * z;
        }

        return sum;
    }

    private static double[] SeriesAboutTwo()
    {
        var coefficients = new double[SeriesTerms + 1];
        coefficients[1] = 0.42278433509846714;
        for (int k = 2; k <= SeriesTerms; k++)
        {
            coefficients[k] = HurwitzZeta(k, 2) / (k % 2 == 0 ? k : -k);
        }

        return coefficients;
    }

    // (x - 1/2) log x - x + log(2 pi) / 2 + ..., arranged so that it overflows no sooner than its value.
    private static double Stirling(double x)
    {
        double square = 1 / (x * x);
        double tail = 0;
        for (int k = 8; k > 0; k--)
        {
            tail = (tail * square) + (Bernoulli[k - 1] / (2 * k * ((2 * k) - 1)));
        }

        return ((x - 0.5) * (Math.Log(x) - 1)) + 0.41893853320467274 + (tail / x);
    }
}

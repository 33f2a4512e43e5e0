using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Functions of one number that neither the runtime nor TensorPrimitives has at full accuracy.</summary>
internal static class ScalarFunctions
{
    /// <summary>log(1 + x) without the loss of digits near 0.</summary>
    /// <remarks>With u the rounded 1 + x, log(u) x / (u - 1) corrects the rounding of the sum to first order: the error in u - 1 and in
    /// log(u) is the same. (The runtime's LogP1 is log(1 + x) as it stands.)</remarks>
    public static T Log1P<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T u = T.One + x;
        return u == T.One ? x : T.IsInfinity(u) ? u : T.Log(u) * (x / (u - T.One));
    }

    /// <summary>The standard normal distribution function.</summary>
    /// <remarks>Near the middle by the series sum of x^(2n+1) / (2n+1)!!, whose terms are all of one sign; in the tails by the continued
    /// fraction of the upper tail (Abramowitz and Stegun 26.2.11 and 26.2.14), so that the far left tail keeps its relative accuracy.</remarks>
    public static double NormalCdf(double x)
    {
        const double Middle = 2.5;
        if (double.IsNaN(x))
        {
            return x;
        }

        double density = Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
        if (Math.Abs(x) < Middle)
        {
            double term = x;
            double sum = x;
            for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
            {
                term *= x * x / ((2 * n) + 1);
                sum += term;
            }

            return 0.5 + (density * sum);
        }

        // From the inside out: the depth at which the fraction has settled to double precision for every |x| >= Middle.
        double absolute = Math.Abs(x);
        double fraction = absolute;
        for (int n = 160; n >= 1; n--)
        {
            fraction = absolute + (n / fraction);
        }

        double tail = double.IsInfinity(absolute) ? 0 : density / fraction;
        return x < 0 ? tail : 1 - tail;
    }
}

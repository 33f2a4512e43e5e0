using System.Numerics;

namespace AutogradMaml.Autograd.Checking;

/// <summary>What depends on the number type: the precision, and the step and tolerance that suit it.</summary>
internal static class Precisions
{
    /// <summary>The distance from 1 to the next greater number.</summary>
    public static double Of<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => double.CreateChecked(T.BitIncrement(T.One) - T.One);

    /// <summary>The cube root of the precision balances rounding (eps / h) against the h^2 of central differences. In float, where
    /// Richardson's h^4 matters more than in double, a step four times that leaves a smaller error.</summary>
    public static double Step(double precision) => precision < 1e-10 ? Math.Cbrt(precision) : 4 * Math.Cbrt(precision);

    public static double Tolerance(double precision, int order) => (precision < 1e-10 ? 1e-7 : 5e-4) * Math.Pow(10, order - 1);

    /// <summary>What two ways to the same number may differ by when both are exact but for rounding, in long programs.</summary>
    public static double Rounding(double precision) => precision < 1e-10 ? 1e-9 : 5e-4;

    /// <summary>How well differences at neighbouring steps must agree to count as settled.</summary>
    public static double Settled(double precision) => precision < 1e-10 ? 1e-4 : 2e-2;
}

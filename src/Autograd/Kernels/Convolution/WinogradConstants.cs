using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The numbers in the matrices of <see cref="Winograd"/>, by their places in memory. The points are 0, a, -a, b, -b and
/// infinity.</summary>
internal static unsafe class WinogradConstants
{
    /// <summary>a.</summary>
    public const int A = 0;

    /// <summary>a squared.</summary>
    public const int A2 = 1;

    /// <summary>a cubed.</summary>
    public const int A3 = 2;

    /// <summary>b.</summary>
    public const int B = 3;

    /// <summary>b squared.</summary>
    public const int B2 = 4;

    /// <summary>b cubed.</summary>
    public const int B3 = 5;

    /// <summary>a^2 b^2.</summary>
    public const int Product = 6;

    /// <summary>-(a^2 + b^2).</summary>
    public const int MinusSum = 7;

    /// <summary>a + b.</summary>
    public const int APlusB = 8;

    /// <summary>b - a.</summary>
    public const int BMinusA = 9;

    /// <summary>2 b.</summary>
    public const int TwiceB = 10;

    /// <summary>The factor of point 0 in G, one over the product of its distances to the other points.</summary>
    public const int Zero = 11;

    /// <summary>The factor of a and of -a in G.</summary>
    public const int OfA = 12;

    /// <summary>The factor of a in G, times a.</summary>
    public const int OfATimesA = 13;

    /// <summary>The factor of a in G, times a^2.</summary>
    public const int OfATimesA2 = 14;

    /// <summary>The factor of b and of -b in G.</summary>
    public const int OfB = 15;

    /// <summary>The factor of b in G, times b.</summary>
    public const int OfBTimesB = 16;

    /// <summary>The factor of b in G, times b^2.</summary>
    public const int OfBTimesB2 = 17;

    /// <summary>-a.</summary>
    public const int MinusA = 18;

    /// <summary>-a^2.</summary>
    public const int MinusA2 = 19;

    /// <summary>-b.</summary>
    public const int MinusB = 20;

    /// <summary>-b^2.</summary>
    public const int MinusB2 = 21;

    /// <summary>The factor of point 0 in G at stride 2.</summary>
    public const int HalvedZero = 22;

    /// <summary>The factor of a in G at stride 2.</summary>
    public const int HalvedA = 23;

    /// <summary>The factor of -a in G at stride 2.</summary>
    public const int HalvedMinusA = 24;

    /// <summary>The factor of b in G at stride 2.</summary>
    public const int HalvedB = 25;

    /// <summary>a - b.</summary>
    public const int AMinusB = 26;

    /// <summary>-(a + b).</summary>
    public const int MinusAMinusB = 27;

    /// <summary>Writes them.</summary>
    public static void Fill<T>(T* constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const double a = 0.75;
        const double b = 1.5;
        const double ofA = 1 / (2 * a * a * ((a * a) - (b * b)));
        const double ofB = 1 / (2 * b * b * ((b * b) - (a * a)));
        constants[A] = T.CreateChecked(a);
        constants[A2] = T.CreateChecked(a * a);
        constants[A3] = T.CreateChecked(a * a * a);
        constants[B] = T.CreateChecked(b);
        constants[B2] = T.CreateChecked(b * b);
        constants[B3] = T.CreateChecked(b * b * b);
        constants[Product] = T.CreateChecked(a * a * b * b);
        constants[MinusSum] = T.CreateChecked(-((a * a) + (b * b)));
        constants[APlusB] = T.CreateChecked(a + b);
        constants[BMinusA] = T.CreateChecked(b - a);
        constants[TwiceB] = T.CreateChecked(2 * b);
        constants[MinusA] = T.CreateChecked(-a);
        constants[MinusA2] = T.CreateChecked(-a * a);
        constants[MinusB] = T.CreateChecked(-b);
        constants[MinusB2] = T.CreateChecked(-b * b);
        constants[HalvedZero] = T.CreateChecked(1 / (a * a * b));
        constants[HalvedA] = T.CreateChecked(1 / (2 * a * a * (a - b)));
        constants[HalvedMinusA] = T.CreateChecked(-1 / (2 * a * a * (a + b)));
        constants[HalvedB] = T.CreateChecked(1 / (b * ((b * b) - (a * a))));
        constants[AMinusB] = T.CreateChecked(a - b);
        constants[MinusAMinusB] = T.CreateChecked(-a - b);
        constants[Zero] = T.CreateChecked(1 / (a * a * b * b));
        constants[OfA] = T.CreateChecked(ofA);
        constants[OfATimesA] = T.CreateChecked(ofA * a);
        constants[OfATimesA2] = T.CreateChecked(ofA * a * a);
        constants[OfB] = T.CreateChecked(ofB);
        constants[OfBTimesB] = T.CreateChecked(ofB * b);
        constants[OfBTimesB2] = T.CreateChecked(ofB * b * b);
    }
}

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The layout of double: sign, 11 bits of exponent, 52 of fraction.</summary>
internal static class Binary64
{
    public const int FractionBits = 52;

    public const long FractionMask = (1L << FractionBits) - 1;

    public const double Bias = 1023;

    /// <summary>From this number on neighbours are 1 apart, so that the fraction bits of the sum with a small whole number are that
    /// number.</summary>
    public const double UnitStep = 4503599627370496;

    /// <summary>1.5 times that: the same for whole numbers of either sign, and adding and subtracting it rounds to a whole
    /// number.</summary>
    public const double RoundingShift = 1.5 * UnitStep;
}

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The layout of float: sign, 8 bits of exponent, 23 of fraction.</summary>
internal static class Binary32
{
    public const int FractionBits = 23;

    public const int FractionMask = (1 << FractionBits) - 1;

    public const float Bias = 127;

    /// <summary>From this number on neighbours are 1 apart, so that the fraction bits of the sum with a small whole number are that
    /// number.</summary>
    public const float UnitStep = 8388608;

    /// <summary>1.5 times that: the same for whole numbers of either sign, and adding and subtracting it rounds to a whole
    /// number.</summary>
    public const float RoundingShift = 1.5f * UnitStep;
}

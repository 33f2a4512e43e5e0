namespace AutogradMaml.Nn;

/// <summary>What may happen to numbers that a file holds in another element type than the one asked for.</summary>
public enum ElementConversion
{
    /// <summary>Only conversions that keep every value: F16, BF16 and F32 to double, F16 and BF16 to float. Anything else is an
    /// error.</summary>
    Lossless,

    /// <summary>Values may be rounded to the nearest in the element type, F64 to float for instance. A finite value that would become
    /// infinite is an error.</summary>
    Rounding,
}

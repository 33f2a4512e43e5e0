namespace AutogradMaml.Examples.Materials;

/// <summary>An alloy as some measurements tell it.</summary>
/// <param name="Alloy">Its numbers.</param>
/// <param name="Converged">Whether the search for them came to an end.</param>
internal readonly record struct Calibration(Alloy Alloy, bool Converged)
{
    // Wider than anything published by a factor of two and more.
    private const double LeastExponent = 0.5;
    private const double GreatestExponent = 8;
    private const double LeastEnergy = 50;
    private const double GreatestEnergy = 1000;

    /// <summary>Whether the calibration failed: the search did not end, or ended at no alloy: n outside of 0.5 to 8 or Q outside of 50 to
    /// 1000 kJ/mol.</summary>
    public bool Failed => !Converged || !Alloy.IsFinite
        || Alloy.Exponent is not (>= LeastExponent and <= GreatestExponent)
        || Alloy.ActivationEnergy is not (>= LeastEnergy and <= GreatestEnergy);
}

namespace AutogradMaml.Examples.Materials;

/// <summary>A bond between two atoms of a molecule.</summary>
/// <param name="First">The place of one atom.</param>
/// <param name="Second">That of the other.</param>
/// <param name="Order">Its kind.</param>
internal readonly record struct Bond(int First, int Second, BondOrder Order);

namespace AutogradMaml.Autograd;

/// <summary>What the passes did to a program.</summary>
/// <param name="Recorded">The operations that were on the tape.</param>
/// <param name="Needed">The operations, inputs and constants that the outputs need.</param>
/// <param name="Folded">The operations whose results depend on constants only.</param>
/// <param name="Shared">The operations that compute what another one computes.</param>
/// <param name="Reordered">The products and sums that are computed in another order.</param>
/// <param name="Absorbed">The operations that products compute along.</param>
/// <param name="Bytes">The bytes of all arrays, if each that is computed after sharing has memory of its own.</param>
internal sealed record PassCounts(
    int Recorded = 0, int Needed = 0, int Folded = 0, int Shared = 0, int Reordered = 0, int Absorbed = 0, long Bytes = 0);

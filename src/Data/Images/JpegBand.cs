namespace AutogradMaml.Data;

/// <summary>What a scan of a progressive JPEG file adds: some coefficients, some bits of each.</summary>
/// <param name="First">The first coefficient, in the order along diagonals; 0 is the mean.</param>
/// <param name="Last">The last.</param>
/// <param name="High">The bits that were left out before; 0 where the scan is the first of these coefficients.</param>
/// <param name="Low">The bits that are still left out.</param>
internal readonly record struct JpegBand(int First, int Last, int High, int Low)
{
    private const int MostLow = 13;

    /// <summary>Whether the scan adds a bit to what another began.</summary>
    public bool IsRefinement => High > 0;

    /// <summary>Whether a scan of so many colours may be of this kind.</summary>
    public bool IsPossible(int components)
        => First <= Last && Last < JpegComponent.BlockLength && Low <= MostLow && (High == 0 || High == Low + 1)
            && (First == 0 ? Last == 0 : components == 1);
}

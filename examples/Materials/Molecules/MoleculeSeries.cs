namespace AutogradMaml.Examples.Materials;

/// <summary>Molecules with a number each, and the family that each belongs to.</summary>
/// <param name="Description">What they are.</param>
/// <param name="Molecules">The molecules.</param>
/// <param name="Values">The number of each: an activity, as the negative logarithm of a concentration.</param>
/// <param name="Families">The families, as places of molecules; the largest first.</param>
internal sealed record MoleculeSeries(
    string Description, IReadOnlyList<Molecule> Molecules, IReadOnlyList<double> Values, IReadOnlyList<int[]> Families)
{
    /// <summary>Molecules whose families are those of one framework.</summary>
    /// <param name="description">What they are.</param>
    /// <param name="molecules">The molecules.</param>
    /// <param name="values">The number of each.</param>
    public static MoleculeSeries ByFramework(string description, IReadOnlyList<Molecule> molecules, IReadOnlyList<double> values)
        => new(
            description, molecules, values,
            [
                .. molecules.Index().GroupBy(static molecule => CircularFingerprint.FrameworkOf(molecule.Item))
                    .Select(static family => family.Select(static molecule => molecule.Index).ToArray())
                    .OrderByDescending(static family => family.Length).ThenBy(static family => family[0]),
            ]);
}

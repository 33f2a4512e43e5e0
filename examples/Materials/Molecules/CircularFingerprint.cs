namespace AutogradMaml.Examples.Materials;

/// <summary>How often each surrounding of an atom, of up to two bonds, occurs in a molecule; folded to some places by a hash.</summary>
/// <remarks>An atom's number begins with its element, bonds, hydrogens, charge, aromaticity and whether it lies in a ring, and is mixed
/// twice with the sorted numbers across its bonds. Source: D. Rogers and M. Hahn, Extended-connectivity fingerprints, 2010 (there without
/// counts, and with duplicates removed).</remarks>
internal static class CircularFingerprint
{
    /// <summary>The number of places.</summary>
    public const int Length = 512;

    private const int Radius = 2;
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The fingerprint.</summary>
    /// <param name="molecule">The molecule.</param>
    /// <returns>The root of each count, [<see cref="Length"/>]: frequent surroundings would rule otherwise.</returns>
    public static double[] Of(Molecule molecule)
    {
        double[] counts = new double[Length];
        ulong[] numbers = Begin(molecule);
        for (int radius = 0; radius <= Radius; radius++)
        {
            foreach (ulong number in numbers)
            {
                counts[(int)((number ^ (number >> 32)) % Length)]++;
            }

            numbers = Mix(molecule, numbers, static _ => true);
        }

        return [.. counts.Select(Math.Sqrt)];
    }

    /// <summary>A number for the framework of a molecule: its rings and what lies between them, without all that hangs at them. Molecules
    /// of one framework have the same; others, but for a collision, do not.</summary>
    /// <param name="molecule">The molecule.</param>
    /// <returns>0 where there is no ring.</returns>
    /// <remarks>Source: G. Bemis and M. Murcko, The properties of known drugs 1: molecular frameworks, 1996.</remarks>
    public static ulong FrameworkOf(Molecule molecule)
    {
        bool[] kept = Framework(molecule);
        ulong[] numbers = [.. molecule.Atoms.Select(static atom => Hash(Offset, Hash(Offset, atom.Symbol), atom.IsAromatic ? 1u : 0))];
        for (int round = 0; round < kept.Length && round < 8; round++)
        {
            numbers = Mix(molecule, numbers, atom => kept[atom]);
        }

        ulong[] own = [.. numbers.Where((_, atom) => kept[atom]).Order()];
        return own.Length == 0 ? 0 : own.Aggregate(Offset, static (sum, number) => Hash(sum, number));
    }

    /// <summary>Which atoms are in the framework: what is left when ends of chains are taken off until there are none.</summary>
    /// <param name="molecule">The molecule.</param>
    internal static bool[] Framework(Molecule molecule)
    {
        bool[] kept = [.. molecule.Atoms.Select(static _ => true)];
        int[] degree = [.. molecule.Atoms.Select((_, atom) => molecule.BondsOf(atom).Count)];
        Stack<int> ends = new(Enumerable.Range(0, kept.Length).Where(atom => degree[atom] < 2));
        while (ends.TryPop(out int end))
        {
            kept[end] = false;
            foreach (int bond in molecule.BondsOf(end))
            {
                int other = molecule.Across(bond, end);
                if (kept[other] && --degree[other] == 1)
                {
                    ends.Push(other);
                }
            }
        }

        return kept;
    }

    private static ulong[] Begin(Molecule molecule)
    {
        bool[] inRing = molecule.InRing(static _ => true);
        return
        [
            .. molecule.Atoms.Select((atom, place) => Hash(
                Hash(Offset, atom.Symbol),
                (ulong)molecule.BondsOf(place).Count,
                (ulong)atom.Hydrogens,
                (ulong)(atom.Charge + 32),
                atom.IsAromatic ? 1u : 0,
                molecule.BondsOf(place).Any(bond => inRing[bond]) ? 1u : 0)),
        ];
    }

    private static ulong[] Mix(Molecule molecule, ulong[] numbers, Func<int, bool> isCounted) =>
    [
        .. numbers.Select((number, atom) => molecule.BondsOf(atom)
            .Where(bond => isCounted(molecule.Across(bond, atom)))
            .Select(bond => Hash(Offset, (ulong)molecule.Bonds[bond].Order, numbers[molecule.Across(bond, atom)]))
            .Order()
            .Aggregate(Hash(Offset, number), static (sum, across) => Hash(sum, across))),
    ];

    private static ulong Hash(ulong sum, string text) => text.Aggregate(sum, static (so, character) => (so ^ character) * Prime);

    // FNV-1a over the bytes of the numbers.
    private static ulong Hash(ulong sum, params ReadOnlySpan<ulong> numbers)
    {
        foreach (ulong number in numbers)
        {
            for (int shift = 0; shift < 64; shift += 8)
            {
                sum = (sum ^ ((number >> shift) & 0xFF)) * Prime;
            }
        }

        return sum;
    }
}

namespace AutogradMaml.Examples.Materials;

/// <summary>A molecule as one row of numbers, which the net takes apart again: features of its atoms, and for each direction of each bond
/// where it comes from, where it leads and what it is.</summary>
internal static class MoleculeRow
{
    /// <summary>The most atoms; rows are filled up with atoms that are none.</summary>
    public const int MostAtoms = 48;

    /// <summary>The most directed bonds.</summary>
    public const int MostEdges = 2 * MostAtoms;

    /// <summary>The kinds of bonds.</summary>
    public const int Kinds = 4;

    /// <summary>The features of an atom: one that says that it is there, its element in ten kinds, aromatic, in a ring, hydrogens, charge,
    /// bonds.</summary>
    public const int Features = 16;

    /// <summary>The numbers of an edge: from, to, and one for each kind.</summary>
    public const int EdgeNumbers = 2 + Kinds;

    /// <summary>The length of a row.</summary>
    public const int Length = (MostAtoms * Features) + (MostEdges * EdgeNumbers);

    private static readonly string[] Kept = ["C", "N", "O", "S", "F", "Cl", "Br", "I", "P"];

    /// <summary>The row of a molecule.</summary>
    /// <param name="molecule">The molecule, of at most <see cref="MostAtoms"/> atoms and bonds.</param>
    public static float[] Of(Molecule molecule)
    {
        float[] row = new float[Length];
        bool[] inRing = molecule.InRing(static _ => true);
        foreach ((int place, Atom atom) in molecule.Atoms.Index())
        {
            Span<float> features = row.AsSpan(place * Features, Features);
            features[0] = 1;
            int element = Array.IndexOf(Kept, atom.Symbol);
            features[1 + (element < 0 ? Kept.Length : element)] = 1;
            features[11] = atom.IsAromatic ? 1 : 0;
            features[12] = molecule.BondsOf(place).Any(bond => inRing[bond]) ? 1 : 0;
            features[13] = atom.Hydrogens / 3f;
            features[14] = atom.Charge;
            features[15] = molecule.BondsOf(place).Count / 4f;
        }

        // All sources, then all targets, then the kinds: each is one slice.
        foreach ((int number, Bond bond) in molecule.Bonds.Index())
        {
            Write(row, 2 * number, bond.First, bond.Second, bond.Order);
            Write(row, (2 * number) + 1, bond.Second, bond.First, bond.Order);
        }

        return row;
    }

    private static void Write(float[] row, int edge, int from, int to, BondOrder order)
    {
        const int First = MostAtoms * Features;
        row[First + edge] = from;
        row[First + MostEdges + edge] = to;
        row[First + (2 * MostEdges) + (edge * Kinds) + (int)order - 1] = 1;
    }
}

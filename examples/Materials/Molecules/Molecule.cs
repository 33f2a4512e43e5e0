namespace AutogradMaml.Examples.Materials;

/// <summary>A molecule as a graph of atoms and bonds.</summary>
internal sealed class Molecule
{
    private readonly int[][] _neighbours;

    /// <summary>Makes a molecule.</summary>
    /// <param name="atoms">The atoms.</param>
    /// <param name="bonds">The bonds, each once.</param>
    public Molecule(IReadOnlyList<Atom> atoms, IReadOnlyList<Bond> bonds)
    {
        Atoms = atoms;
        Bonds = bonds;
        List<int>[] neighbours = [.. atoms.Select(static _ => new List<int>())];
        foreach ((int bond, Bond ends) in bonds.Index())
        {
            neighbours[ends.First].Add(bond);
            neighbours[ends.Second].Add(bond);
        }

        _neighbours = [.. neighbours.Select(static list => list.ToArray())];
    }

    /// <summary>The atoms.</summary>
    public IReadOnlyList<Atom> Atoms { get; }

    /// <summary>The bonds.</summary>
    public IReadOnlyList<Bond> Bonds { get; }

    /// <summary>The number of atoms other than hydrogen.</summary>
    public int HeavyAtoms => Atoms.Count(static atom => atom.Symbol != "H");

    /// <summary>The number of hydrogens, whether they are atoms of their own or not.</summary>
    public int Hydrogens => Atoms.Sum(static atom => atom.Hydrogens) + Atoms.Count - HeavyAtoms;

    /// <summary>The bonds at an atom, by their places.</summary>
    /// <param name="atom">The atom.</param>
    public IReadOnlyList<int> BondsOf(int atom) => _neighbours[atom];

    /// <summary>The other end of a bond.</summary>
    /// <param name="bond">The bond.</param>
    /// <param name="atom">One end.</param>
    public int Across(int bond, int atom) => Bonds[bond].First == atom ? Bonds[bond].Second : Bonds[bond].First;

    /// <summary>Whether each bond lies in a ring, all of whose atoms are wanted.</summary>
    /// <param name="wanted">Which atoms are wanted.</param>
    /// <remarks>A bond does unless it is a bridge: depth first, with the earliest atom that is reached from below. Source: R. Tarjan, A
    /// note on finding the bridges of a graph, 1974. On a stack of its own, so that a long chain is no deep recursion.</remarks>
    public bool[] InRing(Func<Atom, bool> wanted)
    {
        bool[] inRing = new bool[Bonds.Count];
        int[] found = new int[Atoms.Count];
        int[] earliest = new int[Atoms.Count];
        int clock = 0;
        Stack<(int Atom, int From, int Next)> path = new();
        for (int root = 0; root < Atoms.Count; root++)
        {
            if (found[root] > 0 || !wanted(Atoms[root]))
            {
                continue;
            }

            found[root] = earliest[root] = ++clock;
            path.Push((root, -1, 0));
            while (path.TryPop(out (int Atom, int From, int Next) at))
            {
                if (at.Next < _neighbours[at.Atom].Length)
                {
                    path.Push(at with { Next = at.Next + 1 });
                    int bond = _neighbours[at.Atom][at.Next];
                    int other = Across(bond, at.Atom);
                    if (bond == at.From || !wanted(Atoms[other]))
                    {
                        continue;
                    }

                    if (found[other] == 0)
                    {
                        found[other] = earliest[other] = ++clock;
                        path.Push((other, bond, 0));
                    }
                    else
                    {
                        inRing[bond] = true;
                        earliest[at.Atom] = Math.Min(earliest[at.Atom], found[other]);
                    }
                }
                else if (at.From >= 0)
                {
                    int above = Across(at.From, at.Atom);
                    earliest[above] = Math.Min(earliest[above], earliest[at.Atom]);
                    inRing[at.From] = earliest[at.Atom] <= found[above];
                }
            }
        }

        return inRing;
    }
}

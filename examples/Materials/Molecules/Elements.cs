namespace AutogradMaml.Examples.Materials;

/// <summary>The elements, and how many bonds those have that are written without brackets.</summary>
internal static class Elements
{
    private static readonly string[] Symbols =
        ("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd " +
            "Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra " +
            "Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og").Split(' ');

    private static readonly HashSet<string> Known = [.. Symbols];

    private static readonly Dictionary<string, int[]> Valences = new()
    {
        ["B"] = [3],
        ["C"] = [4],
        ["N"] = [3, 5],
        ["O"] = [2],
        ["P"] = [3, 5],
        ["S"] = [2, 4, 6],
        ["F"] = [1],
        ["Cl"] = [1],
        ["Br"] = [1],
        ["I"] = [1],
    };

    /// <summary>Whether there is such an element.</summary>
    /// <param name="symbol">The symbol.</param>
    public static bool Exist(string symbol) => Known.Contains(symbol);

    /// <summary>Whether an element is of the organic subset, which is written without brackets.</summary>
    /// <param name="symbol">The symbol.</param>
    public static bool AreOrganic(string symbol) => Valences.ContainsKey(symbol);

    /// <summary>The hydrogens at an atom of the organic subset: what is missing to its least valence that is not below the sum of its
    /// bonds; none where all are below.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="isAromatic">Whether it is aromatic: then one bond is shared with its ring, and its least valence alone counts.</param>
    /// <param name="bonds">The sum of its bonds' orders, an aromatic one as 1.</param>
    public static int HydrogensAt(string symbol, bool isAromatic, int bonds)
    {
        int[] valences = Valences[symbol];
        if (isAromatic)
        {
            return Math.Max(0, valences[0] - bonds - 1);
        }

        int valence = Array.Find(valences, valence => valence >= bonds);
        return Math.Max(0, valence - bonds);
    }
}

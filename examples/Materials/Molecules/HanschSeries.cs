using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Materials;

/// <summary>Simulated molecules: two aromatic rings with a link between them and a substituent at each, whose activity follows Hansch's
/// equation with numbers of its own for each family.</summary>
/// <remarks>activity = a + b1 pi(R1) + b2 pi(R2) + noise of 0.15; of a family, a pair of rings and a link, a is normal about 6.5 with 0.7,
/// b1 and b2 normal about 0.5 with 0.4. pi are the hydrophobic constants of substituents at aromatic rings (C. Hansch and A. Leo,
/// Substituent constants for correlation analysis, 1979; quoted from memory). That activities follow them is simulated.</remarks>
internal static class HanschSeries
{
    private const double Noise = 0.15;

    private static readonly string[] FirstRings = ["c1cc(R)ccc1", "c1nc(R)ccc1", "c1sc(R)cc1"];
    private static readonly string[] SecondRings = ["c2ccc(R)cc2", "c2ncc(R)cc2"];
    private static readonly string[] Links = ["O", "S", "N", "CC"];

    private static readonly (string Smiles, double Pi)[] Substituents =
    [
        ("", 0), ("C", 0.56), ("CC", 1.02), ("O", -0.67), ("OC", -0.02), ("N", -1.23), ("F", 0.14), ("Cl", 0.71), ("Br", 0.86),
        ("C(F)(F)F", 0.88), ("C#N", -0.57), ("C(=O)O", -0.32), ("C(N)=O", -1.49), ("S(C)(=O)=O", -1.63), ("[N+](=O)[O-]", -0.28),
    ];

    /// <summary>Draws them.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="ofFamily">How many of each family; fewer than there are pairs of substituents.</param>
    public static MoleculeSeries Draw(ulong seed, int ofFamily)
    {
        List<Molecule> molecules = [];
        List<double> values = [];
        int family = 0;
        foreach (string first in FirstRings)
        {
            foreach (string second in SecondRings)
            {
                foreach (string link in Links)
                {
                    RandomStream random = new(seed, "hansch family", family++);
                    double level = 6.5 + (0.7 * random.NextNormal());
                    double[] slopes = [0.5 + (0.4 * random.NextNormal()), 0.5 + (0.4 * random.NextNormal())];
                    foreach (int pair in random.Choose(ofFamily, Substituents.Length * Substituents.Length))
                    {
                        (string one, double onePi) = Substituents[pair / Substituents.Length];
                        (string other, double otherPi) = Substituents[pair % Substituents.Length];
                        molecules.Add(SmilesReader.Read(With(first, one) + link + With(second, other)));
                        values.Add(level + (slopes[0] * onePi) + (slopes[1] * otherPi) + (Noise * random.NextNormal()));
                    }
                }
            }
        }

        return MoleculeSeries.ByFramework("simulated molecules", molecules, values);
    }

    private static string With(string ring, string substituent)
        => ring.Replace("(R)", substituent.Length == 0 ? string.Empty : $"({substituent})", StringComparison.Ordinal);
}

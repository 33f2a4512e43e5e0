using System.Globalization;
using System.Text;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Materials;

/// <summary>Reads a series of molecules: <c>NAME.smi</c> with a SMILES and an identifier a line, and <c>NAME_act.csv</c> with an identifier
/// and an activity a line below a line of names. Everything in them is checked.</summary>
internal static class SeriesFiles
{
    private const string ActivitySuffix = "_act.csv";
    private const long LongestFile = 16 << 20;
    private const int MostLines = 100_000;
    private const double GreatestActivity = 1000;

    /// <summary>Reads the series of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UsageException">There is none, or something is wrong with it; one line, which names file and line.</exception>
    public static MoleculeSeries Read(string folder)
    {
        try
        {
            string[] found = [.. Directory.GetFiles(folder, "*" + ActivitySuffix).Order(StringComparer.Ordinal)];
            if (found.Length != 1)
            {
                throw new UsageException(
                    $"--data: expected one file NAME{ActivitySuffix} and its NAME.smi in '{folder}', got {found.Length}; see " +
                        "examples/data/README.md.");
            }

            string structures = found[0][..^ActivitySuffix.Length] + ".smi";
            Dictionary<string, double> activities = Activities(found[0]);
            List<Molecule> molecules = [];
            List<double> values = [];
            HashSet<string> met = new(StringComparer.Ordinal);
            foreach ((int number, string line) in Lines(structures))
            {
                string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length != 2)
                {
                    throw Wrong(structures, number, "expected a SMILES and an identifier with a blank between them", line);
                }

                if (!met.Add(parts[1]))
                {
                    throw Wrong(structures, number, "expected an identifier that did not occur before", parts[1]);
                }

                molecules.Add(MoleculeOf(structures, number, parts[0]));
                values.Add(activities.TryGetValue(parts[1], out double activity)
                    ? activity
                    : throw Wrong(structures, number, $"expected an identifier that '{Path.GetFileName(found[0])}' has", parts[1]));
            }

            return MoleculeSeries.ByFramework(Path.GetFileNameWithoutExtension(structures), molecules, values);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new UsageException($"--data: {OneLine.Of(exception)}");
        }
    }

    private static Dictionary<string, double> Activities(string path)
    {
        Dictionary<string, double> activities = new(StringComparer.Ordinal);
        foreach ((int number, string line) in Lines(path).Skip(1))
        {
            string[] parts = line.Split(',');
            if (parts.Length != 2
                || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double activity)
                || !(Math.Abs(activity) <= GreatestActivity))
            {
                throw Wrong(path, number, "expected an identifier and a finite number with a comma between them", line);
            }

            if (!activities.TryAdd(parts[0], activity))
            {
                throw Wrong(path, number, "expected an identifier that did not occur before", parts[0]);
            }
        }

        return activities;
    }

    private static Molecule MoleculeOf(string path, int number, string smiles)
    {
        try
        {
            Molecule molecule = SmilesReader.Read(smiles);
            return molecule.Atoms.Count <= MoleculeRow.MostAtoms && 2 * molecule.Bonds.Count <= MoleculeRow.MostEdges
                ? molecule
                : throw Wrong(
                    path, number, FormattableString.Invariant($"expected at most {MoleculeRow.MostAtoms} atoms and as many bonds"),
                    FormattableString.Invariant($"{molecule.Atoms.Count} atoms and {molecule.Bonds.Count} bonds"));
        }
        catch (SmilesException exception)
        {
            throw Wrong(path, number, exception.Message, smiles);
        }
    }

    private static IEnumerable<(int Number, string Line)> Lines(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length > LongestFile)
        {
            throw new UsageException(
                file.Exists
                    ? $"--data: '{path}' has {file.Length} bytes, expected at most {LongestFile}."
                    : $"--data: there is no file '{path}'; see examples/data/README.md.");
        }

        int number = 0;
        foreach (string line in File.ReadLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true)))
        {
            if (++number > MostLines)
            {
                throw new UsageException($"--data: '{path}' has more than {MostLines} lines.");
            }

            if (line.Length > 0)
            {
                yield return (number, line);
            }
        }
    }

    private static UsageException Wrong(string path, int number, string expected, string got)
        => new($"--data: line {number} of '{path}': {expected}, got '{OneLine.Of(got.Length > 200 ? got[..200] : got)}'.");
}

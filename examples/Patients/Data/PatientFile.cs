using System.Globalization;
using System.Text;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Nn;
using CsvHelper;
using CsvHelper.Configuration;

namespace AutogradMaml.Examples.Patients;

/// <summary>Reads the patients of a study from a CSV file. The file is not trusted: each number is checked, and what does not make sense is
/// refused with its line.</summary>
internal static class PatientFile
{
    private const int MostBytes = 16 << 20;
    private const int MostPatients = 10_000;
    private const int MostRows = 1000;
    private const double MostNumber = 1e6;
    private const string Missing = "NA";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Its columns.</param>
    /// <returns>The patients that have a dose and a sample after it, in the order of the file.</returns>
    /// <exception cref="UsageException">The file can't be read, or holds something else; one line, which names file and line.</exception>
    public static IReadOnlyList<Patient> Read(string path, PatientColumns columns)
    {
        try
        {
            return Parse(Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path, MostBytes)), columns);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--data: {OneLine.Of(exception)}");
        }
        catch (FormatException exception)
        {
            throw new UsageException($"--data: '{path}', {OneLine.Of(exception)}.");
        }
        catch (CsvHelperException exception)
        {
            throw new UsageException($"--data: '{path}' is no CSV file near line {exception.Context?.Parser?.RawRow ?? 0}.");
        }
    }

    private static IReadOnlyList<Patient> Parse(string text, PatientColumns columns)
    {
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture)
        {
            BadDataFound = static _ => throw new FormatException("a field has a stray quotation mark"),
        };
        using CsvReader csv = new(new StringReader(text), configuration);
        string[] head = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord ?? [] : [];
        string?[] needed = [columns.Subject, columns.Time, columns.Concentration, columns.Dose, columns.Interval, columns.Weight];
        if (needed.OfType<string>().Where(name => !head.Contains(name)).ToArray() is [_, ..] missing)
        {
            throw new FormatException(
                $"line 1: expected the columns {string.Join(", ", needed.OfType<string>())}, {string.Join(", ", missing)} " +
                    $"{(missing.Length == 1 ? "is" : "are")} missing");
        }

        Dictionary<string, (List<Dose> Doses, List<Sample> Samples)> patients = [];
        while (csv.Read())
        {
            int line = csv.Parser.RawRow;
            string subject = csv.GetField(columns.Subject) ?? string.Empty;
            if (!patients.TryGetValue(subject, out (List<Dose> Doses, List<Sample> Samples) patient))
            {
                patient = ([], []);
                patients.Add(subject, patient);
            }

            if (patients.Count > MostPatients || patient.Doses.Count + patient.Samples.Count > MostRows)
            {
                throw new FormatException(
                    $"line {line}: expected at most {MostPatients} patients and {MostRows} rows of each, got more");
            }

            AddRow(csv, columns, patient.Doses, patient.Samples, line);
        }

        return
        [
            .. from entry in patients
               let patient = new Patient(entry.Key, entry.Value.Doses, entry.Value.Samples)
               where patient.Samples.Count > 0 && patient.DosesBefore(patient.Samples[0].Time).Any()
               select patient,
        ];
    }

    private static void AddRow(CsvReader csv, PatientColumns columns, List<Dose> doses, List<Sample> samples, int line)
    {
        double time = Number(csv, columns.Time, line) ?? throw new FormatException($"line {line}: a row has a time, got {Missing}");
        double? concentration = Number(csv, columns.Concentration, line);
        double? dose = Number(csv, columns.Dose, line);
        double interval = columns.Interval is null ? 0 : Number(csv, columns.Interval, line) ?? 0;
        if (columns.Weight is not null)
        {
            dose /= Number(csv, columns.Weight, line) is > 0 and { } weight
                ? weight
                : throw new FormatException($"line {line}: a weight is above 0");
        }

        if (dose is { } amount && (!columns.DoseAtStart || doses.Count == 0))
        {
            doses.Add(new(columns.DoseAtStart ? 0 : time, amount, interval));
        }

        // What is measured before the first dose has acted is neither adapted to nor predicted.
        if (concentration is { } measured && (!columns.DoseAtStart || time > 0))
        {
            samples.Add(new(time, measured));
        }

        if ((doses is [.., var before, var last] && last.Time < before.Time)
            || (samples is [.., var earlier, var latest] && latest.Time < earlier.Time))
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"line {line}: the rows of a patient go by time, got {time} after a later one"));
        }
    }

    private static double? Number(CsvReader csv, string column, int line)
    {
        string field = csv.GetField(column) ?? string.Empty;
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return field is Missing or "" ? null
            : double.TryParse(field, Style, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= MostNumber ? value
            : throw new FormatException(
                $"line {line}: '{column}' is a number from 0 to {MostNumber:0} or {Missing}, got '{field[..Math.Min(field.Length, 40)]}'");
    }
}

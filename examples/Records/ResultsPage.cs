using System.Text;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The page with its tables: what stands between a line <c>&lt;!-- table: NAME --&gt;</c> and the next <c>&lt;!-- end --&gt;</c>
/// is replaced by the table of that name.</summary>
internal static class ResultsPage
{
    private const string Begin = "<!-- table: ";
    private const string BeginEnd = " -->";
    private const string End = "<!-- end -->";

    /// <summary>The page as the records say it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="records">The records.</param>
    /// <exception cref="UsageException">A table has no end or is of no known name.</exception>
    public static string Text(string page, RecordFolder records)
    {
        StringBuilder text = new();
        string? table = null;
        foreach (string line in page.Split('\n'))
        {
            if (table is null)
            {
                text.Append(line).Append('\n');
                if (line.StartsWith(Begin, StringComparison.Ordinal) && line.EndsWith(BeginEnd, StringComparison.Ordinal))
                {
                    table = line[Begin.Length..^BeginEnd.Length];
                    text.Append('\n').Append(TableOf(table, records)).Append('\n');
                }
            }
            else if (line == End)
            {
                text.Append(line).Append('\n');
                table = null;
            }
        }

        return table is null
            ? text.ToString(0, text.Length - 1)
            : throw new UsageException($"The table '{table}' has no end: write a line '{End}' behind it.");
    }

    private static string TableOf(string name, RecordFolder records) => name switch
    {
        "omniglot by method" => OmniglotTables.ByMethod(records),
        "omniglot runs" => OmniglotTables.Runs(records, "runs"),
        "omniglot turned" => OmniglotTables.Runs(records, "turned"),
        "omniglot copies" => OmniglotTables.Runs(records, "copies"),
        "omniglot memorization" => OmniglotTables.Runs(records, "memorization"),
        "omniglot within alphabets" => OmniglotTables.Runs(records, "within alphabets"),
        "omniglot label orders" => OmniglotTables.LabelOrders(records),
        "omniglot lopsided" => OmniglotTables.Lopsided(records),
        _ when name.StartsWith("alphabets ", StringComparison.Ordinal) => AlphabetTables.Of(records, name["alphabets ".Length..]),
        "sine by method" => SineTables.ByMethod(records),
        _ when name.StartsWith("bandits ", StringComparison.Ordinal) => BanditTables.Of(records, name["bandits ".Length..]),
        _ when name.StartsWith("kinetics needed ", StringComparison.Ordinal)
            => KineticsTables.Needed(records, name["kinetics needed ".Length..]),
        _ when name.StartsWith("kinetics numbers ", StringComparison.Ordinal)
            => KineticsTables.Numbers(records, name["kinetics numbers ".Length..]),
        _ when name.StartsWith("kinetics ", StringComparison.Ordinal) => KineticsTables.Of(records, name["kinetics ".Length..]),
        _ when name.StartsWith("molecules ", StringComparison.Ordinal) => MoleculesTables.Of(records, name["molecules ".Length..]),
        _ when name.StartsWith("patients ", StringComparison.Ordinal) => PatientTables.Of(records, name["patients ".Length..]),
        _ when name.StartsWith("federated costs ", StringComparison.Ordinal)
            => FederatedTables.Costs(records, name["federated costs ".Length..]),
        _ when name.StartsWith("federated ", StringComparison.Ordinal) => FederatedTables.Of(records, name["federated ".Length..]),
        _ when name.StartsWith("policies ", StringComparison.Ordinal) => PolicyTables.Of(records, name["policies ".Length..]),
        _ when name.StartsWith("trader ", StringComparison.Ordinal) => TraderTables.Of(records, name["trader ".Length..]),
        _ when name.StartsWith("sine seeds ", StringComparison.Ordinal) => SineTables.BySeed(records, name["sine seeds ".Length..]),
        _ when name.StartsWith("sine ", StringComparison.Ordinal) => SineTables.Of(records, name["sine ".Length..]),
        _ when name.StartsWith("speed head ", StringComparison.Ordinal) => SpeedTables.Head(records, name["speed head ".Length..]),
        _ when name.StartsWith("speed floor ", StringComparison.Ordinal) => SpeedTables.Floor(records, name["speed floor ".Length..]),
        _ when name.StartsWith("speed ", StringComparison.Ordinal) => SpeedTables.Of(records, name["speed ".Length..]),
        _ when name.StartsWith("ranks iterations ", StringComparison.Ordinal)
            => RankTables.Iterations(records, name["ranks iterations ".Length..]),
        _ when name.StartsWith("ranks gathering ", StringComparison.Ordinal)
            => RankTables.Gathering(records, name["ranks gathering ".Length..]),
        _ when name.StartsWith("mixtures ", StringComparison.Ordinal) => SpeedTables.Mixtures(records, name["mixtures ".Length..]),
        _ => throw new UsageException($"There is no table '{name}'."),
    };
}

using System.Globalization;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of Omniglot.</summary>
internal static class OmniglotTables
{
    private static readonly (int Ways, int Shots)[] Columns = [(5, 1), (5, 5), (20, 1), (20, 5)];

    /// <summary>A row for each method: ours in bold, below it what was published, and what others had who ran it again.</summary>
    public static string ByMethod(RecordFolder records)
    {
        OmniglotRecord[] ours = [.. records.Omniglot.Where(static record => record.Row.Headline)];
        PublishedFigure[] published = [.. records.Published.Where(static figure => figure.Experiment == "omniglot" && figure.Net is null)];
        IEnumerable<string> methods = ours.Select(static record => record.Name)
            .Concat(published.Select(static figure => MethodNames.Of(figure.Method))).Distinct();
        return MarkdownTable.Text(
            ["method", .. Columns.Select(static column => $"{column.Ways}-way {column.Shots}-shot")],
            methods.Select(method => (string[])[method, .. Columns.Select(column => Cell(method, column.Ways, column.Shots))]));

        string Cell(string method, int ways, int shots)
        {
            OmniglotRecord? own = ours.SingleOrDefault(record => (record.Name, record.Ways, record.Shots) == (method, ways, shots));
            PublishedFigure? other = published.SingleOrDefault(
                figure => (MethodNames.Of(figure.Method), figure.Ways, figure.Shots) == (method, ways, shots));
            string cell = own is null ? string.Empty : $"**[{own.Transductive}](results/{own.Row.File})**";
            return other is null ? cell : cell + (cell.Length > 0 ? "<br>" : string.Empty) + other.Words;
        }
    }

    /// <summary>A row for each run.</summary>
    public static string Runs(RecordFolder records, string table)
        => MarkdownTable.Text(
            [
                "method", "ways", "shots", "options", "iterations", "transductive, %", "non-transductive, %", "before any step, %",
                "published, %", "time"
            ],
            records.Omniglot.Where(record => record.Row.Table == table).Select(record => (string[])
            [
                record.Name,
                Number(record.Ways),
                Number(record.Shots),
                record.Options,
                record.Iterations.ToString("N0", CultureInfo.InvariantCulture),
                $"[{record.Transductive}](results/{record.Row.File})",
                $"{record.NonTransductive}",
                record.WithoutSupport is { } without ? $"{without}" : string.Empty,
                PublishedOf(records, record),
                record.Time,
            ]));

    /// <summary>A row for each run whose label orders were tried.</summary>
    public static string LabelOrders(RecordFolder records)
        => MarkdownTable.Text(
            ["method", "ways", "shots", "worst order of each task, %", "mean, %", "best order of each task, %"],
            records.Omniglot.Where(static record => record.Mean is not null).Select(static record => (string[])
            [
                $"[{MethodNames.Of(record.Method)}](results/{record.Row.File})", Number(record.Ways), Number(record.Shots),
                $"{record.Least}", $"{record.Mean}", $"{record.Greatest}",
            ]));

    /// <summary>A row for each run on lopsided support sets and number of steps, the classes apart by their support images.</summary>
    public static string Lopsided(RecordFolder records)
    {
        OmniglotRecord[] runs = [.. records.Omniglot.Where(static record => record.Row.Table == "lopsided")];
        int[] images = [.. runs.SelectMany(static run => run.Lopsided).SelectMany(static at => at.ByImages.Keys).Distinct().Order()];
        return MarkdownTable.Text(
            [
                "method", "tested on", "steps", "all classes, %",
                .. images.Select(static count => count == 1 ? "of 1 image" : $"of {Number(count)}"),
            ],
            runs.SelectMany(run => run.Lopsided.Select(at => (string[])
            [
                $"[{MethodNames.Of(run.Method)}](results/{run.Row.File}), {run.Row.Time}",
                run.Options,
                Number(at.Step),
                $"{at.All}",
                .. images.Select(count => at.ByImages.TryGetValue(count, out Accuracy of) ? $"{of}" : string.Empty),
            ])));
    }

    private static string PublishedOf(RecordFolder records, OmniglotRecord record)
    {
        IEnumerable<PublishedFigure> figures = records.Published.Where(
            figure => figure.Experiment == ExperimentOf(record)
                && (figure.Method, figure.Ways, figure.Shots) == (record.Method, record.Ways, record.Shots));
        PublishedFigure? own = record.Net == "mlp"
            ? figures.FirstOrDefault(static figure => figure.Net == "mlp")
            : figures.FirstOrDefault(static figure => figure.Net is null);
        return own?.Words ?? string.Empty;
    }

    private static string ExperimentOf(OmniglotRecord record) => record.Row.Table is "runs" or "turned" ? "omniglot" : record.Row.Table;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

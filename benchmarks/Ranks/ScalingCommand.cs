using System.Globalization;
using System.Text;
using AutogradMaml.Benchmarks.Timing;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Ranks;

/// <summary><c>scaling</c>: from what <c>ranks</c> has measured, a model of an iteration on up to 1,024 ranks, as a table, as rows and
/// drawn. It measures nothing.</summary>
/// <param name="files">What <c>ranks --json</c> wrote.</param>
/// <param name="json">Where the rows go; null for nowhere.</param>
/// <param name="pictures">The folder where the pictures go; null for nowhere.</param>
internal sealed class ScalingCommand(IReadOnlyList<string> files, string? json, string? pictures)
{
    private const int MostRanks = 1024;

    // Twice the ranks for less than this are not worth them.
    private const double WorthDoubling = 1.25;

    private static readonly int[] Counts = [.. Enumerable.Range(0, 11).Select(static power => 1 << power)];

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">A file is none of these, or something was not measured.</exception>
    public int Run()
    {
        RankRow[] rows = [.. files.SelectMany(RankRow.Read)];
        Link[] links;
        try
        {
            links = [.. rows.OfType<GatheringRow>().Select(static row => row.Connection).Distinct().Select(name => Link.Of(rows, name))];
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(exception.Message);
        }

        if (links.Length == 0)
        {
            throw new UsageException($"There is no gathering in {string.Join(", ", files)}: run 'ranks --json' under mpirun -np 2.");
        }

        foreach (Link link in links)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{link.Name}: {1000 * link.LatencyMilliseconds:F1} microseconds, {link.BytesPerMillisecond / 1e6:F2} GB/s"));
        }

        Console.WriteLine();
        List<ModelRow> modelled = [];
        foreach (WorkRow work in rows.OfType<WorkRow>().DistinctBy(static work => work.Plan))
        {
            modelled.AddRange(Model(work, new(work, work.BlockMilliseconds.Count), links));
            modelled.AddRange(Model(work, new(work, MostRanks), links));
            if (pictures is not null)
            {
                Directory.CreateDirectory(pictures);
                string name = $"scaling-{work.Plan.Replace('/', '-').Replace('_', '-')}.svg";
                Write(Path.Combine(pictures, name), Chart(work, modelled, rows).ToSvg());
            }
        }

        Console.Write(Table(modelled));
        if (json is not null)
        {
            Write(json, JsonLines.Text(modelled, static (line, row) =>
            {
                line.WriteString("plan", row.Plan);
                line.WriteNumber("blocks", row.Blocks);
                line.WriteString("connection", row.Connection);
                line.WriteString("gathering", row.Gathering);
                line.WriteNumber("ranks", row.Ranks);
                line.WriteNumber("milliseconds", row.Milliseconds);
            }));
        }

        return ExitCodes.Success;
    }

    private static IEnumerable<ModelRow> Model(WorkRow work, IterationModel model, Link[] links)
    {
        foreach (int ranks in Counts)
        {
            yield return Row("none", "free", ranks, static _ => 0);
        }

        foreach (Link link in links)
        {
            foreach (int ranks in Counts)
            {
                yield return Row(link.Name, "ring", ranks, bytes => link.Ring(ranks, bytes));
                yield return Row(link.Name, "tree", ranks, bytes => link.Tree(ranks, bytes));
                yield return Row(link.Name, "scattered sum", ranks, bytes => link.ScatteredSum(ranks, bytes, model.Blocks));
            }
        }

        ModelRow Row(string connection, string gathering, int ranks, Func<double, double> time) => new(
            work.Plan, model.Blocks, connection, gathering, ranks,
            MeasuredTimes.Rounded(model.Time(ranks, time)));
    }

    // Where the time is least, what that gains, and up to where twice the ranks are worth it.
    private static string Table(IEnumerable<ModelRow> rows)
    {
        List<string[]> cells =
        [
            ["plan", "blocks", "connection", "gathering", "1 rank, ms", "2", "8", "32", "128", "1024", "pays up to", "there"],
        ];
        foreach (IGrouping<(string Plan, int Blocks, string Connection, string Gathering), ModelRow> group in rows.GroupBy(
            static row => (row.Plan, row.Blocks, row.Connection, row.Gathering)))
        {
            Dictionary<int, double> times = group.ToDictionary(static row => row.Ranks, static row => row.Milliseconds);
            int last = Counts.TakeWhile(ranks => ranks == 1 || times[ranks / 2] > WorthDoubling * times[ranks]).Last();
            cells.Add(
            [
                group.Key.Plan, Number(group.Key.Blocks), group.Key.Connection, group.Key.Gathering,
                .. ((int[])[1, 2, 8, 32, 128, 1024]).Select(ranks => times[ranks].ToString("G4", CultureInfo.InvariantCulture)),
                Number(last), $"{(times[1] / times[last]).ToString("F1", CultureInfo.InvariantCulture)} times",
            ]);
        }

        return TextTable.Text(cells, static column => column is 0 or 2 or 3);

        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static LineChart Chart(WorkRow work, IEnumerable<ModelRow> modelled, IEnumerable<RankRow> measured)
    {
        ModelRow[] own = [.. modelled.Where(row => row.Plan == work.Plan && row.Blocks == work.BlockMilliseconds.Count)];
        List<Series> series =
        [
            .. own.GroupBy(static row => (row.Connection, row.Gathering)).Select(static (group, k) => new Series(
                group.Key.Gathering == "free" ? "model: gathering for nothing" : $"model: {group.Key.Gathering}, {group.Key.Connection}",
                [.. group.Select(static row => (double)row.Ranks)],
                [.. group.Select(static row => row.Milliseconds)])
            {
                Line = group.Key.Gathering switch
                {
                    "free" => LineStyle.Dotted,
                    "scattered sum" => LineStyle.Dashed,
                    _ => LineStyle.Solid,
                },
                Color = k,
            }),
        ];
        foreach (IGrouping<string, IterationRow> seen in measured.OfType<IterationRow>().Where(row => row.Plan == work.Plan)
            .GroupBy(static row => row.Connection))
        {
            series.Add(new(
                $"measured, the least: {seen.Key}",
                [.. seen.Select(static row => (double)row.Ranks).Prepend(1)],
                [.. seen.Select(static row => row.RanksLeastMilliseconds).Prepend(seen.Min(static row => row.AloneLeastMilliseconds))])
            {
                Line = LineStyle.None,
                Marker = series.Exists(static series => series.Marker == Marker.Circle) ? Marker.Square : Marker.Circle,
                Color = series.Count,
            });
        }

        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"An iteration of {work.Plan}: {work.Tasks} tasks in {work.BlockMilliseconds.Count} blocks"),
            XLabel = "ranks, of one thread each",
            YLabel = "milliseconds",
            XScale = AxisScale.Logarithmic,
            YScale = AxisScale.Logarithmic,
            LegendBelow = true,
            Series = series,
        };
    }

    private static void Write(string path, string text)
        => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}

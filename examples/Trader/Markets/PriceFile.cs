using System.Globalization;
using System.Text;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Trader;

/// <summary>Reads daily closes from comma-separated values: a line of names, then a line for each day, its date (or number) first and then
/// the close of each asset. The file is not trusted.</summary>
internal static class PriceFile
{
    private const int MostBytes = 64 << 20;
    private const int MostDays = 100_000;
    private const int MostAssets = 1000;
    private const int LongestName = 40;
    private const double LeastPrice = 1e-9;
    private const double GreatestPrice = 1e12;

    // A short position of all one's money can't lose more than there is.
    private const double GreatestChange = 0.9;

    private static readonly UTF8Encoding StrictText = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file. A row that repeats the one before in every column is dropped: nobody traded.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UsageException">It can't be read, or is something else; one line, which names file and line.</exception>
    public static Market Read(string path)
    {
        string text;
        try
        {
            text = StrictText.GetString(RegularFile.ReadAllBytes(path, MostBytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(
                exception is DecoderFallbackException
                    ? $"--data: '{path}' is no text in UTF-8; expected comma-separated values."
                    : $"--data: {OneLine.Of(exception)}");
        }

        try
        {
            return Parse(text.TrimStart('\uFEFF'), NameOf(path));
        }
        catch (FormatException exception)
        {
            throw new UsageException($"--data: '{path}', {exception.Message}");
        }
    }

    private static string NameOf(string path)
    {
        string name = OneLine.Of(Path.GetFileNameWithoutExtension(path));
        return name.Length > LongestName ? name[..LongestName] : name;
    }

    private static Market Parse(string text, string name)
    {
        int number = 0;
        string[]? head = null;
        List<string> days = [];
        List<string> dropped = [];
        List<double[]> rows = [];
        (bool Dated, long Place)? before = null;
        foreach (ReadOnlySpan<char> ending in text.EnumerateLines())
        {
            number++;
            if (ending.IsWhiteSpace())
            {
                continue;
            }

            string[] cells = Cells(ending, number);
            if (head is null)
            {
                head = Head(cells, number);
                continue;
            }

            if (cells.Length != head.Length)
            {
                throw Wrong(number, $"got {cells.Length} columns, expected {head.Length} as in the line of names");
            }

            (bool dated, long place) = Day(cells[0], number);
            if (before is { } last && (dated != last.Dated || place <= last.Place))
            {
                throw Wrong(number, $"got the day '{Shown(cells[0])}' after '{days[^1]}'; expected days of one kind in ascending order");
            }

            before = (dated, place);
            double[] row = Row(cells, head, number, rows.Count == 0 ? null : rows[^1]);
            if (rows.Count > 0 && row.AsSpan().SequenceEqual(rows[^1]))
            {
                dropped.Add(cells[0]);
                continue;
            }

            days.Add(cells[0]);
            rows.Add(row);
            if (rows.Count > MostDays)
            {
                throw Wrong(number, $"at most {MostDays} days are read");
            }
        }

        if (head is null || rows.Count == 0)
        {
            throw Wrong(Math.Max(1, number), "got no day; expected a line of names and then a line for each day");
        }

        double[][] prices = [.. Enumerable.Range(0, head.Length - 1).Select(asset => rows.Select(row => row[asset]).ToArray())];
        return new(name, head[1..], days, prices) { Dropped = dropped };
    }

    private static string[] Head(string[] cells, int line)
    {
        if (cells.Length is < 3 or > MostAssets + 1)
        {
            throw Wrong(
                line, $"got {cells.Length} columns, expected the day and then from 2 to {MostAssets} assets, with commas between them");
        }

        HashSet<string> names = [];
        foreach (string name in cells.Skip(1))
        {
            if (name.Length is 0 or > LongestName || name.Any(char.IsControl) || !names.Add(name))
            {
                throw Wrong(line, $"got the asset '{Shown(name)}'; expected names that differ, of 1 to {LongestName} printable letters");
            }
        }

        return cells;
    }

    private static (bool Dated, long Place) Day(string cell, int line)
    {
        if (DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return (true, date.DayNumber);
        }

        return long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out long place) && place < int.MaxValue
            ? (false, place)
            : throw Wrong(line, $"got the day '{Shown(cell)}'; expected a date like 1998-12-31, or a whole number");
    }

    private static double[] Row(string[] cells, string[] head, int line, double[]? before)
    {
        var row = new double[cells.Length - 1];
        for (int asset = 0; asset < row.Length; asset++)
        {
            string cell = cells[asset + 1];
            if (!double.TryParse(
                cell, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double price)
                || !(price >= LeastPrice && price <= GreatestPrice))
            {
                throw Wrong(
                    line,
                    $"got '{Shown(cell)}' for {head[asset + 1]}; expected a price above 0 with a decimal point (leave out days, or " +
                        "assets, without one)");
            }

            row[asset] = price;
            if (before is not null && Math.Abs((price / before[asset]) - 1) > GreatestChange)
            {
                throw Wrong(
                    line,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{head[asset + 1]} goes from {before[asset]} to {price} in a day; expected changes of at most " +
                            $"{100 * GreatestChange:0} %: use prices that are adjusted for splits"));
            }
        }

        return row;
    }

    /// <summary>The cells of a line; those in quotes without them, a doubled quote for one.</summary>
    private static string[] Cells(ReadOnlySpan<char> line, int number)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool quoted = false;
        for (int k = 0; k < line.Length; k++)
        {
            char letter = line[k];
            if (letter == '"' && quoted && k + 1 < line.Length && line[k + 1] == '"')
            {
                cell.Append(letter);
                k++;
            }
            else if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter == ',' && !quoted)
            {
                Close();
            }
            else
            {
                cell.Append(letter);
            }
        }

        if (quoted)
        {
            throw Wrong(number, "a quote is not closed");
        }

        Close();
        return [.. cells];

        void Close()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
            if (cells.Count > MostAssets + 1)
            {
                throw Wrong(number, $"got more than {MostAssets + 1} columns, expected the day and at most {MostAssets} assets");
            }
        }
    }

    private static string Shown(string cell)
    {
        string line = OneLine.Of(cell);
        return line.Length > LongestName ? line[..LongestName] + "..." : line;
    }

    private static FormatException Wrong(int line, string what) => new(FormattableString.Invariant($"line {line}: {what}."));
}

using System.Text;
using System.Text.Json;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Exhibits;

/// <summary>A piece of the gallery: claims that are checked as they are made, one picture, and an exit code that says whether all of them
/// hold.</summary>
/// <example>
/// <code>
/// return Exhibit.Run(args, "name", "One line on the idea.", exhibit =>
/// {
///     exhibit.Near("the number", predicted, measured, 1e-12, "rounding");
///     exhibit.Picture(new LineChart { Title = "...", Series = [...] });
/// });
/// </code>
/// </example>
public sealed class Exhibit
{
    private readonly List<Claim> _claims = [];
    private readonly string _name;
    private string? _svg;

    private Exhibit(string name) => _name = name;

    /// <summary>Runs a piece.</summary>
    /// <param name="arguments">The program's arguments: <c>--pictures FOLDER</c> for where the picture goes, <c>--json FILE</c> for the
    /// claims as an object.</param>
    /// <param name="name">The piece's name, which is that of its file.</param>
    /// <param name="idea">The idea in a line.</param>
    /// <param name="show">The piece.</param>
    /// <returns>0 if every claim holds, 1 if one does not, 2 for arguments that make no sense.</returns>
    public static int Run(string[] arguments, string name, string idea, Action<Exhibit> show)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(show);
        return ConsoleProgram.Run(() => Show(arguments, name, idea, show));
    }

    /// <summary>The same without what a program owes whoever starts it: faults are thrown.</summary>
    internal static int Show(string[] arguments, string name, string idea, Action<Exhibit> show)
    {
        (string pictures, string? json) = Parse(arguments);
        Console.WriteLine($"{name}: {idea}");
        Exhibit exhibit = new(name);
        show(exhibit);
        return exhibit.Finish(pictures, json);
    }

    /// <summary>Claims that a number is another one.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="predicted">What theory says.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="tolerance">By how much they may differ.</param>
    /// <param name="reason">Why so much.</param>
    public void Near(string what, double predicted, double measured, double tolerance, string reason)
        => Add(new(what, Relation.Equal, predicted, measured, tolerance, reason));

    /// <summary>Claims that a number is no less than a bound.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="bound">The bound.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="reason">Where the bound comes from.</param>
    public void AtLeast(string what, double bound, double measured, string reason)
        => Add(new(what, Relation.AtLeast, bound, measured, 0, reason));

    /// <summary>Claims that a number is no more than a bound.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="bound">The bound.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="reason">Where the bound comes from.</param>
    public void AtMost(string what, double bound, double measured, string reason)
        => Add(new(what, Relation.AtMost, bound, measured, 0, reason));

    /// <summary>Sets the picture, with its legend below the plot: long names leave it its width.</summary>
    /// <param name="chart">The chart.</param>
    public void Picture(LineChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        _svg = (chart with { LegendBelow = true }).ToSvg();
    }

    private void Add(Claim claim)
    {
        _claims.Add(claim);
        Console.WriteLine($"  {claim}");
    }

    private int Finish(string pictures, string? json)
    {
        if (_claims.Count == 0 || _svg is null)
        {
            throw new InvalidOperationException(
                $"A piece makes at least one claim and has a picture; '{_name}' has {_claims.Count} claims and " +
                $"{(_svg is null ? "no" : "a")} picture.");
        }

        string path = Path.Combine(pictures, $"{_name}.svg");
        Directory.CreateDirectory(pictures);
        File.WriteAllText(path, _svg);
        Console.WriteLine($"  picture: {path}");
        if (json is not null)
        {
            File.WriteAllBytes(json, Json());
        }

        return _claims.TrueForAll(static claim => claim.Passed) ? ExitCodes.Success : ExitCodes.Failure;
    }

    // The first claim speaks for the piece; which passes only if all do.
    private byte[] Json()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("name", _name);
            Write(writer, _claims[0], _claims.TrueForAll(static claim => claim.Passed));
            writer.WriteStartArray("claims");
            foreach (Claim claim in _claims)
            {
                writer.WriteStartObject();
                writer.WriteString("what", claim.What);
                Write(writer, claim, claim.Passed);
                writer.WriteString("relation", claim.Relation.ToString());
                writer.WriteString("reason", claim.Reason);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return [.. stream.ToArray(), .. Encoding.UTF8.GetBytes("\n")];
    }

    private static void Write(Utf8JsonWriter writer, Claim claim, bool passed)
    {
        Number(writer, "predicted", claim.Predicted);
        Number(writer, "measured", claim.Measured);
        Number(writer, "tolerance", claim.Tolerance);
        writer.WriteBoolean("passed", passed);
    }

    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        // JSON has no NaN and no infinity.
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static (string Pictures, string? Json) Parse(string[] arguments)
    {
        string pictures = ".";
        string? json = null;
        for (int k = 0; k < arguments.Length; k += 2)
        {
            string? value = k + 1 < arguments.Length ? arguments[k + 1] : null;
            switch (arguments[k])
            {
                case "--pictures" when value is not null:
                    pictures = value;
                    break;
                case "--json" when value is not null:
                    json = value;
                    break;
                default:
                    throw new UsageException($"Got '{string.Join(' ', arguments)}', expected [--pictures FOLDER] [--json FILE].");
            }
        }

        return (pictures, json);
    }
}

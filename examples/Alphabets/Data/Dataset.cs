using System.Globalization;
using AutogradMaml.Data;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>The alphabets to train on, and others to test on.</summary>
/// <param name="Name">The name of the data.</param>
/// <param name="Training">The alphabets to train on.</param>
/// <param name="Test">The alphabets to test on.</param>
internal sealed record Dataset(string Name, AlphabetSet Training, AlphabetSet Test)
{
    private const int GlyphClasses = 800;
    private const int GlyphsOfAnAlphabet = 20;
    private const ulong GlyphSeed = 1;

    /// <summary>The data in words.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Training.Alphabets.Count} alphabets of {Training.Alphabets.Sum(static one => one.Length)} characters to train on, " +
            $"{Test.Alphabets.Count} of {Test.Alphabets.Sum(static one => one.Length)} to test on");

    /// <summary>Reads the data that the command line asks for.</summary>
    /// <param name="options">What it asks for.</param>
    /// <param name="output">Where it is said if something is odd.</param>
    /// <exception cref="UsageException">The folder can't be read, or has too few alphabets.</exception>
    public static Dataset Open(RunOptions options, TextWriter output)
    {
        Preset preset = options.Preset;
        if (options.Data is not { } folder)
        {
            // Twenty classes that follow each other: an alphabet in number, without a style of its own.
            ImageSet glyphs = Glyphs.Create(GlyphSeed, GlyphClasses);
            Dictionary<string, int> places = Enumerable.Range(0, GlyphClasses).ToDictionary(glyphs.ClassName);
            AlphabetSet Part(string name, Range range) => new(
                glyphs.Select(name, Enumerable.Range(0, GlyphClasses).Take(range)),
                character => (places[character] / GlyphsOfAnAlphabet).ToString("000", CultureInfo.InvariantCulture),
                preset.Characters);
            return new(
                "procedural glyphs in twenties, not Omniglot", Part("glyphs, training", ..(GlyphClasses * 3 / 4)),
                Part("glyphs, test", (GlyphClasses * 3 / 4)..));
        }

        try
        {
            var omniglot = Omniglot.Load(folder, options.Cache);
            if (omniglot.Note is { } note)
            {
                output.WriteLine(note);
            }

            AlphabetSet Part(ImageSet set) => new(set, Omniglot.AlphabetOf, preset.Characters);
            return new(
                "Omniglot, background alphabets, which turned are further ones, and evaluation alphabets",
                Part(omniglot.Background.WithRotations()), Part(omniglot.Evaluation));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--data: {OneLine.Of(exception)}");
        }
    }
}

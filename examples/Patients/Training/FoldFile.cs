using System.Text.Json;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Patients;

/// <summary>The folds that are done, so that a run that was stopped goes on behind them.</summary>
internal static class FoldFile
{
    /// <summary>The name of the file.</summary>
    public const string Name = "folds.json";

    private const int MostBytes = 16 << 20;
    private const int MostFolds = 10_000;

    /// <summary>The text of the file.</summary>
    /// <param name="words">What the folds depend on.</param>
    /// <param name="folds">The folds.</param>
    public static string Text(string words, IReadOnlyList<FoldResult> folds)
        => JsonSerializer.Serialize(new { settings = words, folds }) + "\n";

    /// <summary>Reads the folds of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="words">What the folds of this run depend on.</param>
    /// <exception cref="UsageException">There is nothing to go on with, or it is of another run.</exception>
    public static IReadOnlyList<FoldResult> Read(OutputFolder folder, string words)
        => JsonFile.Read(folder[Name], MostBytes, "a file of folds", root => Parse(root, words))
            ?? throw new UsageException($"--resume: there is nothing to go on with in '{folder.Path}'.");

    private static FoldResult[] Parse(JsonElement root, string words)
    {
        JsonFile.RequireProperties(root, "settings", "folds");
        if (root.GetProperty("settings").GetString() is var before && before != words)
        {
            throw new FormatException($"it is of another run ({before} instead of {words}); go on with that one or give another folder");
        }

        return [.. root.GetProperty("folds").EnumerateArray().Take(MostFolds).Select(Fold)];
    }

    private static FoldResult Fold(JsonElement element)
    {
        JsonFile.RequireProperties(
            element, nameof(FoldResult.Study), nameof(FoldResult.Support), nameof(FoldResult.Fold), nameof(FoldResult.Patients),
            nameof(FoldResult.Chosen), nameof(FoldResult.Errors));
        string[] patients = [.. element.GetProperty(nameof(FoldResult.Patients)).EnumerateArray().Select(Word)];
        IReadOnlyList<double>[] errors =
        [
            .. element.GetProperty(nameof(FoldResult.Errors)).EnumerateArray().Select(static row => (IReadOnlyList<double>)
            [
                .. row.EnumerateArray().Select(static value => JsonFile.Number(value, "error")),
            ]),
        ];
        return errors.Length == Enum.GetValues<Method>().Length && Array.TrueForAll(errors, row => row.Count == patients.Length)
            ? new(
                Word(element.GetProperty(nameof(FoldResult.Study))), element.GetProperty(nameof(FoldResult.Support)).GetInt32(),
                element.GetProperty(nameof(FoldResult.Fold)).GetInt32(), patients,
                Word(element.GetProperty(nameof(FoldResult.Chosen))), errors)
            : throw new FormatException("a fold has an error for each method and patient");
    }

    private static string Word(JsonElement element) => element.GetString() ?? throw new FormatException("a name is missing");
}

using System.Text.Json;

namespace AutogradMaml.Examples.Records;

/// <summary>The accuracies of a run of examples/Omniglot after some inner steps, of all classes and of those with each number of support
/// images; transductive.</summary>
/// <param name="Step">After how many inner steps.</param>
/// <param name="All">Of all classes.</param>
/// <param name="ByImages">Of the classes with a number of support images; none where all have as many.</param>
internal sealed record LopsidedAccuracy(int Step, Accuracy All, IReadOnlyDictionary<int, Accuracy> ByImages)
{
    /// <summary>Those after the first step and after the last; after none where there are no steps.</summary>
    /// <param name="json">What the command wrote.</param>
    public static IReadOnlyList<LopsidedAccuracy> Of(JsonElement json)
    {
        JsonElement all = json.GetProperty("transductive");
        JsonElement.ArrayEnumerator byImages = json.TryGetProperty("bySupportImages", out JsonElement rows)
            ? rows.EnumerateArray()
            : default;
        int last = all.GetArrayLength() - 1;
        return
        [
            .. new[] { Math.Min(1, last), last }.Distinct().Select(place => new LopsidedAccuracy(
                all[place].GetProperty("step").GetInt32(),
                Accuracy.Of(all[place]),
                byImages.ToDictionary(
                    static row => row.GetProperty("images").GetInt32(), row => Accuracy.Of(row.GetProperty("transductive")[place])))),
        ];
    }
}

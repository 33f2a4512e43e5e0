using System.Globalization;
using System.Text.Json;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>A run of examples/Omniglot: the fields of its results.json that the tables show.</summary>
/// <param name="Row">Its place.</param>
/// <param name="Method">The method.</param>
/// <param name="Nets">How many nets tell the classes together; 1 where one does.</param>
/// <param name="Net">The net.</param>
/// <param name="Ways">The number of classes of a task.</param>
/// <param name="Shots">The number of support images of each class.</param>
/// <param name="Iterations">The number of outer steps.</param>
/// <param name="Options">The options of the command.</param>
/// <param name="Time">The training's time in words.</param>
/// <param name="Transductive">The accuracy after the last step.</param>
/// <param name="NonTransductive">The same, each query by itself.</param>
/// <param name="WithoutSupport">The accuracy before any step; null for learners without steps.</param>
/// <param name="Least">Over all orders of the labels the worst of each task; null where they were not tried.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Greatest">The best of each task.</param>
/// <param name="Lopsided">The accuracies after the first step and after the last, of all classes and of those with each number of support
/// images.</param>
internal sealed record OmniglotRecord(
    OmniglotRow Row,
    string Method,
    int Nets,
    string Net,
    int Ways,
    int Shots,
    long Iterations,
    string Options,
    string Time,
    Accuracy Transductive,
    Accuracy NonTransductive,
    Accuracy? WithoutSupport,
    Accuracy? Least,
    Accuracy? Mean,
    Accuracy? Greatest,
    IReadOnlyList<LopsidedAccuracy> Lopsided)
{
    /// <summary>The method, and how many nets there are if there are several.</summary>
    public string Name => Nets == 1
        ? MethodNames.Of(Method) : string.Create(CultureInfo.InvariantCulture, $"{MethodNames.Of(Method)}, {Nets} nets together");

    /// <summary>Reads a record.</summary>
    /// <param name="row">Its place.</param>
    /// <param name="json">What the command wrote.</param>
    /// <exception cref="UsageException">A field is missing.</exception>
    public static OmniglotRecord Of(OmniglotRow row, JsonElement json)
    {
        try
        {
            JsonElement transductive = json.GetProperty("transductive");
            bool ordered = json.TryGetProperty("labelOrders", out JsonElement orders);
            return new(
                row,
                json.GetProperty("method").GetString()!,
                json.TryGetProperty("ensemble", out JsonElement others) ? 1 + others.GetArrayLength() : 1,
                json.GetProperty("net").GetString()!,
                json.GetProperty("ways").GetInt32(),
                json.GetProperty("shots").GetInt32(),
                json.GetProperty("iterations").GetInt64(),
                row.Options ?? $"`{json.GetProperty("options").GetString()}`",
                row.Time ?? TimeOf(json),
                Accuracy.Of(transductive[transductive.GetArrayLength() - 1]),
                Accuracy.Of(json.GetProperty("nonTransductive")[transductive.GetArrayLength() - 1]),
                transductive.GetArrayLength() > 1 && transductive[0].GetProperty("step").GetInt32() == 0
                    ? Accuracy.Of(transductive[0])
                    : null,
                ordered ? Accuracy.Of(orders.GetProperty("least")) : null,
                ordered ? Accuracy.Of(orders.GetProperty("mean")) : null,
                ordered ? Accuracy.Of(orders.GetProperty("greatest")) : null,
                LopsidedAccuracy.Of(json));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UsageException($"'{row.File}' is no record of examples/Omniglot: {OneLine.Of(exception)}");
        }
    }

    private static string TimeOf(JsonElement json)
    {
        if (json.GetProperty("seconds").ValueKind != JsonValueKind.Number)
        {
            return "as above";
        }

        TimeSpan time = TimeSpan.FromSeconds(json.GetProperty("seconds").GetDouble());
        int threads = json.GetProperty("threads").GetInt32();
        string words = time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00} h")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min");
        return $"{words}, {(threads == 1 ? "one thread" : $"{threads} threads")}";
    }
}

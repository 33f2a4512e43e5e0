using System.Globalization;
using System.Text.Json;

namespace AutogradMaml.Examples.Records;

/// <summary>An accuracy with half the width of its 95 % interval, from 0 to 1.</summary>
/// <param name="Mean">The mean over the tasks.</param>
/// <param name="HalfWidth95">Half the width.</param>
internal readonly record struct Accuracy(double Mean, double HalfWidth95)
{
    /// <summary>Reads an object with the fields accuracy and ci95.</summary>
    public static Accuracy Of(JsonElement json) => new(json.GetProperty("accuracy").GetDouble(), json.GetProperty("ci95").GetDouble());

    /// <summary>Both in percent.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{100 * Mean:0.00} ± {100 * HalfWidth95:0.00}");
}

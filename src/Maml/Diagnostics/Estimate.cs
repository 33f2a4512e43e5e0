using System.Globalization;
using System.Text.Json;

namespace AutogradMaml.Maml;

/// <summary>An estimated number with its 95 % confidence interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="HalfWidth95">Half the width of the interval; NaN where one value is all there is.</param>
public readonly record struct Estimate(double Value, double HalfWidth95)
{
    /// <summary>The estimate with its half width: <c>0.412 +- 0.031</c>.</summary>
    public override string ToString() => double.IsNaN(HalfWidth95)
        ? string.Create(CultureInfo.InvariantCulture, $"{Value:G4}")
        : string.Create(CultureInfo.InvariantCulture, $"{Value:G4} +- {HalfWidth95:G2}");

    /// <summary>The mean of some values, one for each task.</summary>
    internal static Estimate Of(ReadOnlySpan<double> values)
    {
        (double mean, double halfWidth) = MeanInterval.Of(values);
        return new(mean, halfWidth);
    }

    /// <summary>A number of all tasks, with what it is when each task is left out: the jackknife.</summary>
    internal static Estimate Jackknife(double all, ReadOnlySpan<double> leftOut)
    {
        // Half the width of the mean of n pseudo-values, n all - (n - 1) leftOut, is n - 1 times that of the values left out.
        (_, double halfWidth) = MeanInterval.Of(leftOut);
        return new(all, (leftOut.Length - 1) * halfWidth);
    }

    /// <summary>Writes the estimate as an object.</summary>
    internal void WriteJson(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        DiagnosticText.Number(writer, "value", Value);
        DiagnosticText.Number(writer, "halfWidth95", HalfWidth95);
        writer.WriteEndObject();
    }
}

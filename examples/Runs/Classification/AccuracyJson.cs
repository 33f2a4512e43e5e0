using System.Text.Json;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>Accuracies in a file of results.</summary>
public static class AccuracyJson
{
    /// <summary>Writes an accuracy with its interval: an object with <c>accuracy</c> and <c>ci95</c>.</summary>
    /// <param name="json">The writer, inside of an object.</param>
    /// <param name="name">The field.</param>
    /// <param name="accuracy">The accuracy.</param>
    public static void WriteAccuracy(this Utf8JsonWriter json, string name, AccuracySummary accuracy)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject(name);
        json.WriteNumber("accuracy", accuracy.Mean);
        json.WriteNumber("ci95", accuracy.HalfWidth95);
        json.WriteEndObject();
    }

    /// <summary>Writes the accuracies after each number of inner steps: an array of objects with <c>step</c>, <c>accuracy</c> and
    /// <c>ci95</c>.</summary>
    /// <param name="json">The writer, inside of an object.</param>
    /// <param name="name">The field.</param>
    /// <param name="curve">The accuracies.</param>
    public static void WriteAccuracy(this Utf8JsonWriter json, string name, AccuracyCurve curve)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(curve);
        json.WriteStartArray(name);
        foreach (int step in curve.Steps)
        {
            AccuracySummary accuracy = curve.After(step);
            json.WriteStartObject();
            json.WriteNumber("step", step);
            json.WriteNumber("accuracy", accuracy.Mean);
            json.WriteNumber("ci95", accuracy.HalfWidth95);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

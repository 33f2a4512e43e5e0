using System.Diagnostics;
using System.Text.Json;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>The validations of a training, kept in a file so that a resumed run has those from before.</summary>
public sealed class ValidationHistory
{
    private const string FileName = "validation.json";
    private const int LongestFile = 1 << 24;

    private readonly OutputFolder _folder;
    private readonly List<ValidationPoint> _points;
    private readonly double _secondsBefore;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Opens the history of a training.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="iteration">The iteration that the training begins at: later validations will be made again.</param>
    /// <exception cref="UsageException">What is in the folder is no history.</exception>
    public ValidationHistory(OutputFolder folder, long iteration)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = folder;
        if (iteration == 0)
        {
            // Of another run: it must not be taken for this one's.
            folder.Remove(FileName);
        }

        _points = [.. Read(folder[FileName]).Where(point => point.Iteration <= iteration)];
        _secondsBefore = _points.Count == 0 ? 0 : _points[^1].Seconds;
    }

    /// <summary>The validations, in order.</summary>
    public IReadOnlyList<ValidationPoint> Points => _points;

    /// <summary>The seconds of training so far. What a killed run did after its last validation is done again and counts once.</summary>
    public double Seconds => _secondsBefore + Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Takes a validation.</summary>
    public void Add(ValidationPoint point)
    {
        _points.Add(point);
        _folder.Write(FileName, JsonSerializer.Serialize(_points, ValidationJson.Default.ListValidationPoint) + "\n");
    }

    private static List<ValidationPoint> Read(string path)
        => JsonFile.Read(path, LongestFile, "a file of validations", static root =>
        {
            List<ValidationPoint> points = [];
            foreach (JsonElement element in root.EnumerateArray())
            {
                JsonFile.RequireProperties(element, "iteration", "seconds", "transductive", "nonTransductive");
                ValidationPoint point = new(
                    element.GetProperty("iteration").GetInt64(),
                    JsonFile.Number(element.GetProperty("seconds"), "time"),
                    Accuracy(element.GetProperty("transductive")),
                    Accuracy(element.GetProperty("nonTransductive")));
                if (point.Iteration <= (points.Count == 0 ? 0 : points[^1].Iteration))
                {
                    throw new FormatException($"a validation after iteration {point.Iteration} stands in the wrong place");
                }

                if (point.Transductive is null != point.NonTransductive is null)
                {
                    throw new FormatException($"of the validation after iteration {point.Iteration} one accuracy is missing");
                }

                points.Add(point);
            }

            return points;
        }) ?? [];

    private static AccuracySummary? Accuracy(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        JsonFile.RequireProperties(element, "mean", "halfWidth95", "tasks");
        int tasks = element.GetProperty("tasks").GetInt32();
        return tasks > 0
            ? new(
                JsonFile.Number(element.GetProperty("mean"), "accuracy", 1),
                JsonFile.Number(element.GetProperty("halfWidth95"), "interval"), tasks)
            : throw new FormatException($"it has an accuracy over {tasks} tasks");
    }
}

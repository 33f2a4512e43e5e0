using System.Diagnostics;
using System.Text.Json;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The validations of a training, kept in a file so that a resumed run has those from before.</summary>
internal sealed class ValidationHistory
{
    private const string FileName = "validation.json";
    private const int LongestFile = 1 << 24;

    private readonly string _path;
    private readonly List<ValidationPoint> _points;
    private readonly double _secondsBefore;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Opens the history of a training.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="iteration">The iteration that the training begins at: later validations will be made again.</param>
    public ValidationHistory(string folder, long iteration)
    {
        _path = Path.Combine(folder, FileName);
        if (iteration == 0)
        {
            // Of another run: it must not be taken for this one's.
            File.Delete(_path);
        }

        _points = [.. Read(_path).Where(point => point.Iteration <= iteration)];
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
        OutputFile.Write(_path, JsonSerializer.Serialize(_points, ValidationJson.Default.ListValidationPoint) + "\n");
    }

    private static List<ValidationPoint> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return new FileInfo(path).Length <= LongestFile
                ? JsonSerializer.Deserialize(File.ReadAllText(path), ValidationJson.Default.ListValidationPoint) ?? []
                : throw new UsageException($"'{path}' is not a file of validations: it is longer than {LongestFile} bytes; remove it.");
        }
        catch (JsonException)
        {
            throw new UsageException($"'{path}' is not a file of validations: it is not the JSON that this program writes; remove it.");
        }
    }
}

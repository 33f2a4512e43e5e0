using System.Text.Json;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>
/// The checkpoints of a run: one file per training, and <c>settings.json</c>, which says with what settings each was begun, so that
/// nothing is continued with others.
/// </summary>
public sealed class CheckpointFolder
{
    private const string SettingsFile = "settings.json";
    private const int LongestSettings = 1 << 20;

    private readonly string _folder;

    /// <summary>Makes a folder ready for a run, new or resumed.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether to go on from the checkpoints in it.</param>
    /// <param name="trainings">The trainings of the run.</param>
    /// <exception cref="UsageException">The folder can't be written to, or what is in it does not fit.</exception>
    public CheckpointFolder(string path, bool resume, IReadOnlyList<TrainingRun> trainings)
    {
        ArgumentNullException.ThrowIfNull(trainings);
        _folder = path;
        if (resume && !Directory.Exists(path))
        {
            throw NothingToResume(path);
        }

        RequireWritable(path);
        Dictionary<string, string> settings = ReadSettings();
        if (resume && settings.Count == 0)
        {
            throw NothingToResume(path);
        }

        Dictionary<string, TrainingState<float>> states = [];
        foreach (TrainingRun training in trainings)
        {
            string file = PathOf(training.Name);
            if (resume && settings.TryGetValue(training.Name, out string? before))
            {
                RequireSame(path, training, before);
                if (File.Exists(file))
                {
                    states[training.Name] = Load(file, training);
                }
            }
            else
            {
                // Of another run: it must not be taken for this one's.
                File.Delete(file);
            }

            settings[training.Name] = training.Words;
        }

        States = states;
        OutputFile.Write(Path.Combine(path, SettingsFile), JsonSerializer.Serialize(settings, SettingsJson.Default.DictionaryStringString) + "\n");
    }

    /// <summary>The states to go on from; trainings that were not begun are missing.</summary>
    public IReadOnlyDictionary<string, TrainingState<float>> States { get; }

    /// <summary>Makes the folder of a run that keeps no checkpoints.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UsageException">It can't be written to.</exception>
    public static void RequireWritable(string folder)
    {
        if (string.IsNullOrWhiteSpace(folder))
        {
            throw new UsageException("--out: expected the name of a folder, got an empty one.");
        }

        try
        {
            Directory.CreateDirectory(folder);

            // Permissions, a full disk and a read-only file system all show in the attempt, and nowhere else for certain.
            string probe = Path.Combine(folder, ".writable");
            File.WriteAllText(probe, "?");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--out: can't write to the folder '{folder}': {exception.Message}");
        }
    }

    /// <summary>Where the checkpoint of a training lies.</summary>
    /// <param name="training">The training's name.</param>
    public string PathOf(string training) => Path.Combine(_folder, $"{training}.safetensors");

    private static UsageException NothingToResume(string folder)
        => new($"--resume: there is no run to go on with in '{folder}'; leave --resume out to start one.");

    private static void RequireSame(string folder, TrainingRun training, string before)
    {
        if (before == training.Words)
        {
            return;
        }

        string[] then = before.Split("; ");
        string[] now = training.Words.Split("; ");
        string[] differences =
            [.. now.Zip(then).Where(static pair => pair.First != pair.Second).Select(static pair => $"'{pair.Second}', now '{pair.First}'")];
        throw new UsageException(
            $"--resume: {training.Name} in '{folder}' was begun with other settings: it has " +
            $"{(differences.Length > 0 ? string.Join(", ", differences) : "others altogether")}; use the same settings, or leave --resume out to start anew.");
    }

    private static TrainingState<float> Load(string path, TrainingRun training)
    {
        TrainingState<float> state;
        try
        {
            state = new Trainer<float>(training.Plan).Resume(path);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UsageException($"--resume: {exception.Message}");
        }

        if (state.Iteration > training.Plan.Iterations)
        {
            throw new UsageException(
                $"--resume: '{path}' is at iteration {state.Iteration}, beyond the {training.Plan.Iterations} asked for; ask for at least as many, or " +
                "leave --resume out to start anew.");
        }

        return state.MetaParameters.FirstNonFinite() is { } name
            ? throw new UsageException($"--resume: '{path}' holds numbers that are not finite in '{name}'; leave --resume out to start anew.")
            : state;
    }

    private Dictionary<string, string> ReadSettings()
    {
        string path = Path.Combine(_folder, SettingsFile);
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return new FileInfo(path).Length <= LongestSettings
                ? JsonSerializer.Deserialize(File.ReadAllText(path), SettingsJson.Default.DictionaryStringString) ?? []
                : throw new UsageException($"'{path}' is not a settings file of this program: it is longer than {LongestSettings} bytes; remove it.");
        }
        catch (JsonException)
        {
            throw new UsageException($"'{path}' is not a settings file of this program: it is not a JSON object of texts; remove it.");
        }
    }
}

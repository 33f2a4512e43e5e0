using System.Text.Json;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>
/// The checkpoints of a run: one file per trained method, and <c>settings.json</c>, which says with what settings each was begun, so that
/// nothing is continued with others.
/// </summary>
internal sealed class CheckpointFolder
{
    private const string SettingsFile = "settings.json";
    private const int LongestSettings = 1 << 20;

    private readonly string _folder;

    private CheckpointFolder(string folder) => _folder = folder;

    /// <summary>Makes a folder ready for a run, new or resumed.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="experiments">The methods of the run.</param>
    /// <returns>The folder, and the states to go on from; methods that were not begun are missing.</returns>
    /// <exception cref="UsageException">The folder can't be written to, or what is in it does not fit.</exception>
    public static (CheckpointFolder Folder, IReadOnlyDictionary<Method, TrainingState<float>> States) Open(
        RunOptions options, IReadOnlyList<Experiment> experiments)
    {
        CheckpointFolder folder = new(options.Folder);
        if (options.Resume && !Directory.Exists(options.Folder))
        {
            throw NothingToResume(options.Folder);
        }

        RequireWritable(options.Folder);
        Experiment[] trained = [.. experiments.Where(static experiment => experiment.Plan is not null)];
        Dictionary<string, string> settings = folder.ReadSettings();
        Dictionary<Method, TrainingState<float>> states = [];
        if (options.Resume && settings.Count == 0)
        {
            throw NothingToResume(options.Folder);
        }

        foreach (Experiment experiment in trained)
        {
            string path = folder.PathOf(experiment.Method);
            if (options.Resume && settings.TryGetValue(MethodNames.Of(experiment.Method), out string? before))
            {
                RequireSame(options.Folder, experiment, before);
                if (File.Exists(path))
                {
                    states[experiment.Method] = Load(path, experiment);
                }
            }
            else
            {
                // Of another run: it must not be taken for this one's.
                File.Delete(path);
            }

            settings[MethodNames.Of(experiment.Method)] = experiment.Words;
        }

        OutputFile.Write(Path.Combine(options.Folder, SettingsFile), JsonSerializer.Serialize(settings, SettingsJson.Default.DictionaryStringString) + "\n");
        return (folder, states);
    }

    /// <summary>Where the checkpoint of a method lies.</summary>
    public string PathOf(Method method) => Path.Combine(_folder, $"{MethodNames.Of(method)}.safetensors");

    private static UsageException NothingToResume(string folder)
        => new($"--resume: there is no run to go on with in '{folder}'; leave --resume out to start one.");

    private static void RequireWritable(string folder)
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

    private static void RequireSame(string folder, Experiment experiment, string before)
    {
        if (before == experiment.Words)
        {
            return;
        }

        string[] then = before.Split("; ");
        string[] now = experiment.Words.Split("; ");
        string[] differences =
            [.. now.Zip(then).Where(static pair => pair.First != pair.Second).Select(static pair => $"'{pair.Second}', now '{pair.First}'")];
        throw new UsageException(
            $"--resume: {MethodNames.Of(experiment.Method)} in '{folder}' was begun with other settings: it has " +
            $"{(differences.Length > 0 ? string.Join(", ", differences) : "others altogether")}; use the same settings, or leave --resume out to start anew.");
    }

    private static TrainingState<float> Load(string path, Experiment experiment)
    {
        TrainingState<float> state;
        try
        {
            state = new Trainer<float>(experiment.Plan!).Resume(path);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UsageException($"--resume: {exception.Message}");
        }

        if (state.Iteration > experiment.Plan!.Iterations)
        {
            throw new UsageException(
                $"--resume: '{path}' is at iteration {state.Iteration}, beyond the {experiment.Plan.Iterations} asked for; ask for at least as many, or " +
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

using System.Text.Json;
using AutogradMaml.Examples.Processes;
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

    private readonly OutputFolder _folder;

    /// <summary>Makes a folder ready for a run, new or resumed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="resume">Whether to go on from the checkpoints in it.</param>
    /// <param name="trainings">The trainings of the run.</param>
    /// <exception cref="UsageException">What is in the folder does not fit.</exception>
    public CheckpointFolder(OutputFolder folder, bool resume, IReadOnlyList<TrainingRun> trainings)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(trainings);
        _folder = folder;
        States = new Dictionary<string, TrainingState<float>>();
        if (!folder.IsUsed)
        {
            // Another rank says where the run goes on.
            return;
        }

        Dictionary<string, string> settings = ReadSettings(folder[SettingsFile]);
        if (resume && settings.Count == 0)
        {
            throw NothingToResume(folder.Path);
        }

        Dictionary<string, TrainingState<float>> states = [];
        foreach (TrainingRun training in trainings)
        {
            string file = PathOf(training.Name);
            if (resume && settings.TryGetValue(training.Name, out string? before))
            {
                RequireSame(folder.Path, training, before);
                if (Path.Exists(file))
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
        folder.Write(SettingsFile, JsonSerializer.Serialize(settings, SettingsJson.Default.DictionaryStringString) + "\n");
    }

    /// <summary>The states to go on from; trainings that were not begun are missing.</summary>
    public IReadOnlyDictionary<string, TrainingState<float>> States { get; }

    /// <summary>Where the checkpoint of a training lies.</summary>
    /// <param name="training">The training's name.</param>
    public string PathOf(string training) => _folder[$"{training}.safetensors"];

    /// <summary>The refusal of a run that is not there.</summary>
    internal static UsageException NothingToResume(string folder)
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
            [
                .. now.Zip(then).Where(static pair => pair.First != pair.Second)
                    .Select(static pair => $"'{pair.Second}', now '{pair.First}'"),
            ];
        throw new UsageException(
            $"--resume: {training.Name} in '{folder}' was begun with other settings: it has " +
                $"{(differences.Length > 0 ? string.Join(", ", differences) : "others altogether")}; use the same settings, or leave " +
                "--resume out to start anew.");
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
            throw new UsageException($"--resume: {OneLine.Of(exception)}");
        }

        if (state.Iteration > training.Plan.Iterations)
        {
            throw new UsageException(
                $"--resume: '{path}' is at iteration {state.Iteration}, beyond the {training.Plan.Iterations} asked for; ask for at " +
                    "least as many, or leave --resume out to start anew.");
        }

        return state;
    }

    private static Dictionary<string, string> ReadSettings(string path)
        => JsonFile.Read(path, LongestSettings, "a settings file of this program", static root =>
        {
            Dictionary<string, string> settings = [];
            foreach (JsonProperty training in root.EnumerateObject())
            {
                settings.Add(
                    training.Name,
                    training.Value.GetString() ?? throw new FormatException($"it has no settings for '{OneLine.Of(training.Name)}'"));
            }

            return settings;
        }) ?? [];
}

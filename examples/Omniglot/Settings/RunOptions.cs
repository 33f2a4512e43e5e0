using System.Globalization;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>The number of drawings of a character.</summary>
    public const int Drawings = 20;

    /// <summary>The folder of the Omniglot files; null for procedural glyphs.</summary>
    public string? Data { get; init; }

    /// <summary>The folder that keeps the decoded images for the next start; the user's own when null.</summary>
    public string? Cache { get; init; }

    /// <summary>The number of classes of a task.</summary>
    public int Ways { get; init; } = 5;

    /// <summary>The number of support images of each class in the test.</summary>
    public int Shots { get; init; } = 1;

    /// <summary>How the net is trained.</summary>
    public Method Method { get; init; } = Methods.Named("maml");

    /// <summary>The net.</summary>
    public NetKind Net { get; init; } = NetKind.Conv;

    /// <summary>The preset.</summary>
    public PresetName Preset { get; init; } = PresetName.Default;

    /// <summary>The number of outer steps; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The number of classes of a training task; as in the test when null.</summary>
    public int? TrainingWays { get; init; }

    /// <summary>The number of tasks of an outer step; the preset's when null.</summary>
    public int? MetaBatch { get; init; }

    /// <summary>The number of query images of each class in a training task; the preset's when null.</summary>
    public int? Queries { get; init; }

    /// <summary>The number of inner steps, in training and in the test; the preset's when null.</summary>
    public int? InnerSteps { get; init; }

    /// <summary>The size of the inner steps; the preset's when null.</summary>
    public double? InnerStepSize { get; init; }

    /// <summary>The number of query images of each class in a test task; the preset's when null.</summary>
    public int? TestQueries { get; init; }

    /// <summary>The order of the support images in training.</summary>
    public SupportOrder SupportOrder { get; init; } = SupportOrder.Rounds;

    /// <summary>What the labels of training tasks are.</summary>
    public LabelKind Labels { get; init; } = LabelKind.Drawn;

    /// <summary>Which characters are trained on.</summary>
    public SplitKind Split { get; init; } = SplitKind.Random;

    /// <summary>How many characters are trained on, of those that are for it; all when null.</summary>
    public int? TrainingCharacters { get; init; }

    /// <summary>Which characters come together in a task.</summary>
    public AlphabetKind Alphabets { get; init; } = AlphabetKind.Mixed;

    /// <summary>How many support images the classes of a task have, in an order drawn for each; null where all have
    /// <see cref="Shots"/>.</summary>
    public IReadOnlyList<int>? SupportCounts { get; init; }

    /// <summary>Whether classes count equally in the inner loss, whatever their numbers of support images.</summary>
    public bool BalancedLoss { get; init; }

    /// <summary>On how many test tasks all orders of the labels are tried; none when null.</summary>
    public int? LabelOrders { get; init; }

    /// <summary>How often the queries of a task move its class means; the method's number when null.</summary>
    public int? Refinements { get; init; }

    /// <summary>Whether each training image is turned, shifted, stretched and sheared a little.</summary>
    public bool RandomAffine { get; init; }

    /// <summary>Whether the strokes of each training image are bent a little.</summary>
    public bool RandomElastic { get; init; }

    /// <summary>How many of the characters for training are set aside for validation; the preset's when null.</summary>
    public int? Validation { get; init; }

    /// <summary>The number of test tasks; the preset's when null.</summary>
    public int? TestTasks { get; init; }

    /// <summary>Whether each character of a test task is turned by a quarter turn drawn for it.</summary>
    public bool TestRotations { get; init; }

    /// <summary>How many changed copies of each support image a test task has besides it; none when null.</summary>
    public int? SupportCopies { get; init; }

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The seed of initial parameters and tasks; which characters are tested on does not depend on it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the work is shared out to the processes of a job.</summary>
    public bool Mpi { get; init; }

    /// <summary>What connects these; null where there is one process.</summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>The folder of results and checkpoints; one named after the method, the net and the tasks when null.</summary>
    public string? Out { get; init; }

    /// <summary>Whether to go on from the checkpoint in the folder.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>A checkpoint whose net the training begins with; null to begin anew.</summary>
    public string? Start { get; init; }

    /// <summary>A checkpoint to evaluate instead of training; null to train.</summary>
    public string? Evaluate { get; init; }

    /// <summary>Checkpoints of further nets that tell the classes together with the evaluated one; none where it is tested
    /// alone.</summary>
    public IReadOnlyList<string> Ensemble { get; init; } = [];

    /// <summary>A folder of one-shot classification trials to evaluate the checkpoint on; null for test tasks.</summary>
    public string? Trials { get; init; }

    /// <summary>A folder of classes to tell apart by the checkpoint, a folder of images for each; null for test tasks.</summary>
    public string? Classify { get; init; }

    /// <summary>The images whose classes are told then.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>What the tasks are, in words.</summary>
    public string TasksInWords => SupportCounts is { } counts
        ? $"{Ways}-way, support of {string.Join('+', counts)}{(BalancedLoss ? ", balanced loss" : string.Empty)}"
        : $"{Ways}-way {Shots}-shot";
    /// <summary>The file to which the checkpoint's adaptation is written as an ONNX model; null for test tasks.</summary>
    public string? Onnx { get; init; }

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder => Out ?? $"artifacts/omniglot/{Method.Name}-{Names.Of(Net)}-{FolderOfTasks}";

    /// <summary>The numbers of the preset with those that were asked for.</summary>
    public TrainingSettings Settings
    {
        get
        {
            TrainingSettings settings = Presets.Of(Preset, Method, Net, Ways, Shots);
            return settings with
            {
                Iterations = Iterations ?? settings.Iterations,
                MetaBatch = MetaBatch ?? settings.MetaBatch,
                Queries = Queries ?? settings.Queries,
                TestQueries = TestQueries ?? settings.TestQueries,
                InnerSteps = InnerSteps ?? settings.InnerSteps,
                TestSteps = InnerSteps ?? settings.TestSteps,
                InnerStepSize = InnerStepSize ?? settings.InnerStepSize,
                ValidationCharacters = Validation ?? settings.ValidationCharacters,
                TestTasks = TestTasks ?? settings.TestTasks,
            };
        }
    }

    /// <summary>The seed of the validation tasks.</summary>
    public ulong ValidationSeed => unchecked(Seed + 0x3C6EF372FE94F82A);

    /// <summary>The seed of the test tasks.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
        => Arguments.Command("Omniglot", Mpi) + (Evaluate is null ? " --resume" : string.Empty) + Words(places: true);

    /// <summary>The options that make the results what they are: all that are not as usual, without the places of files.</summary>
    public string OptionsInWords => Words(places: false).TrimStart();

    private string FolderOfTasks => SupportCounts is { } counts
        ? $"support-{string.Join('-', counts)}{(BalancedLoss ? "-balanced" : string.Empty)}"
        : $"{Ways}-way-{Shots}-shot";

    private string Words(bool places)
    {
        RunOptions usual = new();
        List<string> words = [];
        void Add(string name, object? value, object? usually)
        {
            if (value is not null && !value.Equals(usually))
            {
                words.Add($"{name} {Arguments.Quoted(value.ToString()!)}");
            }
        }

        void AddPlace(string name, string? value)
        {
            if (places)
            {
                Add(name, value, null);
            }
        }

        if (BalancedLoss)
        {
            words.Add("--balanced-loss");
        }

        if (RandomAffine)
        {
            words.Add("--random-affine");
        }

        if (RandomElastic)
        {
            words.Add("--random-elastic");
        }

        if (TestRotations)
        {
            words.Add("--test-rotations");
        }

        AddPlace("--data", Data);
        AddPlace("--cache", Cache);
        Add("--support-counts", SupportCounts is { } counts ? string.Join(',', counts) : null, null);
        Add("--ways", Ways, SupportCounts?.Count ?? usual.Ways);
        Add("--shots", Shots, SupportCounts?.Max() ?? usual.Shots);
        Add("--method", Method.Name, usual.Method.Name);
        Add("--net", Names.Of(Net), Names.Of(usual.Net));
        Add("--preset", Names.Of(Preset), Names.Of(usual.Preset));
        Add("--iterations", Iterations, null);
        Add("--training-ways", TrainingWays, null);
        Add("--refinements", Refinements, null);
        Add("--meta-batch", MetaBatch, null);
        Add("--queries", Queries, null);
        Add("--inner-steps", InnerSteps, null);
        Add("--inner-step-size", InnerStepSize?.ToString("R", CultureInfo.InvariantCulture), null);
        Add("--support-order", Names.Of(SupportOrder), Names.Of(usual.SupportOrder));
        Add("--labels", Names.Of(Labels), Names.Of(usual.Labels));
        Add("--split", Names.Of(Split), Names.Of(usual.Split));
        Add("--training-characters", TrainingCharacters, null);
        Add("--alphabets", Names.Of(Alphabets), Names.Of(usual.Alphabets));
        Add("--validation", Validation, null);
        Add("--label-orders", LabelOrders, null);
        Add("--test-queries", TestQueries, null);
        Add("--test-tasks", TestTasks, null);
        Add("--support-copies", SupportCopies, null);
        Add("--seed", Seed, usual.Seed);
        AddPlace("--out", Out);
        AddPlace("--start", Start);
        AddPlace("--evaluate", Evaluate);
        AddPlace("--trials", Trials);
        if (!places && Start is not null)
        {
            words.Add("--start CHECKPOINT");
        }

        if (!places && Evaluate is not null)
        {
            words.Add("--evaluate CHECKPOINT");
        }

        if (Ensemble.Count > 0)
        {
            words.Add("--ensemble " + string.Join(' ', Ensemble.Select(path => places ? Arguments.Quoted(path) : "CHECKPOINT")));
        }

        AddPlace("--onnx", Onnx);
        if (places && Classify is { } classes)
        {
            words.Add($"--classify {string.Join(' ', Images.Prepend(classes).Select(Arguments.Quoted))}");
        }

        return string.Concat(words.Select(static word => $" {word}"));
    }
}

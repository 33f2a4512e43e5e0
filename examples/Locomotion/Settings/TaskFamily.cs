namespace AutogradMaml.Examples.Locomotion;

/// <summary>A robot and what it is to do, with the published schedule and results.</summary>
/// <remarks>The numbers are those of Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, section 5.3, appendix and published
/// code. The published policies were trained for as many outer steps as stand here; that of <c>ant-velocity</c> is our choice.</remarks>
internal sealed record TaskFamily
{
    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The environment: whether the task is told, and the horizon.</summary>
    public required Func<bool, int, Runner> Environment { get; init; }

    /// <summary>The number of outer steps.</summary>
    public required long Iterations { get; init; }

    /// <summary>The rollouts of a task.</summary>
    public int Rollouts { get; init; } = 20;

    /// <summary>How far an outer step goes.</summary>
    public double TrustRegion { get; init; } = 0.01;

    /// <summary>The sizes of the inner steps: the first, and those after it.</summary>
    public IReadOnlyList<double> StepSizes { get; init; } = [0.1, 0.05];

    /// <summary>The same for the pre-trained and the initial policy.</summary>
    public IReadOnlyList<double> OtherStepSizes { get; init; } = [0.2, 0.1];

    /// <summary>The published returns of MAML after 0, 1, 2 and 3 steps.</summary>
    public required IReadOnlyList<double> Published { get; init; }

    /// <summary>The published returns of the pre-trained policy.</summary>
    public required IReadOnlyList<double> PublishedPretrained { get; init; }

    /// <summary>The published return of the oracle.</summary>
    public required double PublishedOracle { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TaskFamily> All { get; } =
    [
        new()
        {
            Name = "cheetah-direction",
            Environment = static (told, horizon) => new Cheetah(RunnerTask.Direction, told, horizon),
            Iterations = 100,
            TrustRegion = 0.02,
            Published = [-51, 293, 313, 316],
            PublishedPretrained = [-43, -25, -13, 20],
            PublishedOracle = 443,
        },
        new()
        {
            Name = "cheetah-velocity",
            Environment = static (told, horizon) => new Cheetah(RunnerTask.Speed, told, horizon),
            Iterations = 475,
            Rollouts = 10,
            OtherStepSizes = [0.02, 0.01],
            Published = [-130, -79, -67, -61],
            PublishedPretrained = [-158, -135, -129, -134],
            PublishedOracle = -54,
        },
        new()
        {
            Name = "ant-direction",
            Environment = static (told, horizon) => new Ant(RunnerTask.Direction, told, horizon),
            Iterations = 575,
            Rollouts = 40,
            StepSizes = [0.1, 0.001],
            Published = [9, 499, 501, 499],
            PublishedPretrained = [3, 1, 7, 7],
            PublishedOracle = 525,
        },
        new()
        {
            Name = "ant-velocity",
            Environment = static (told, horizon) => new Ant(RunnerTask.Speed, told, horizon),
            Iterations = 500,
            Published = [31, 97, 100, 101],
            PublishedPretrained = [-2, 6, 9, 10],
            PublishedOracle = 108,
        },
    ];

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}

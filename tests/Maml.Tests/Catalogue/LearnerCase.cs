namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>A row on one of its problems.</summary>
internal sealed record LearnerCase(LearnerRow Row, LearnerProblem Problem)
{
    /// <summary>The name by which tests report it.</summary>
    public string Name => $"{Row.Name} on {Problem.Name}";

    public Learner<double> Learner { get; } = Row.Make(Problem);

    /// <summary>K, in the learner's last phase.</summary>
    public int Steps => Learner.GradientIn(Learner.PhaseCount - 1).Steps;

    /// <summary>A small training: several blocks, the last one smaller, and an outer optimizer with a state.</summary>
    public TrainingPlan<double> Plan => new()
    {
        Learner = Learner,
        Tasks = Problem.Tasks,
        Iterations = 4,
        MetaBatch = 5,
        TasksPerBlock = 2,
        OuterStepSize = 0.01,
        ClipNorm = 100,
        Seed = 3,
    };
}

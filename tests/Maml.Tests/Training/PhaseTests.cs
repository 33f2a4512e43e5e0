using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>A learner that does something else from an iteration on.</summary>
public class PhaseTests
{
    private const int Border = 3;

    private static readonly NetAdaptation<double> Net = Learners.Net<double>();

    private static readonly Learner<double> Phased = new(
        "phased", Net, [(0, new FirstOrder<double>(2)), (Border, new Unrolled<double>(1))]);

    private static readonly TrainingPlan<double> Plan = Plans.Of(Phased, iterations: 6) with
    {
        TasksPerBlock = 3,
        OuterOptimizer = new Adam<double>(),
    };

    [Theory]
    [InlineData(Border - 1)]
    [InlineData(Border)]
    [InlineData(Border + 1)]
    public void Stopped_before_at_and_behind_the_border_and_resumed_it_ends_in_the_same_bits(int stopAfter)
    {
        Trainer<double> trainer = new(Plan);
        TrainingState<double> whole = trainer.Run(trainer.Start(), new() { Threads = 1 });
        foreach (bool replay in (bool[])[true, false])
        {
            using TemporaryFolder folder = new();
            new Trainer<double>(Plan with { Iterations = stopAfter })
                .Run(trainer.Start(), new() { CheckpointPath = folder["state"], Replay = !replay });
            Same.Bits(whole, trainer.Run(trainer.Resume(folder["state"]), new() { Threads = 2, Replay = replay }));
        }
    }

    [Fact]
    public void The_key_of_a_program_holds_the_phase_and_each_block_has_one_for_each()
    {
        using Training<double> run = new Trainer<double>(Plan).Begin(new Trainer<double>(Plan).Start(), new() { Threads = 1 });
        for (int iteration = 0; iteration < Border; iteration++)
        {
            run.Step();
            Assert.Equal([0, 0, 0], run.Workspaces.Select(static workspace => workspace.MetaProgram.Phase));
        }

        run.Step();
        Assert.Equal([0, 1, 0, 1, 0, 1], run.Workspaces.Select(static workspace => workspace.MetaProgram.Phase));
        run.Step();
        Assert.Equal(6, run.Workspaces.Count());

        // Two blocks of three tasks share their programs; that of a single one has its own.
        Assert.Equal(4, run.Workspaces.Select(static workspace => workspace.MetaProgram).Distinct().Count());
    }

    [Fact]
    public void Numbers_that_only_change_in_value_are_inputs_of_one_program()
    {
        TrainingPlan<double> plan = Plans.Of(
            new Maml<double>(Learners.Net(StepSizes<double>.Scheduled(Schedule.Linear(0.1, 0.01, 4))), 2), iterations: 5);
        Trainer<double> trainer = new(plan);
        using Training<double> run = trainer.Begin(trainer.Start(), new() { Threads = 1 });
        HashSet<MetaProgram<double>> programs = [];
        HashSet<double> sizes = [];
        for (int iteration = 0; iteration < 5; iteration++)
        {
            run.Step();
            foreach (MetaWorkspace<double> workspace in run.Workspaces)
            {
                programs.Add(workspace.MetaProgram);
                sizes.Add(workspace.Workspace.Input("scheduled.inner step size")[0]);
            }
        }

        Assert.Single(programs);
        Assert.Equal(5, sizes.Count);
        Same.Bits(trainer.Run(trainer.Start(), new() { Replay = false }), run.State());
    }

    [Fact]
    public void The_phases_are_part_of_the_plan_s_words()
    {
        Assert.Contains("from 0 first order", Plan.Description, StringComparison.Ordinal);
        Assert.Contains($"from {Border} unrolled", Plan.Description, StringComparison.Ordinal);
    }
}

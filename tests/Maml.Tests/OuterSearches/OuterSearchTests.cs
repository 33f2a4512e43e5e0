using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.OuterSearches;

/// <summary>What an outer search is told, and what comes of it where something is wrong.</summary>
public class OuterSearchTests
{
    private const int Border = 2;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void Phases_of_other_numbers_of_steps_hold_their_own_calls_to_the_host(int first, int second)
    {
        Navigation environment = new(horizon: 6);
        GaussianPolicy<double> policy = new(
            new Sequential<double>(new Linear<double>(2, 4), Activations.Tanh<double>(), new Linear<double>(4, 2)), 2);
        PolicyAdaptation<double> adaptation = new(
            environment, policy, StepSizes<double>.Constant(0.1), new() { SupportRollouts = 3, QueryRollouts = 3 });
        TrainingPlan<double> plan = new()
        {
            Learner = new("phased", adaptation, [(0, new Unrolled<double>(first)), (Border, new Unrolled<double>(second))]),
            Tasks = new EnvironmentTasks<double>(environment),
            Iterations = 2 * Border,
            MetaBatch = 4,
            TasksPerBlock = 2,
            Search = new NaturalStep<double>(turns: 3),
        };
        Trainer<double> trainer = new(plan);
        TrainingState<double> replayed = trainer.Run(trainer.Start(), new() { Threads = 1 });
        Same.Bits(replayed, trainer.Run(trainer.Start(), new() { Threads = 2, Replay = false }));
        using TemporaryFolder folder = new();
        Trainer<double> half = new(plan with { Iterations = Border });
        TrainingState<double> border = half.Run(half.Start(), new() { CheckpointPath = folder["state"] });
        Assert.NotEqual(Flat.Of(border.MetaParameters), Flat.Of(replayed.MetaParameters));

        // What begins at the border has held nothing in the first phase.
        Same.Bits(replayed, trainer.Run(trainer.Resume(folder["state"])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_product_that_is_not_finite_stops_the_natural_step_where_the_iteration_began(bool replay)
    {
        // Losses, distances and gradients are finite, and the second derivative is twice 1e308.
        using TemporaryFolder folder = new();
        Trainer<double> trainer = new(Of(new WatchedNet(1e308), new NaturalStep<double>()));
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(
            () => trainer.Run(trainer.Start(), new() { Replay = replay, CheckpointPath = folder["state"] }));
        Assert.Equal(0, stop.Iteration);
        Assert.Equal(0, stop.Task);
        Assert.StartsWith(
            $"Iteration 0: the outer search '{new NaturalStep<double>().Description}' met a product of the distance's Hessian with a " +
                "vector that is not finite, in the block of tasks that starts with task 0. The losses and the meta-gradient that it " +
                "began with are finite. The last good state is in ",
            stop.Message,
            StringComparison.Ordinal);
        Same.Bits(trainer.Start(), trainer.Resume(folder["state"]));
    }

    [Fact]
    public void A_search_that_leads_to_what_is_not_finite_is_named()
    {
        using TemporaryFolder folder = new();
        Move search = new(double.PositiveInfinity);
        Trainer<double> trainer = new(Of(new WatchedNet(), search));
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(
            () => trainer.Run(trainer.Start(), new() { CheckpointPath = folder["state"] }));
        Assert.StartsWith(
            "Iteration 0: the outer search 'move by Infinity' led to meta-parameters or a state of the optimizer that are not finite. ",
            stop.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("No single operation", stop.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(TrainingPlan<>.ClipNorm), stop.Message, StringComparison.Ordinal);
        Assert.StartsWith("the outer search 'move by Infinity' led", stop.Search, StringComparison.Ordinal);
        Same.Bits(trainer.Start(), trainer.Resume(folder["state"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_loss_than_that_of_the_iteration_is_refused(bool replay)
    {
        Trainer<double> trainer = new(Of(new WatchedNet(told: static loss => 1.01 * loss), new Move(0.1)));
        MetaProgramException refused = Assert.Throws<MetaProgramException>(
            () => trainer.Run(trainer.Start(), new() { Threads = 1, Replay = replay }));
        Assert.Contains("OuterWithDistance gives the loss that Outer gives", refused.Message, StringComparison.Ordinal);
        Assert.Contains("(Judge)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_a_program_froze_is_refused_in_the_second_iteration()
    {
        WatchedNet frozen = new(told: static loss => loss - loss.Detach() + loss.Tape.Constant(loss.Values, loss.Shape));
        Trainer<double> once = new(Of(frozen, new Move(0.1), iterations: 1));
        Assert.Equal(1, once.Run(once.Start(), new() { Threads = 1 }).Iteration);
        Trainer<double> twice = new(Of(frozen, new Move(0.1), iterations: 2));
        Assert.Contains(
            "a program would repeat the first ones for ever",
            Assert.Throws<MetaProgramException>(() => twice.Run(twice.Start(), new() { Threads = 1 })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Steps_on_the_same_tasks_need_no_distance(bool replay)
    {
        // On tasks that come again each iteration, two steps at once are two iterations.
        TrainingPlan<double> plan = Plans.Of(new Maml<double>(Learners.Net<double>(), 2), iterations: 6);
        plan = plan with
        {
            Tasks = new ListedTasks<double>(new RandomTasks<double>(5, 6, 2, 2).First(plan.MetaBatch)),
            OuterOptimizer = new Adam<double>(),
        };
        Trainer<double> plain = new(plan);
        Trainer<double> search = new(plan with { Iterations = 3, Search = new RepeatedSteps<double>(2) });
        Assert.Throws<NotSupportedException>(
            () => new Trainer<double>(plan with { Search = new NaturalStep<double>() }).Run(plain.Start(), new() { Threads = 1 }));
        Assert.All(
            Flat.Of(plain.Run(plain.Start()).MetaParameters)
                .Zip(Flat.Of(search.Run(search.Start(), new() { Replay = replay }).MetaParameters)),
            static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void More_layouts_than_programs_are_kept_train_to_the_same_bits()
    {
        const int Layouts = 70;
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(new ValueAdaptation(), 1),
            Tasks = new ValueTasks(static index => [.. Enumerable.Range(0, 1 + (int)(index % Layouts)).Select(k => 0.01 * (k + index))]),
            Iterations = 2 * Layouts,
            MetaBatch = 1,
            Search = new Move(0.1),
        };
        Trainer<double> trainer = new(plan);
        List<string> notices = [];
        Same.Bits(
            trainer.Run(trainer.Start(), new() { Replay = false }), trainer.Run(trainer.Start(), new() { Notice = notices.Add }));
        Assert.Equal(
            "More than 64 programs of the outer search are needed: the one for 1 tasks of values [1] is dropped and will be recorded anew.",
            notices.First(static notice => notice.Contains("outer search", StringComparison.Ordinal)));
        Assert.Equal(
            (2 * Layouts) - 64, notices.Count(static notice => notice.Contains("outer search", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_estimate_of_a_plan_with_a_search_has_the_ways_that_it_takes()
        => Assert.Equal(
            ["unrolled", "first order"],
            Of(new WatchedNet(), new Move(0.1)).Estimate().Select(static estimate => estimate.Way.Split(" steps")[0]));

    private static TrainingPlan<double> Of(Adaptation<double> adaptation, OuterSearch<double> search, long iterations = 3)
        => Plans.Of(new Maml<double>(adaptation, 1), iterations) with { Search = search, TasksPerBlock = 7 };
}

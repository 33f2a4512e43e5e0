using AutogradMaml.Maml.Tests.OuterSearches;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Reinforcement;

/// <summary>Training policies that adapt, with simulators as calls to the host: the same bits however it is run.</summary>
public class PolicyTrainingTests
{
    public static TheoryData<string> Searches => ["none", "natural step", "repeated steps"];

    [Theory]
    [MemberData(nameof(Searches))]
    public void Recorded_replayed_on_more_threads_and_resumed_it_ends_in_the_same_bits(string search)
    {
        Trainer<float> trainer = new(PolicyPlans.Navigation(Named(search)));
        TrainingState<float> one = trainer.Run(trainer.Start(), new() { Threads = 1 });
        Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = 1, Replay = false }));
        Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = 2 }));
        Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = 3, Replay = false }));
        using TemporaryFolder folder = new();
        string path = folder["half.safetensors"];
        Trainer<float> half = new(PolicyPlans.Navigation(Named(search), iterations: 2));
        half.Run(half.Start(), new() { Threads = 2, CheckpointPath = path });
        Same.Bits(one, trainer.Run(trainer.Resume(path), new() { Threads = 2 }));
        Assert.NotEqual(Flat.Of(trainer.Start().MetaParameters), Flat.Of(one.MetaParameters));
    }

    [Theory]
    [InlineData(MetaTarget.ExpectedGradient)]
    [InlineData(MetaTarget.SampledRollouts)]
    public void The_trajectory_adjoint_agrees_with_unrolled_on_the_same_rollouts(MetaTarget target)
    {
        PolicyAdaptation<double> adaptation = new(
            new Navigation(horizon: 6),
            new GaussianPolicy<double>(
                new Sequential<double>(new Linear<double>(2, 5), Activations.Tanh<double>(), new Linear<double>(5, 2)), 2),
            StepSizes<double>.Learned(0.1, steps: 2),
            new() { SupportRollouts = 3, QueryRollouts = 3, Target = target, TellsMode = true });
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(adaptation, new Unrolled<double>(3)),
            Tasks = new EnvironmentTasks<double>(new Navigation(horizon: 6)),
            Iterations = 2,
            MetaBatch = 3,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = 0.01,
        };
        Trainer<double> unrolled = new(plan);
        Trainer<double> adjoint = new(plan with { Learner = new Maml<double>(adaptation, new TrajectoryAdjoint<double>(3)) });
        double[] expected = Flat.Of(unrolled.Run(unrolled.Start(), new() { Threads = 1 }).MetaParameters);
        double[] got = Flat.Of(adjoint.Run(adjoint.Start(), new() { Threads = 1 }).MetaParameters);
        Assert.All(expected.Zip(got), static pair => Assert.Equal(pair.First, pair.Second, 1e-11));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_more_rollouts_than_there_are_steps_for_the_first_ones_alone_are_trained_on(bool perStep)
    {
        double[] Trained(int rollouts, long? steps)
        {
            Pendulum pendulum = new(horizon: 5);
            PolicyAdaptation<double> adaptation = new(
                pendulum,
                new GaussianPolicy<double>(new Linear<double>(3, 1), 1),
                StepSizes<double>.Constant(0.001),
                new()
                {
                    SupportRollouts = rollouts,
                    SupportSteps = steps,
                    QueryRollouts = rollouts,
                    QuerySteps = steps,
                    PerStep = perStep,
                });
            Trainer<double> trainer = new(new TrainingPlan<double>
            {
                Learner = new Maml<double>(adaptation, 2),
                Tasks = new EnvironmentTasks<double>(pendulum),
                Iterations = 2,
                MetaBatch = 3,
                OuterOptimizer = new Sgd<double>(),
                OuterStepSize = 0.01,
            });
            return Flat.Of(trainer.Run(trainer.Start(), new() { Threads = 2 }).MetaParameters);
        }

        double[] three = Trained(3, null);
        Assert.All(three.Zip(Trained(7, 15)), static pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        Assert.NotEqual(three, Trained(7, null));
    }

    [Fact]
    public void A_natural_step_keeps_within_its_bound_and_goes_down_and_is_the_solution_for_a_small_damping()
    {
        Inspector inspector = new(bound: 0.01);
        Trainer<float> trainer = new(PolicyPlans.Navigation(inspector, iterations: 3));
        trainer.Run(trainer.Start(), new() { Threads = 1 });
        Assert.Equal(3, inspector.Distances.Count);
        Assert.All(inspector.Distances, static distance => Assert.InRange(distance, 1e-4, 0.0100001));
        Assert.All(inspector.Gains, static gain => Assert.True(gain > 0));
    }

    [Fact]
    public void Product_and_direction_of_a_search_are_derivatives_of_what_it_judges()
    {
        DifferenceSearch search = new();
        Trainer<double> trainer = new(Doubles(search));
        trainer.Run(trainer.Start(), new() { Threads = 2 });
        Assert.Equal(2, search.Checked);
    }

    [Fact]
    public void A_distance_that_goes_through_nothing_that_is_told_has_its_whole_hessian()
    {
        DifferenceSearch search = new();
        Trainer<double> trainer = new(Plans.Of(new Maml<double>(new WatchedNet(), 1), 2) with { Search = search, TasksPerBlock = 3 });
        trainer.Run(trainer.Start(), new() { Threads = 1 });
        Assert.Equal(2, search.Checked);
    }

    [Fact]
    public void A_clipped_ratio_takes_several_steps_where_a_plain_one_takes_one()
    {
        Trainer<float> several = new(PolicyPlans.Navigation(new RepeatedSteps<float>(3), iterations: 1));
        Trainer<float> single = new(PolicyPlans.Navigation(new RepeatedSteps<float>(1), iterations: 1));
        float[] start = Flat.Of(several.Start().MetaParameters).ToArray();
        double far = Distance(start, Flat.Of(several.Run(several.Start(), new() { Threads = 1 }).MetaParameters));
        double near = Distance(start, Flat.Of(single.Run(single.Start(), new() { Threads = 1 }).MetaParameters));
        Assert.InRange(far / near, 2, 3.001);
    }

    [Theory]
    [InlineData("bandits")]
    [InlineData("tabular")]
    [InlineData("corners")]
    [InlineData("pendulum")]
    [InlineData("cart-pole")]
    [InlineData("mountain car")]
    [InlineData("acrobot")]
    public void Every_environment_trains_by_the_natural_step(string name)
    {
        TaskEnvironment environment = name switch
        {
            "bandits" => new GaussianBandits(3, 6),
            "tabular" => new TabularProcesses(4, 3, 5),
            "corners" => new CornerNavigation(horizon: 12, radius: 4),
            "pendulum" => new Pendulum(horizon: 10),
            "cart-pole" => new CartPole(horizon: 30),
            "mountain car" => new MountainCar(horizon: 10),
            _ => new Acrobot(horizon: 10),
        };
        Module<float> net = new Linear<float>(environment.ObservationSize, Math.Max(environment.Actions.Choices, environment.Actions.Size));
        Policy<float> policy = environment.Actions.IsDiscrete
            ? new CategoricalPolicy<float>(net, environment.Actions.Choices)
            : new GaussianPolicy<float>(net, environment.Actions.Size);
        PolicyOptions<float> options = new() { SupportRollouts = 4, QueryRollouts = 4 };
        Trainer<float> trainer = new(PolicyPlans.Of(environment, policy, options, new NaturalStep<float>(), 2));
        TrainingState<float> one = trainer.Run(trainer.Start(), new() { Threads = 1 });
        Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = 2, Replay = false }));
        using Evaluator<float> evaluator = new(PolicyPlans.Of(environment, policy, options, null, 1).Learner);
        AdaptationCurve curve = evaluator.Evaluate(one.MetaParameters, new EnvironmentTasks<float>(environment), 9, 4);
        Assert.All(curve.Losses.SelectMany(static losses => losses), static loss => Assert.True(double.IsFinite(loss)));
    }

    [Fact]
    public void Training_on_bandits_raises_the_return_after_adaptation()
    {
        GaussianBandits bandits = new(3, 1, deviation: 0.1);
        PolicyAdaptation<float> adaptation = new(
            bandits,
            new CategoricalPolicy<float>(new Linear<float>(1, 3, bias: false), 3),
            StepSizes<float>.Learned(0.5, form: StepSizeForm.Positive),
            new() { SupportRollouts = 20, QueryRollouts = 20 });
        TrainingPlan<float> plan = new()
        {
            Learner = new Maml<float>(adaptation, 1),
            Tasks = new EnvironmentTasks<float>(bandits),
            Iterations = 150,
            MetaBatch = 20,
            OuterStepSize = 0.05,
        };
        Trainer<float> trainer = new(plan);
        TrainingState<float> trained = trainer.Run(trainer.Start(), new() { Threads = 1 });
        double before = After(trainer.Start());
        double after = After(trained);
        Assert.True(after - before > 0.2, FormattableString.Invariant($"before {before}, after {after}"));

        double After(TrainingState<float> state)
        {
            using Evaluator<float> evaluator = new(plan.Learner);
            return -evaluator.Evaluate(state.MetaParameters, plan.Tasks, 77, 400).After(1).Mean;
        }
    }

    [Fact]
    public void What_a_search_cannot_do_is_refused()
    {
        TrainingPlan<double> sinusoid = Plans.Of(
            new Maml<double>(Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(0.1)));
        Trainer<double> without = new(sinusoid with { Search = new NaturalStep<double>() });
        Assert.Contains(
            "NetAdaptation`1 knows of no distance",
            Assert.Throws<NotSupportedException>(() => without.Run(without.Start(), new() { Threads = 1 })).Message,
            StringComparison.Ordinal);
        TrainingPlan<float> plan = PolicyPlans.Navigation(new NaturalStep<float>());
        Assert.Contains(
            "judges after the last step alone, got 'unrolled steps=1 weights=1/1'",
            Assert.Throws<ArgumentException>(
                () => new Trainer<float>(plan with { Learner = new Maml<float>(plan.Learner.Adaptation, 1, [1, 1]) })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "judges after the last step alone",
            Assert.Throws<ArgumentException>(() => new Trainer<float>(
                plan with { Learner = new Maml<float>(plan.Learner.Adaptation, new TrajectoryAdjoint<float>(1)) })).Message,
            StringComparison.Ordinal);
    }

    private static OuterSearch<float>? Named(string name) => name switch
    {
        "natural step" => new NaturalStep<float>(turns: 4, everyBlock: 2),
        "repeated steps" => new RepeatedSteps<float>(3),
        _ => null,
    };

    private static TrainingPlan<double> Doubles(OuterSearch<double> search) => new()
    {
        Learner = new Maml<double>(
            new PolicyAdaptation<double>(
                new Navigation(horizon: 5),
                new GaussianPolicy<double>(
                    new Sequential<double>(new Linear<double>(2, 4), Activations.Tanh<double>(), new Linear<double>(4, 2)), 2),
                StepSizes<double>.Constant(0.1),
                new() { SupportRollouts = 3, QueryRollouts = 3 }),
            1),
        Tasks = new EnvironmentTasks<double>(new Navigation(horizon: 5)),
        Iterations = 2,
        MetaBatch = 3,
        TasksPerBlock = 2,
        Search = search,
        OuterOptimizer = new Sgd<double>(),
    };

    private static double Distance(float[] left, float[] right)
        => Math.Sqrt(left.Zip(right, static (a, b) => ((double)a - b) * (a - b)).Sum());

    /// <summary>The natural step, looked at.</summary>
    private sealed class Inspector(double bound) : OuterSearch<float>
    {
        private readonly NaturalStep<float> _step = new(bound);

        public List<double> Distances { get; } = [];

        public List<double> Gains { get; } = [];

        public override string Description => _step.Description;

        public override void Take(OuterProblem<float> problem)
        {
            (double before, double nothing) = problem.Judge(problem.Meta);
            Assert.Equal(0, nothing, 1e-6);
            _step.Take(problem);
            (double after, double distance) = problem.Judge(problem.Meta);
            Distances.Add(distance);
            Gains.Add(before - after);
        }
    }
}

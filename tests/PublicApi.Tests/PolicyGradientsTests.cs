using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The program of docs/06-policy-gradients.md, as it stands there, and what the public surface is enough for.</summary>
public class PolicyGradientsTests
{
    [Fact]
    public void The_page_has_the_program_that_runs_here()
        => Guide.RequireCompiled("06-policy-gradients.md", "PolicyGradientsTests.cs", 3);

    [Fact]
    public void The_program_trains()
    {
        var net = new Sequential<float>(new Linear<float>(2, 4), Activations.Relu<float>(), new Linear<float>(4, 2));

        // <guide>
        var environment = new Navigation();
        var policy = new GaussianPolicy<float>(net, size: 2);
        var advantages = new Advantages { Baseline = new LinearFeatureBaseline(), Normalized = true };
        var options = new PolicyOptions<float> { InnerAdvantages = advantages, OuterAdvantages = advantages, PerStep = true };
        var adaptation = new PolicyAdaptation<float>(environment, policy, StepSizes<float>.Constant(0.5), options);
        var plan = new TrainingPlan<float>
        {
            Learner = new Maml<float>(adaptation, steps: 1),
            Tasks = new EnvironmentTasks<float>(environment),
            Iterations = 100,
            MetaBatch = 40,
            Search = new NaturalStep<float>(bound: 0.01),
        };

        // </guide>
        Trainer<float> trainer = new(plan with { Iterations = 1, MetaBatch = 2 });
        Assert.Equal(1, trainer.Run(trainer.Start()).Iteration);
    }

    [Fact]
    public void The_program_with_a_memory_trains()
    {
        // <guide>
        var bandits = new BernoulliBandits(arms: 5, pulls: 10);
        var memory = new Gru<float>(MemoryPolicy<float>.InputSize(bandits), hidden: 48);
        var head = new CategoricalPolicy<float>(new Linear<float>(48, 5), choices: 5);
        var critic = new Linear<float>(48 + 5, 1);
        var remembering = new MemoryPolicy<float>(memory, head, critic, criticSeesTask: true);
        var trials = new TrialOptions<float>
        {
            Trials = 8,
            Advantages = new Advantages { Lambda = 0.9, AgainstOptimum = true },
            Surrogate = Surrogate<float>.Clipped(),
            CriticWeight = 0.1,
            EntropyWeight = 0.01,
        };
        var learner = new Learner<float>("RL^2", new MemoryAdaptation<float>(bandits, remembering, trials), new Unrolled<float>(0));
        var training = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new EnvironmentTasks<float>(bandits),
            Iterations = 1200,
            MetaBatch = 128,
            OuterStepSize = Schedule.Cosine(4e-3, 1e-4, 1200),
            Search = new RepeatedSteps<float>(steps: 4),
        };

        // </guide>
        Trainer<float> trainer = new(training with { Iterations = 1, MetaBatch = 2 });
        Assert.Equal(1, trainer.Run(trainer.Start()).Iteration);

        // <guide>
        var cell = new Gru<float>(ChoiceMemory<float>.ReadBySelf, hidden: 16);
        var clock = new Gru<float>(ChoiceMemory<float>.ReadBySelf, hidden: 8);
        var each = new ChoiceMemory<float>(states: 1, choices: 5, cell, clock);
        var scores = new Sequential<float>(
            new SetLinear<float>(5, each.OutputsOfChoice, 32), Activations.Relu<float>(), new SetLinear<float>(5, 32, 1));
        var worth = new Sequential<float>(
            new SetLinear<float>(5, each.OutputsOfChoice + 1, 32), Activations.Relu<float>(), new SetMean<float>(5),
            new Linear<float>(32, 1));
        var byChoice = new MemoryPolicy<float>(each, new CategoricalPolicy<float>(scores, choices: 5), worth, criticSeesTask: true);

        // </guide>
        Learner<float> other = new("RL^2", new MemoryAdaptation<float>(bandits, byChoice, trials), new Unrolled<float>(0));
        Trainer<float> ofEach = new(training with { Learner = other, Iterations = 1, MetaBatch = 2 });
        Assert.Equal(1, ofEach.Run(ofEach.Start()).Iteration);
    }

    [Fact]
    public void An_environment_and_a_search_of_ones_own_train_together()
    {
        OwnEnvironment environment = new();
        PolicyAdaptation<double> adaptation = new(
            environment,
            new CategoricalPolicy<double>(new Linear<double>(1, 3), 3),
            StepSizes<double>.Constant(0.1),
            new() { SupportRollouts = 4, QueryRollouts = 4 });
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(adaptation, 1),
            Tasks = new EnvironmentTasks<double>(environment),
            Iterations = 3,
            MetaBatch = 4,
            Search = new SmallStep(),
        };
        Trainer<double> trainer = new(plan);
        TrainingState<double> one = trainer.Run(trainer.Start(), new() { Threads = 1 });
        TrainingState<double> two = trainer.Run(trainer.Start(), new() { Threads = 2, Replay = false });
        Assert.Equal(Tensors.ToArray(one.MetaParameters[0].Value), Tensors.ToArray(two.MetaParameters[0].Value));
        Assert.NotEqual(Tensors.ToArray(trainer.Start().MetaParameters[0].Value), Tensors.ToArray(one.MetaParameters[0].Value));
    }

    /// <summary>Against the direction, half as far until the distance is small.</summary>
    private sealed class SmallStep : OuterSearch<double>
    {
        public override string Description => "small step";

        public override void Take(OuterProblem<double> problem)
        {
            double[] at = problem.Meta.ToArray();
            double[] direction = problem.Direction.ToArray();
            double size = 1;
            double[] next;
            do
            {
                next = [.. at.Zip(direction, (x, g) => x - (size * g))];
                size /= 2;
            }
            while (problem.Judge(next).Distance > 0.001);

            problem.MoveTo(next);
        }
    }
}

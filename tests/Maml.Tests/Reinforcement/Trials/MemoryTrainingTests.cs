using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Reinforcement.Truth;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Reinforcement.Trials;

/// <summary>Training policies with a memory: the right gradient, and the same bits however it is run.</summary>
public class MemoryTrainingTests
{
    private static readonly CartPole Poles = new(horizon: 9);

    public static TheoryData<string> Searches => ["none", "natural step", "repeated steps", "memory of each choice"];

    [Theory]
    [MemberData(nameof(Searches))]
    public void Recorded_replayed_on_more_threads_and_resumed_it_ends_in_the_same_bits(string search)
    {
        Trainer<float> trainer = new(Plan(search, 4));
        TrainingState<float> one = trainer.Run(trainer.Start(), new() { Threads = 1 });
        Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = 1, Replay = false }));
        Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = 2 }));
        Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = 3, Replay = false }));
        using TemporaryFolder folder = new();
        string path = folder["half.safetensors"];
        Trainer<float> half = new(Plan(search, 2));
        half.Run(half.Start(), new() { Threads = 2, CheckpointPath = path });
        Same.Bits(one, trainer.Run(trainer.Resume(path), new() { Threads = 2 }));
        Assert.NotEqual(Flat.Of(trainer.Start().MetaParameters), Flat.Of(one.MetaParameters));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true, true)]
    public void Direction_and_product_are_derivatives_of_what_is_judged(bool critic, bool told, bool byChoice = false)
    {
        DifferenceSearch search = new();
        BernoulliBandits bandits = new(3, 4);
        MemoryPolicy<double> policy = byChoice
            ? MemoryPlans.ByChoice<double>(bandits)
            : MemoryPlans.Policy<double>(bandits, critic: critic, told: told);
        Trainer<double> trainer = new(MemoryPlans.Of(
            bandits, policy, new() { Trials = 2, Episodes = 2, EntropyWeight = Schedule.Linear(0.3, 0.1, 4) }, search, 2) with
        {
            OuterOptimizer = new Sgd<double>(),
        });
        trainer.Run(trainer.Start(), new() { Threads = 2 });
        Assert.Equal(2, search.Checked);
    }

    [Fact]
    public void The_entropy_weighs_what_its_schedule_says_at_each_iteration()
    {
        BernoulliBandits bandits = new(3, 4);
        MemoryPolicy<double> policy = MemoryPlans.Policy<double>(bandits);
        TrainingState<double> After(Schedule? weight, long iterations)
        {
            Trainer<double> trainer = new(MemoryPlans.Of(bandits, policy, new() { EntropyWeight = weight }, null, iterations));
            return trainer.Run(trainer.Start());
        }

        Schedule falling = Schedule.Linear(0.3, 0, 1);
        Same.Bits(After(0.3, 1).MetaParameters, After(falling, 1).MetaParameters);
        Assert.NotEqual(Flat.Of(After(null, 1).MetaParameters), Flat.Of(After(falling, 1).MetaParameters));
        Assert.NotEqual(Flat.Of(After(0.3, 2).MetaParameters), Flat.Of(After(falling, 2).MetaParameters));
        Same.Bits(After(null, 1).MetaParameters, After(0, 1).MetaParameters);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_direction_is_without_bias_whatever_the_critic_says_of_the_task(bool againstOptimum)
    {
        // All that three pulls of two arms can be and pay, with the probability of each: the expected return and its gradient.
        double[] pays = [0.2, 0.9];
        BernoulliBandits bandits = new(2, 3);
        MemoryPolicy<double> policy = MemoryPlans.Policy<double>(bandits);
        MemoryAdaptation<double> adaptation = new(
            bandits, policy, new() { Trials = 200, Advantages = new() { AgainstOptimum = againstOptimum } });
        Learner<double> learner = new("RL^2", adaptation, new Unrolled<double>(0));
        Parameters<double> meta = learner.Initialize(5);
        double[] truth;
        using (Tape<double> tape = new())
        {
            Variables<double> theta = meta.On(tape);
            truth = tape.Gradient(-Expected(policy, theta.Under("policy"), pays), theta)["policy.head.weight"].ToArray();
        }

        // The critic learns from the same loss, and its errors move the memory as well: the head is moved by the return alone.
        Estimates[] estimates = [.. truth.Select(static _ => new Estimates())];
        EnvironmentTasks<double> tasks = new(bandits, [pays]);
        for (int repeat = 0; repeat < 400; repeat++)
        {
            TaskBatch<double> batch = tasks.Batch(new TaskNumber(1, 0));
            batch.SetKey(0, 1, repeat, 0);
            using Tape<double> tape = new();
            double[] direction = learner.Compute(meta.On(tape), batch.On(tape)).Direction["policy.head.weight"].ToArray();
            for (int k = 0; k < truth.Length; k++)
            {
                estimates[k].Add([direction[k]]);
            }
        }

        for (int k = 0; k < truth.Length; k++)
        {
            Assert.InRange(estimates[k].From(truth[k]), -4, 4);
        }

        int largest = Array.FindIndex(truth, value => Math.Abs(value) == truth.Max(Math.Abs));
        estimates[largest].RequireTruth(truth[largest], "the head's weight");
    }

    [Fact]
    public void A_memory_learns_which_arm_pays()
    {
        BernoulliBandits bandits = new(2, 6);
        MemoryPolicy<float> policy = MemoryPlans.Policy<float>(bandits, hidden: 16);
        TrialOptions<float> options = new()
        {
            Trials = 4,
            Advantages = new() { Lambda = 0.3 },
            Surrogate = Surrogate<float>.Clipped(),
            CriticWeight = 0.1,
        };
        TrainingPlan<float> plan = MemoryPlans.Of(bandits, policy, options, new RepeatedSteps<float>(8), 100) with
        {
            MetaBatch = 32,
            TasksPerBlock = 16,
            OuterStepSize = 5e-3,
        };
        Trainer<float> trainer = new(plan);
        TrainingState<float> trained = trainer.Run(trainer.Start(), new() { Threads = 1 });

        // Without learning within a bandit 3 is all that there is; the optimum is 3.5017 by dynamic programming.
        Assert.InRange(Return(trainer.Start()), 2.9, 3.1);
        Assert.InRange(Return(trained), 3.35, 3.56);

        double Return(TrainingState<float> state)
        {
            using Evaluator<float> evaluator = new(plan.Learner);
            return -evaluator.Evaluate(state.MetaParameters, plan.Tasks, 77, 3000).After(0).Mean;
        }
    }

    [Fact]
    public void The_most_probable_action_is_told_beside_the_sampled_one_and_a_sequence_is_read_on()
    {
        BernoulliBandits bandits = new(2, 3);
        MemoryAdaptation<double> adaptation = new(
            bandits, MemoryPlans.Policy<double>(bandits), new() { Trials = 3, TellsMode = true });
        Learner<double> learner = new("RL^2", adaptation, new Unrolled<double>(0));
        using Evaluator<double> evaluator = new(learner);
        Parameters<double> meta = learner.Initialize(2);
        AdaptationCurve curve = evaluator.Evaluate(meta, new EnvironmentTasks<double>(bandits), 3, 50);
        Assert.InRange(curve.MeasureAfter("return of the mode", 0).Mean, 0, 3);
        Assert.NotEqual(-curve.After(0).Mean, curve.MeasureAfter("return of the mode", 0).Mean);
        using Tape<double> tape = new();
        Episode<double> episode = new EnvironmentTasks<double>(bandits).Batch(new TaskNumber(1, 0)).On(tape);
        Variables<double> theta = meta.On(tape);
        Variable<double> told = adaptation.Predict(
            adaptation.Start(theta, episode), theta, tape.Zeros([1, 4, 5]), Pass<double>.Evaluation);
        Assert.Equal([1, 4, 2], told.Shape);
        Assert.All(told.Exp().Sum([2]).ToArray(), static value => Assert.Equal(1, value, 1e-12));
    }

    private static TrainingPlan<float> Plan(string search, long iterations)
    {
        bool natural = search == "natural step";
        bool byChoice = search == "memory of each choice";
        TaskEnvironment environment = byChoice ? new BernoulliBandits(3, 4) : Poles;
        MemoryPolicy<float> policy = byChoice
            ? MemoryPlans.ByChoice<float>(environment)
            : MemoryPlans.Policy<float>(Poles, lstm: natural, told: !natural);
        TrialOptions<float> options = new()
        {
            Trials = 3,
            Episodes = 2,
            Advantages = new() { Discount = 0.98, Lambda = 0.9 },
            Surrogate = byChoice || search == "repeated steps" ? Surrogate<float>.Clipped() : Surrogate<float>.LowVarianceCurvature,
            EntropyWeight = Schedule.Linear(0.01, 0, 4),
        };
        OuterSearch<float>? taken = search switch
        {
            "natural step" => new NaturalStep<float>(turns: 4, everyBlock: 2),
            "repeated steps" or "memory of each choice" => new RepeatedSteps<float>(3),
            _ => null,
        };
        return MemoryPlans.Of(environment, policy, options, taken, iterations);
    }

    private static Variable<double> Expected(MemoryPolicy<double> policy, Variables<double> theta, double[] pays)
    {
        const int Pulls = 3;
        int histories = 1 << (2 * Pulls);
        double[] inputs = new double[histories * Pulls * 5];
        double[] actions = new double[histories * Pulls];
        double[] worth = new double[histories];
        for (int history = 0; history < histories; history++)
        {
            (double paid, double probability) = (0, 1);
            for (int pull = 0; pull < Pulls; pull++)
            {
                (int arm, int pay) = ((history >> (2 * pull)) & 1, (history >> ((2 * pull) + 1)) & 1);
                actions[(history * Pulls) + pull] = arm;
                paid += pay;
                probability *= pay == 1 ? pays[arm] : 1 - pays[arm];
                Span<double> read = inputs.AsSpan(((history * Pulls) + pull) * 5);
                read[0] = 1;
                if (pull < Pulls - 1)
                {
                    read[5 + 1 + arm] = 1;
                    read[5 + 3] = pay;
                }
            }

            worth[history] = paid * probability;
        }

        Tape<double> tape = theta.Values[0].Tape;
        Variable<double> described = policy.Read(theta, tape.Constant(inputs, [1, histories, Pulls, 5]), task: null).Descriptions;
        Variable<double> log = policy.Head.LogProbability(described, tape.Constant(actions, [1, histories * Pulls, 1]));
        return (log.Reshape([histories, Pulls]).Sum([1]).Exp() * tape.Constant(worth, [histories])).Sum();
    }
}

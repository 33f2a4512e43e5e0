using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Reinforcement.Rollouts;

/// <summary>Rollouts as calls to the host: named by their keys, padded behind their ends, without allocation.</summary>
public class RolloutTests
{
    private static readonly Navigation Environment = new(horizon: 20);
    private static readonly GaussianPolicy<double> Policy = new(new Linear<double>(2, 2), 2);

    [Fact]
    public void A_rollout_is_the_same_among_others_and_in_another_block()
    {
        Trajectories<double> all = Of(tasks: [3, 7, 9], rollouts: 4, out Tape<double> first);
        Trajectories<double> one = Of(tasks: [7], rollouts: 2, out Tape<double> second);
        using (first)
        using (second)
        {
            for (int k = 0; k < 2 * 20 * 2; k++)
            {
                Assert.Equal(all.Actions.Values[(4 * 20 * 2) + k], one.Actions.Values[k]);
            }

            Assert.Equal(all.Rewards.Values.Slice(4 * 20, 40), one.Rewards.Values);
            Assert.NotEqual(all.Rewards.Values[..20].ToArray(), all.Rewards.Values.Slice(20, 20).ToArray());
            Assert.NotEqual(all.Rewards.Values[..40].ToArray(), one.Rewards.Values.ToArray());
        }
    }

    [Fact]
    public void Iteration_step_and_purpose_each_change_the_random_numbers()
    {
        Trajectories<double> plain = Of([7], 1, out Tape<double> tape);
        using (tape)
        {
            double[] known = plain.Actions.ToArray();
            using Tape<double> other = new();
            Assert.NotEqual(known, At(other, [7], 1, iteration: 1, step: 0, "support").Actions.ToArray());
            Assert.NotEqual(known, At(other, [7], 1, iteration: 0, step: 1, "support").Actions.ToArray());
            Assert.NotEqual(known, At(other, [7], 1, iteration: 0, step: 0, "query").Actions.ToArray());
            Assert.Equal(known, At(other, [7], 1, iteration: 0, step: 0, "support").Actions.ToArray());
        }
    }

    [Fact]
    public void Behind_its_end_a_rollout_is_padded_with_zeros()
    {
        // A goal within a hundredth of the start: nearly every first step goes beyond it, some end early.
        using Tape<double> tape = new();
        Trajectories<double> rollouts = At(tape, [0], 200, 0, 0, "support", new EnvironmentTasks<double>(Environment, [[0.1, 0.1]]));
        int ended = 0;
        for (int rollout = 0; rollout < 200; rollout++)
        {
            double[] mask = rollouts.Mask.Values.Slice(rollout * 20, 20).ToArray();
            int length = (int)mask.Sum();
            Assert.Equal(Enumerable.Range(0, 20).Select(time => time < length ? 1.0 : 0), mask);
            ended += length < 20 ? 1 : 0;
            for (int time = length; time < 20; time++)
            {
                int place = (rollout * 20) + time;
                Assert.Equal(0, rollouts.Rewards.Values[place]);
                Assert.Equal(0, rollouts.Advantages.Values[place]);
                Assert.Equal([0, 0], rollouts.Actions.Values.Slice(2 * place, 2).ToArray());
            }
        }

        Assert.InRange(ended, 3, 197);
        Variables<double> theta = Policy2(tape, 1);
        Variable<double> ratio = rollouts.LogRatio(Policy, Policy.Describe(theta, rollouts.Observations));
        Assert.All(ratio.ToArray(), static value => Assert.Equal(0, value, 1e-12));
    }

    [Fact]
    public void Rollouts_count_until_they_have_taken_so_many_steps_the_last_of_them_whole()
    {
        const int Most = 130;
        const int Rollouts = 30;
        EnvironmentTasks<double> near = new(Environment, [[0.1, 0.1]]);
        Advantages advantages = new() { Discount = 0.9, Baseline = new(), Normalized = true };
        using Tape<double> tape = new();
        Trajectories<double> Of(int rollouts, long? mostSteps)
            => new RolloutCall<double>(Environment, Policy, rollouts, advantages, "support", mostSteps: mostSteps).At(
                new(Episode(tape, [0], 0, near), 0), Policy2(tape, 1));

        Trajectories<double> all = Of(Rollouts, null);
        double[] lengths = all.Mask.Sum([2]).ToArray();
        int counted = Enumerable.Range(1, Rollouts).First(count => lengths.Take(count).Sum() >= Most);
        Assert.InRange(counted, (Most / 20) + 1, Rollouts - 1);
        Assert.NotEqual(Most, lengths.Take(counted).Sum());

        Trajectories<double> some = Of(Rollouts, Most);
        Trajectories<double> alone = Of(counted, null);
        double[] behind = new double[(Rollouts - counted) * 20];
        Assert.Equal([.. alone.Mask.ToArray(), .. behind], some.Mask.ToArray());
        Assert.Equal([.. alone.Rewards.ToArray(), .. behind], some.Rewards.ToArray());
        Assert.Equal([.. alone.Advantages.ToArray(), .. behind], some.Advantages.ToArray());
        Assert.Equal(alone.Return.Values[0], some.Return.Values[0], 1e-12);
        Assert.NotEqual(all.Return.Values[0], some.Return.Values[0], 1e-6);
        Assert.Equal(all.Rewards.ToArray(), Of(Rollouts, 20 * Rollouts).Rewards.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(1, 0));
    }

    [Fact]
    public void Advantages_without_a_baseline_are_discounted_returns_and_generalized_ones_follow_their_sum()
    {
        double[] rewards = [1, 2, 3, 5, 0, 0];
        RolloutSteps steps = new()
        {
            Rollouts = 2,
            Horizon = 3,
            ObservationSize = 1,
            Observations = [1, 2, 3, -1, 0, 0],
            Rewards = rewards,
            Lengths = [3, 1],
        };
        double[] plain = new double[6];
        new Advantages { Discount = 0.5 }.Compute(steps, plain, new double[6], Scratch(1));
        Assert.Equal([2.75, 3.5, 3, 5, 0, 0], plain);
        double[] values = new double[6];
        double[] generalized = new double[6];
        new Advantages { Discount = 0.5, Lambda = 0.8, Baseline = new() }.Compute(steps, generalized, values, Scratch(1));
        Assert.Equal(0, values[4]);
        double d2 = 3 - values[2];
        double d1 = 2 + (0.5 * values[2]) - values[1];
        double d0 = 1 + (0.5 * values[1]) - values[0];
        Assert.Equal(d0 + (0.4 * (d1 + (0.4 * d2))), generalized[0], 1e-12);
        Assert.Equal(5 - values[3], generalized[3], 1e-12);
        Assert.Equal([0, 0], generalized[4..]);
        double[] normalized = new double[6];
        new Advantages { Normalized = true }.Compute(steps, normalized, values, Scratch(1));
        double[] taken = normalized[..4];
        Assert.Equal(0, taken.Average(), 1e-12);
        Assert.Equal(1, taken.Average(static value => value * value), 1e-6);
        Assert.Equal([0, 0], normalized[4..]);
    }

    [Fact]
    public void Against_the_optimum_advantages_are_of_regrets_and_rewards_stay_what_they_are()
    {
        TabularProcesses processes = new(states: 3, actions: 2, horizon: 4);
        CategoricalPolicy<double> policy = new(new Linear<double>(3, 2), 2);
        using Tape<double> tape = new();
        Episode<double> episode = Episode(tape, [4, 9], 0, new(processes));
        Variables<double> theta = MetaPart<double>.Initialize([new("policy", policy.Parameters)], 3).On(tape).Under("policy")
            .Map(static value => value.BroadcastTo(value.Shape.Prepend(2)));
        Trajectories<double> Of(Advantages advantages)
            => new RolloutCall<double>(processes, policy, 5, advantages, "support").At(new(episode, 0), theta);

        Trajectories<double> plain = Of(new());
        Trajectories<double> against = Of(new() { AgainstOptimum = true });
        Assert.Equal(plain.Rewards.ToArray(), against.Rewards.ToArray());
        Assert.Equal(plain.Return.ToArray(), against.Return.ToArray());
        double[] solution = new double[processes.SolutionSize];
        for (int task = 0; task < 2; task++)
        {
            ReadOnlySpan<double> numbers = episode[EnvironmentTasks<double>.ArrayName].Values;
            processes.Solve(numbers.Slice(task * processes.TaskSize, processes.TaskSize), solution);
            for (int rollout = 0; rollout < 5; rollout++)
            {
                double after = 0;
                for (int time = 3; time >= 0; time--)
                {
                    int place = (((task * 5) + rollout) * 4) + time;
                    double state = plain.Observations.Values.Slice(place * 3, 3).IndexOf(1);
                    after -= processes.Regret(solution, [state], [plain.Actions.Values[place]], time);
                    Assert.Equal(after, against.Advantages.Values[place], 1e-12);
                }
            }
        }

        Assert.Contains(
            "navigation, horizon 20 does not: leave AgainstOptimum out",
            Assert.Throws<ArgumentException>(
                static () => new RolloutCall<double>(Environment, Policy, 1, new() { AgainstOptimum = true }, "support")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_tells_what_is_linear_in_its_features_and_one_of_the_other_half_does_not_see_what_it_serves()
    {
        const int Rollouts = 6;
        const int Horizon = 8;
        RandomStream random = new(4, "baseline");
        double[] observations = [.. Enumerable.Range(0, Rollouts * Horizon).Select(_ => random.NextNormal())];
        double[] returns = [.. observations.Select(static (s, k) => 2 + (3 * s) - (s * s) + (4.0 * (k % Horizon) / 100))];
        RolloutSteps steps = new()
        {
            Rollouts = Rollouts,
            Horizon = Horizon,
            ObservationSize = 1,
            Observations = observations,
            Rewards = new double[Rollouts * Horizon],
            Lengths = [8, 8, 8, 8, 8, 8],
        };
        double[] values = new double[Rollouts * Horizon];
        foreach (BaselineFit fit in Enum.GetValues<BaselineFit>())
        {
            new LinearFeatureBaseline(fit, ridge: 1e-9).Predict(steps, returns, values, Scratch(1));
            Assert.All(returns.Zip(values), static pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }

        double[] changed = [.. returns];
        changed[2 * Horizon] += 10;
        double[] after = new double[Rollouts * Horizon];
        new LinearFeatureBaseline(BaselineFit.OtherHalf).Predict(steps, returns, values, Scratch(1));
        new LinearFeatureBaseline(BaselineFit.OtherHalf).Predict(steps, changed, after, Scratch(1));
        Assert.Equal(values[(2 * Horizon)..(3 * Horizon)], after[(2 * Horizon)..(3 * Horizon)]);
        Assert.NotEqual(values[Horizon..(2 * Horizon)], after[Horizon..(2 * Horizon)]);
    }

    [Fact]
    public void Returns_that_are_not_finite_are_no_baseline()
    {
        double[] observed = [double.NaN];
        Assert.Contains(
            "equations are singular",
            Assert.Throws<InvalidOperationException>(() => new LinearFeatureBaseline().Predict(
                new()
                {
                    Rollouts = 1,
                    Horizon = 1,
                    ObservationSize = 1,
                    Observations = observed,
                    Rewards = [0],
                    Lengths = [1],
                },
                [0],
                new double[1],
                Scratch(1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_has_its_memory_allocates_nothing()
    {
        using Tape<double> tape = new();
        Advantages advantages = new() { Baseline = new(), Normalized = true };
        RolloutCall<double> call = new(Environment, Policy, 4, advantages, "support");
        Variables<double> theta = Policy2(tape, 3);
        Episode<double> episode = Episode(tape, [1, 2, 3], 0, new(Environment));
        Trajectories<double> rollouts = call.At(new(episode, 0), theta);
        Variable<double>[] inputs = [.. theta.Values, .. episode.Arrays.Values, episode.Keys];
        using Workspace<double> workspace = tape.Compile(inputs, [rollouts.Advantages]).CreateWorkspace();
        workspace.Run();
        Assert.Equal(0, Allocations.Least(workspace.Run));
    }

    [Fact]
    public void A_policy_of_other_actions_and_parameters_without_tasks_are_refused()
    {
        Assert.Equal(
            "The policy gives 2 choices and navigation, horizon 20 takes 2 real numbers. (Parameter 'policy')",
            Assert.Throws<ArgumentException>(static () => new RolloutCall<double>(
                Environment, new CategoricalPolicy<double>(new Linear<double>(2, 2), 2), 1, new(), "support")).Message);
        using Tape<double> tape = new();
        RolloutCall<double> call = new(Environment, Policy, 1, new(), "support");
        Variables<double> theta = Policy2(tape, 2);
        Assert.Contains(
            "mean.weight [1, 2, 2], mean.bias [1, 2], log_deviation [1, 2]",
            Assert.Throws<ArgumentException>(() => call.At(new(Episode(tape, [1], 0, new(Environment)), 0), theta)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "needs at least 2, got 1",
            Assert.Throws<ArgumentException>(static () => new RolloutCall<double>(
                Environment, Policy, 1, new() { Baseline = new(BaselineFit.OtherHalf) }, "support")).Message,
            StringComparison.Ordinal);
    }

    private static double[] Scratch(int observationSize) => new double[LinearFeatureBaseline.ScratchLength(observationSize)];

    private static Trajectories<double> Of(long[] tasks, int rollouts, out Tape<double> tape)
    {
        tape = new();
        return At(tape, tasks, rollouts, 0, 0, "support");
    }

    private static Trajectories<double> At(
        Tape<double> tape, long[] tasks, int rollouts, long iteration, int step, string purpose,
        EnvironmentTasks<double>? distribution = null)
        => new RolloutCall<double>(Environment, Policy, rollouts, new(), purpose).At(
            new(Episode(tape, tasks, iteration, distribution ?? new(Environment)), step), Policy2(tape, tasks.Length));

    private static Episode<double> Episode(Tape<double> tape, long[] tasks, long iteration, EnvironmentTasks<double> distribution)
    {
        TaskBatch<double> batch = distribution.Batch([.. tasks.Select(static task => new TaskNumber(1, task))]);
        for (int k = 0; k < tasks.Length; k++)
        {
            batch.SetKey(k, 1, iteration, tasks[k]);
        }

        return batch.On(tape, iteration);
    }

    private static Variables<double> Policy2(Tape<double> tape, int tasks)
        => MetaPart<double>.Initialize([new("policy", Policy.Parameters)], 3).On(tape).Under("policy")
            .Map(value => value.BroadcastTo(value.Shape.Prepend(tasks)));
}

using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Reinforcement.Trials;

/// <summary>Trials as calls to the host: what is read at each step, and a memory that goes through the episodes of a trial.</summary>
public class TrialTests
{
    private const int Episodes = 3;

    // Two arms and three pulls; and one with episodes that end early.
    private static readonly BernoulliBandits Bandits = new(2, 3);
    private static readonly CartPole Poles = new(horizon: 14);

    public static TheoryData<string, bool> All => new()
    {
        { "bandits", false }, { "bandits", true }, { "poles", false }, { "poles", true },
    };

    [Fact]
    public void A_trial_is_the_same_among_others_and_in_another_block()
    {
        MemoryPolicy<double> policy = MemoryPlans.Policy<double>(Poles);
        using Tape<double> tape = new();
        Trials<double> all = Of(tape, Poles, policy, [3, 7, 9], 4);
        Trials<double> one = Of(tape, Poles, policy, [7], 2);
        int steps = Episodes * Poles.Horizon;
        Assert.Equal(all.Steps.Rewards.Values.Slice(4 * steps, 2 * steps), one.Steps.Rewards.Values);
        Assert.Equal(all.Steps.Actions.Values.Slice(4 * steps, 2 * steps), one.Steps.Actions.Values);
        Assert.Equal(all.Values!.Value.Values.Slice(4 * steps, 2 * steps), one.Values!.Value.Values);
        Assert.NotEqual(all.Steps.Actions.Values[..steps].ToArray(), all.Steps.Actions.Values.Slice(steps, steps).ToArray());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_reads_the_action_the_reward_and_the_end_before_it_and_nothing_at_first(string name, bool lstm)
    {
        TaskEnvironment environment = Environment(name);
        using Tape<double> tape = new();
        Trajectories<double> steps = Of(tape, environment, MemoryPlans.Policy<double>(environment, lstm), [1, 2], 5).Steps;
        int size = MemoryPolicy<double>.InputSize(environment);
        int seen = environment.ObservationSize;
        int longest = 0;
        int shortest = int.MaxValue;
        for (int trial = 0; trial < 2 * 5; trial++)
        {
            int first = trial * steps.Horizon;
            int length = (int)steps.Mask.Values.Slice(first, steps.Horizon).ToArray().Sum();
            Assert.All(steps.Mask.Values.Slice(first, length).ToArray(), static value => Assert.Equal(1, value));
            (longest, shortest) = (Math.Max(longest, length), Math.Min(shortest, length));
            double ends = 0;
            for (int time = 0; time < steps.Horizon; time++)
            {
                double[] read = steps.Observations.Values.Slice((first + time) * size, size).ToArray();
                double[] expected = new double[environment.Actions.Choices + 1];
                if (time > 0 && time < length)
                {
                    expected[(int)steps.Actions.Values[first + time - 1]] = 1;
                    expected[^1] = steps.Rewards.Values[first + time - 1];
                }

                Assert.Equal(expected, read[seen..^1]);
                ends += read[^1];
                if (time >= length)
                {
                    Assert.All(read, static value => Assert.Equal(0, value));
                    Assert.Equal(0, steps.Rewards.Values[first + time]);
                    Assert.Equal(0, steps.Advantages.Values[first + time]);
                }
            }

            // The end of the last episode nobody reads.
            Assert.Equal(Episodes - 1, ends);
        }

        Assert.Equal(name == "bandits", shortest == steps.Horizon);
        Assert.Equal(name == "bandits", longest == shortest);
    }

    [Fact]
    public void After_an_end_the_environment_begins_anew()
    {
        using Tape<double> tape = new();
        Trajectories<double> steps = Of(tape, Poles, MemoryPlans.Policy<double>(Poles), [1], 1).Steps;
        int size = MemoryPolicy<double>.InputSize(Poles);
        int begun = 0;
        for (int time = 1; time < steps.Horizon; time++)
        {
            ReadOnlySpan<double> read = steps.Observations.Values.Slice(time * size, size);
            if (read[^1] == 1)
            {
                // Within 0.05 of rest, as an episode begins.
                Assert.All(read[..4].ToArray(), static value => Assert.InRange(value, -0.05, 0.05));
                begun++;
            }
        }

        Assert.Equal(Episodes - 1, begun);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_memory_goes_through_the_episodes_of_a_trial_and_is_empty_for_a_new_task(string name, bool lstm)
    {
        TaskEnvironment environment = Environment(name);
        MemoryPolicy<double> policy = MemoryPlans.Policy<double>(environment, lstm);
        using Tape<double> tape = new();
        Variables<double> theta = Parameters(tape, policy);
        (Trajectories<double> steps, Variable<double>? values) = Of(tape, environment, policy, [1, 2], 3);
        Variable<double> inputs = steps.Observations.Reshape([2, 3, steps.Horizon, steps.Observations.Shape[2]]);
        Variable<double> tasks = Episode(tape, environment, [1, 2])[EnvironmentTasks<double>.ArrayName];

        // In one run from an empty memory over all episodes of both tasks.
        MemoryReading<double> whole = policy.Read(theta, inputs, tasks);
        Assert.All(steps.LogRatio(policy.Head, whole.Descriptions).ToArray(), static value => Assert.Equal(0, value, 1e-12));
        Variable<double> difference = (whole.Values!.Value - values!.Value) * steps.Mask;
        Assert.All(difference.ToArray(), static value => Assert.Equal(0, value, 1e-12));

        // Forgetting everything in the middle is something else; going on with what was there is not.
        int half = steps.Horizon / 2;
        MemoryReading<double> first = policy.Read(theta, inputs.Slice(2, 0, half), tasks);
        Variable<double> rest = inputs.Slice(2, half, steps.Horizon - half);
        double[] expected = whole.Values.Value.Slice(2, half, steps.Horizon - half).ToArray();
        double[] continued = policy.Read(theta, rest, tasks, [.. first.States]).Values!.Value.ToArray();
        Assert.All(expected.Zip(continued), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        double[] forgotten = policy.Read(theta, rest, tasks).Values!.Value.ToArray();
        Assert.Contains(expected.Zip(forgotten), static pair => Math.Abs(pair.First - pair.Second) > 1e-4);
        Assert.Equal(policy.StateShapes.Count, first.States.Count);
    }

    [Fact]
    public void With_a_critic_advantages_are_what_was_earned_from_there_on_less_what_it_said()
    {
        using Tape<double> tape = new();
        (Trajectories<double> steps, Variable<double>? values) =
            Of(tape, Bandits, MemoryPlans.Policy<double>(Bandits), [5], 1, new() { Discount = 0.5 });
        double after = 0;
        for (int time = steps.Horizon - 1; time >= 0; time--)
        {
            after = steps.Rewards.Values[time] + (0.5 * after);
            Assert.Equal(after - values!.Value.Values[time], steps.Advantages.Values[time], 1e-12);
        }
    }

    [Fact]
    public void A_call_that_has_its_memory_allocates_nothing()
    {
        TabularProcesses processes = new(horizon: 3);
        foreach ((TaskEnvironment environment, MemoryPolicy<double> policy) in ((TaskEnvironment, MemoryPolicy<double>)[])
            [
                (Poles, MemoryPlans.Policy<double>(Poles, lstm: true)), (Poles, MemoryPlans.Policy<double>(Poles, critic: false)),
                (processes, MemoryPlans.Policy<double>(processes)), (Bandits, MemoryPlans.ByChoice<double>(Bandits)),
            ])
        {
            using Tape<double> tape = new();
            Advantages advantages = new()
            {
                Lambda = 0.9,
                Baseline = policy.HasCritic ? null : new(),
                AgainstOptimum = environment is ISolvedEnvironment,
            };
            TrialCall<double> call = new(environment, policy, 4, Episodes, advantages, "trial");
            Variables<double> theta = Parameters(tape, policy);
            Episode<double> episode = Episode(tape, environment, [1, 2, 3]);
            Trials<double> trials = call.Of(episode, theta);
            Variable<double>[] inputs = [.. theta.Values, .. episode.Arrays.Values, episode.Keys];
            using Workspace<double> workspace = tape.Compile(inputs, [trials.Steps.Advantages]).CreateWorkspace();
            for (int k = 0; k < inputs.Length; k++)
            {
                inputs[k].Values.CopyTo(workspace.Input(k));
            }

            workspace.Run();
            Assert.Equal(0, Allocations.Least(workspace.Run));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        MemoryPolicy<double> policy = MemoryPlans.Policy<double>(Bandits);
        Assert.Contains(
            "a memory reads 8 numbers (observation, action, reward, end), got one of 5",
            Assert.Throws<ArgumentException>(() => new TrialCall<double>(Poles, policy, 1, 1, new(), "trial")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "The policy gives 2 choices and navigation, horizon 5 takes 2 real numbers",
            Assert.Throws<ArgumentException>(() => new TrialCall<double>(new Navigation(horizon: 5), policy, 1, 1, new(), "trial")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "leave one of the two out",
            Assert.Throws<ArgumentException>(
                () => new TrialCall<double>(Bandits, policy, 1, 1, new() { Baseline = new() }, "trial")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "leave Normalized out, or the critic",
            Assert.Throws<ArgumentException>(() => new MemoryAdaptation<double>(
                Bandits, policy, new() { Advantages = new() { Normalized = true } })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "got 0.5 and -1",
            Assert.Throws<ArgumentException>(() => new MemoryAdaptation<double>(Bandits, policy, new() { EntropyWeight = -1 })).Message,
            StringComparison.Ordinal);
        using Tape<double> tape = new();
        Assert.Contains(
            "shared by all tasks, [memory.weight_ih_l0 [18, 5], ",
            Assert.Throws<ArgumentException>(() => new TrialCall<double>(Bandits, policy, 1, 1, new(), "trial").Of(
                Episode(tape, Bandits, [1]), Parameters(tape, policy).Map(static value => value.InsertAxis(0)))).Message,
            StringComparison.Ordinal);
        MemoryPolicy<double> wrong = new(new Gru<double>(5, 6), policy.Head, new Linear<double>(6, 2));
        Assert.Contains(
            "The critic gave shape [1, 3, 2] for [1, 3, 6], expected [1, 3, 1]",
            Assert.Throws<ArgumentException>(() => wrong.Read(
                Parameters(tape, wrong), tape.Zeros([1, 1, 3, 5]), tape.Zeros([1, 2]))).Message,
            StringComparison.Ordinal);
    }

    private static TaskEnvironment Environment(string name) => name == "bandits" ? Bandits : Poles;

    private static Trials<double> Of(
        Tape<double> tape, TaskEnvironment environment, MemoryPolicy<double> policy, long[] tasks, int trials,
        Advantages? advantages = null)
        => new TrialCall<double>(environment, policy, trials, Episodes, advantages ?? new(), "trial").Of(
            Episode(tape, environment, tasks), Parameters(tape, policy));

    private static Variables<double> Parameters(Tape<double> tape, MemoryPolicy<double> policy)
        => MetaPart<double>.Initialize([new("policy", policy.Parameters)], 11).Under("policy").On(tape);

    private static Episode<double> Episode(Tape<double> tape, TaskEnvironment environment, long[] tasks)
    {
        EnvironmentTasks<double> distribution = new(environment);
        TaskBatch<double> batch = distribution.Batch([.. tasks.Select(static task => new TaskNumber(2, task))]);
        for (int place = 0; place < tasks.Length; place++)
        {
            batch.SetKey(place, 2, 0, tasks[place]);
        }

        return batch.On(tape);
    }
}

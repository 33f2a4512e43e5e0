using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Reinforcement.Truth;

/// <summary>Derivatives of surrogates, sampled, against those of the expected return in a tabular process, which are exact.</summary>
public class SurrogateTruthTests
{
    internal const int Samples = 4 * Tasks * Rollouts;

    private const int Tasks = 50;
    private const int Rollouts = 400;
    private const int Highest = 3;

    private static readonly TabularProcesses Processes = new(states: 3, actions: 2, horizon: 3, rewardDeviation: 0.5);
    private static readonly CategoricalPolicy<double> Policy = new(new Linear<double>(3, 2, bias: false), 2);

    // Chosen among some thousands so that the derivatives of all three orders are large beside what they vary by from rollout to rollout.
    private static readonly double[] Theta = [-1.8, 1.2, -1.0, -1.0, 0.6, -2.1];
    private static readonly double[] Direction = [-0.6, 1.5, -0.1, -0.7, 0.0, 0.1];
    private static readonly double[] Numbers =
    [
        0.2, 0.4, 1, 0.4, 0.7, 1, 0.8, 0.8, 1, 0.1, 0.3, 1, 0, 0.9, 1, 0, 0.7, 1,
        0.2, -0.2, 2.6, -0.7, 0.4, -0.5,
    ];

    [Theory]
    [InlineData("score function", false)]
    [InlineData("score function", true)]
    [InlineData("dice", false)]
    [InlineData("dice", true)]
    public void Right_surrogates_have_the_derivatives_of_the_expected_return_to_order_3(string name, bool againstOptimum)
    {
        double[] truth = Truth();
        Estimates[] estimates = Estimate(Named(name), new() { AgainstOptimum = againstOptimum }, 4);
        for (int order = 0; order < Highest; order++)
        {
            estimates[order].RequireTruth(truth[order], $"{name}, order {order + 1}");
        }
    }

    [Fact]
    public void Dice_is_right_with_a_baseline_of_the_other_half_too()
    {
        double[] truth = Truth();

        // What every action pays in every state changes no derivative, and is what a baseline takes away.
        Estimates[] estimates = Estimate(Surrogate<double>.Dice, new() { Baseline = new(BaselineFit.OtherHalf) }, 4, more: 3);
        Estimates[] without = Estimate(Surrogate<double>.Dice, new(), 4, more: 3);
        for (int order = 0; order < Highest; order++)
        {
            estimates[order].RequireTruth(truth[order], $"dice with a baseline, order {order + 1}");
            Assert.InRange(estimates[order].StandardError, 0, 0.8 * without[order].StandardError);
        }
    }

    [Fact]
    public void Low_variance_curvature_is_right_at_order_1_and_varies_less_at_order_2_but_is_biased()
    {
        double[] truth = Truth();
        Estimates[] estimates = Estimate(Surrogate<double>.LowVarianceCurvature, new(), 4);
        Estimates[] dice = Estimate(Surrogate<double>.Dice, new(), 4);
        estimates[0].RequireTruth(truth[0], "low-variance curvature, order 1");
        Assert.NotInRange(estimates[1].From(truth[1]), -10, 10);
        Assert.InRange(estimates[1].StandardError, 0, 0.8 * dice[1].StandardError);
    }

    [Fact]
    public void The_naive_surrogate_is_right_at_order_1_and_far_off_from_order_2_on()
    {
        double[] truth = Truth();
        Estimates[] estimates = Estimate(Surrogate<double>.Naive, new(), 4);
        estimates[0].RequireTruth(truth[0], "naive, order 1");
        Assert.NotInRange(estimates[1].From(truth[1]), -10, 10);
        Assert.NotInRange(estimates[2].From(truth[2]), -10, 10);
    }

    [Fact]
    public void A_clipped_ratio_has_the_gradient_of_the_expected_return_where_nothing_has_moved()
    {
        double[] truth = Truth();
        Estimate(Surrogate<double>.Clipped(), new(), 4)[0].RequireTruth(truth[0], "clipped, order 1");
        using Tape<double> tape = new();
        Variable<double> ratio = tape.Input([0.5, -0.5, 0.1], [1, 1, 3]);
        Variable<double> gain = Surrogate<double>.Clipped(0.2).Compute(ratio, tape.Constant([2.0, -1, 1], [1, 1, 3]));
        Assert.Equal((2 * 0.2) + 0.2 + (Math.Exp(0.1) - 1), gain.Values[0], 1e-14);
        Assert.Equal([0, 0, Math.Exp(0.1)], tape.Gradient(gain.Sum(), ratio).ToArray());
    }

    [Fact]
    public void The_truth_is_that_of_the_sum_over_all_trajectories()
    {
        // By hand: 2^3 choices of action times 3^2 states on the way, from state 0.
        double[] task = Numbers;
        double[] log = LogProbabilities(Theta);
        double sum = 0;
        for (int code = 0; code < 8 * 9; code++)
        {
            (int first, int second, int third) = (code % 2, code / 2 % 2, code / 4 % 2);
            (int middle, int last) = (code / 8 % 3, code / 24);
            double probability = Math.Exp(log[first] + log[(2 * middle) + second] + log[(2 * last) + third])
                * Transition(task, 0, first, middle) * Transition(task, middle, second, last);
            sum += probability * (task[18 + first] + task[18 + (2 * middle) + second] + task[18 + (2 * last) + third]);
        }

        using Tape<double> tape = new();
        Variable<double> exact = Exact(tape, tape.Constant(Theta, [1, 6]));
        Assert.Equal(sum, exact.Values[0], 1e-13);
    }

    private static Surrogate<double> Named(string name)
        => name == "dice" ? Surrogate<double>.Dice : Surrogate<double>.ScoreFunction;

    internal static double[] Truth()
    {
        using Tape<double> tape = new();
        Variable<double> theta = tape.Input(Theta, [1, 6]);
        return [.. Along.Of(Exact(tape, theta), theta, Direction, Highest).Select(static order => order.Values[0])];
    }

    private static Variable<double> Exact(Tape<double> tape, Variable<double> theta)
    {
        // The weight of a linear layer is [actions, states], and a state is seen one-hot.
        Variable<double> log = theta.Reshape([1, 2, 3]).SwapAxes(1, 2).LogSoftmax();
        return ExpectedReturn.OfTabular(Processes, tape.Constant(Numbers, [1, Processes.TaskSize]), log);
    }

    internal static Estimates[] Estimate(Surrogate<double> surrogate, Advantages advantages, int repeats, double more = 0)
    {
        Estimates[] estimates = [.. Enumerable.Range(0, Highest).Select(static _ => new Estimates())];
        RolloutCall<double> call = new(Processes, Policy, Rollouts, advantages, "truth");
        TaskBatch<double> batch = new EnvironmentTasks<double>(
            Processes,
            [[.. Numbers[..18], .. Numbers[18..].Select(mean => mean + more)]]).Batch(
                [.. Enumerable.Range(0, Tasks).Select(static k => new TaskNumber(1, k))]);
        using Tape<double> tape = new();
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            tape.Clear();
            for (int task = 0; task < Tasks; task++)
            {
                batch.SetKey(task, 1, repeat, task);
            }

            Variable<double> theta = tape.Input([.. Enumerable.Repeat(Theta, Tasks).SelectMany(static x => x)], [Tasks, 6]);
            Variables<double> parameters = new([KeyValuePair.Create("weight", theta.Reshape([Tasks, 2, 3]))]);
            Trajectories<double> rollouts = call.At(new(batch.On(tape, repeat), 0), parameters);
            Variable<double> gain = surrogate.Compute(
                rollouts.LogRatio(Policy, Policy.Describe(parameters, rollouts.Observations)), rollouts.Advantages) / Rollouts;
            Variable<double>[] orders = Along.Of(gain, theta, Direction, Highest);
            for (int order = 0; order < Highest; order++)
            {
                estimates[order].Add(orders[order].Values);
            }
        }

        return estimates;
    }

    private static double[] LogProbabilities(double[] theta)
        => [.. Enumerable.Range(0, 6).Select(k =>
        {
            (int state, int action) = (k / 2, k % 2);
            return theta[(3 * action) + state] - Math.Log(Math.Exp(theta[state]) + Math.Exp(theta[3 + state]));
        })];

    private static double Transition(double[] task, int state, int action, int next)
    {
        int row = ((2 * state) + action) * 3;
        return task[row + next] - (next == 0 ? 0 : task[row + next - 1]);
    }
}

using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Decision processes with few states: transitions q(s' | s, a) from Dirichlet(1, ..., 1), rewards from N(mean(s, a), 1) with
/// means from N(1, 1), both for each task; every episode begins in state 0.</summary>
/// <remarks>A task is the cumulative transition probabilities, [states, actions, states], and behind them the mean rewards, [states,
/// actions]; the policy sees which state it is in, one-hot. What a policy earns is exact by linear algebra: <see cref="ExpectedReturn"/>.
/// Source: Duan et al., RL^2, 2016, section 3.2 (10 states, 5 actions, horizon 10).</remarks>
public sealed class TabularProcesses : TaskEnvironment, ISolvedEnvironment
{
    private readonly double _rewardDeviation;

    /// <summary>Describes the processes.</summary>
    /// <param name="states">The number of states; at least 1.</param>
    /// <param name="actions">The number of actions; at least 1.</param>
    /// <param name="horizon">The number of steps of an episode; at least 1.</param>
    /// <param name="rewardDeviation">The standard deviation of a reward around its mean; 0 or more.</param>
    public TabularProcesses(int states = 10, int actions = 5, int horizon = 10, double rewardDeviation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(actions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rewardDeviation);
        (States, Horizon, Actions, _rewardDeviation) = (states, horizon, ActionSpace.Discrete(actions), rewardDeviation);
    }

    /// <summary>The number of states.</summary>
    public int States { get; }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant(
        $"tabular processes of {States} states, {Actions.Choices} actions, horizon {Horizon}, reward deviation {_rewardDeviation:R}");

    /// <inheritdoc/>
    public override int TaskSize => States * Actions.Choices * (States + 1);

    /// <inheritdoc/>
    public int SolutionSize => Regrets + (2 * States);

    /// <inheritdoc/>
    public override int StateSize => 1;

    /// <inheritdoc/>
    public override int ObservationSize => States;

    /// <inheritdoc/>
    public override ActionSpace Actions { get; }

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task)
    {
        ArgumentNullException.ThrowIfNull(random);
        int pairs = States * Actions.Choices;
        for (int pair = 0; pair < pairs; pair++)
        {
            // Exponential numbers over their sum are Dirichlet(1, ..., 1).
            Span<double> row = task.Slice(pair * States, States);
            double sum = 0;
            foreach (ref double entry in row)
            {
                sum -= Math.Log(1 - random.NextDouble());
                entry = sum;
            }

            foreach (ref double entry in row)
            {
                entry /= sum;
            }
        }

        foreach (ref double mean in task[(pairs * States)..])
        {
            mean = 1 + random.NextNormal();
        }
    }

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random) => state[0] = 0;

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
    {
        observation.Clear();
        observation[(int)state[0]] = 1;
    }

    /// <summary>The regrets of all actions, back from the horizon.</summary>
    /// <param name="task">The task.</param>
    /// <param name="solution">[horizon, states, actions], and behind them room to compute in.</param>
    /// <remarks>Cost: horizon states^2 actions.</remarks>
    public void Solve(ReadOnlySpan<double> task, Span<double> solution)
    {
        (int choices, int pairs) = (Actions.Choices, States * Actions.Choices);
        Span<double> worth = solution.Slice(Regrets, States);
        Span<double> after = solution.Slice(Regrets + States, States);
        after.Clear();
        for (int time = Horizon - 1; time >= 0; time--)
        {
            for (int state = 0; state < States; state++)
            {
                Span<double> row = solution.Slice((time * pairs) + (state * choices), choices);
                for (int action = 0; action < choices; action++)
                {
                    int pair = (state * choices) + action;
                    row[action] = task[(pairs * States) + pair] + Mean(task.Slice(pair * States, States), after);
                }

                worth[state] = TensorPrimitives.Max<double>(row);
                TensorPrimitives.Subtract(worth[state], row, row);
            }

            worth.CopyTo(after);
        }
    }

    /// <inheritdoc/>
    public double Regret(ReadOnlySpan<double> solution, ReadOnlySpan<double> state, ReadOnlySpan<double> action, int time)
        => solution[(((time * States) + (int)state[0]) * Actions.Choices) + (int)action[0]];

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int pairs = States * Actions.Choices;
        int pair = ((int)state[0] * Actions.Choices) + (int)action[0];
        ReadOnlySpan<double> row = task.Slice(pair * States, States);
        double number = random.NextDouble();
        int next = 0;
        while (next < States - 1 && number >= row[next])
        {
            next++;
        }

        state[0] = next;
        double noise = _rewardDeviation > 0 ? _rewardDeviation * random.NextNormal() : 0;
        return new(task[(pairs * States) + pair] + noise, false);
    }

    private int Regrets => Horizon * States * Actions.Choices;

    // Of values after a step, by cumulative probabilities.
    private static double Mean(ReadOnlySpan<double> cumulative, ReadOnlySpan<double> values)
    {
        (double sum, double before) = (0, 0);
        for (int state = 0; state < cumulative.Length; state++)
        {
            sum += (cumulative[state] - before) * values[state];
            before = cumulative[state];
        }

        return sum;
    }
}

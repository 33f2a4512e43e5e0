namespace AutogradMaml.Examples.Bandits;

/// <summary>A decision process of which all is known, and what is best in it.</summary>
/// <param name="states">The number of states.</param>
/// <param name="actions">The number of actions.</param>
/// <param name="horizon">The number of steps.</param>
internal sealed class Process(int states, int actions, int horizon)
{
    private readonly double[] _values = new double[states];
    private readonly double[] _after = new double[states];

    /// <summary>Transition probabilities, [states, actions, states].</summary>
    public double[] Transitions { get; } = new double[states * actions * states];

    /// <summary>Mean rewards, [states, actions].</summary>
    public double[] Means { get; } = new double[states * actions];

    /// <summary>The best action at each time and state, [horizon, states], as it was planned last.</summary>
    public int[] Best { get; } = new int[horizon * states];

    /// <summary>Takes a task of the environment: cumulative probabilities, and behind them mean rewards.</summary>
    /// <param name="task">The task.</param>
    public void Take(ReadOnlySpan<double> task)
    {
        for (int pair = 0; pair < states * actions; pair++)
        {
            double before = 0;
            for (int next = 0; next < states; next++)
            {
                double upTo = task[(pair * states) + next];
                Transitions[(pair * states) + next] = upTo - before;
                before = upTo;
            }

            Means[pair] = task[(states * actions * states) + pair];
        }
    }

    /// <summary>Finds the best action at each time and state, back from the horizon.</summary>
    /// <returns>What an episode that begins in state 0 earns by them.</returns>
    public double Plan()
    {
        Array.Clear(_after);
        for (int time = horizon - 1; time >= 0; time--)
        {
            for (int state = 0; state < states; state++)
            {
                (double best, int chosen) = (double.NegativeInfinity, 0);
                for (int action = 0; action < actions; action++)
                {
                    int pair = (state * actions) + action;
                    double worth = Means[pair];
                    for (int next = 0; next < states; next++)
                    {
                        worth += Transitions[(pair * states) + next] * _after[next];
                    }

                    if (worth > best)
                    {
                        (best, chosen) = (worth, action);
                    }
                }

                _values[state] = best;
                Best[(time * states) + state] = chosen;
            }

            _values.CopyTo(_after, 0);
        }

        return _after[0];
    }
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Reinforcement.Environments;

/// <summary>Environments that know the best way: what any policy earns is what that earns, less the policy's regrets.</summary>
public class SolvedEnvironmentTests
{
    [Theory]
    [InlineData(10, 5, 10)]
    [InlineData(70, 2, 3)]
    public void What_a_policy_earns_is_what_the_best_does_less_its_regrets(int states, int actions, int horizon)
    {
        TabularProcesses processes = new(states, actions, horizon);
        double[] task = new double[processes.TaskSize];
        double[] solution = new double[processes.SolutionSize];
        processes.DrawTask(new RandomStream(3, "tabular"), task);
        processes.Solve(task, solution);
        double[] regrets = solution[..(horizon * states * actions)];
        Assert.All(regrets, static regret => Assert.True(regret >= 0));
        Assert.All(regrets.Chunk(actions), static row => Assert.Equal(0, row.Min()));

        // The best by what it earns from the last step on, whatever the policy.
        double best = Best(processes, task);
        RandomStream random = new(5, "policies");
        for (int policy = 0; policy < 3; policy++)
        {
            double[] log = [.. Enumerable.Range(0, states * actions).Select(_ => 2 * random.NextNormal())];
            using Tape<double> tape = new();
            Variable<double> chosen = tape.Constant(log, [1, states, actions]).LogSoftmax();
            double earned = ExpectedReturn.OfTabular(processes, tape.Constant(task, [1, task.Length]), chosen).Values[0];
            Assert.Equal(best, earned + Regrets(processes, task, solution, chosen.Exp().ToArray()), 1e-11);
        }
    }

    [Fact]
    public void The_regret_of_an_arm_is_what_it_pays_less_than_the_best()
    {
        double[] solution = new double[3];
        foreach (Bandits bandits in (Bandits[])[new BernoulliBandits(3, 2), new GaussianBandits(3, 2)])
        {
            Assert.Equal(3, bandits.SolutionSize);
            bandits.Solve([0.25, 1, 0.5], solution);
            Assert.Equal([0.75, 0, 0.5], solution);
            Assert.Equal(0.5, bandits.Regret(solution, [], [2], time: 1));
        }
    }

    private static double Best(TabularProcesses processes, double[] task)
    {
        (int states, int actions) = (processes.States, processes.Actions.Choices);
        double[] after = new double[states];
        for (int time = 0; time < processes.Horizon; time++)
        {
            after = [.. Enumerable.Range(0, states).Select(state => Enumerable.Range(0, actions).Max(action =>
            {
                int pair = (state * actions) + action;
                return task[(states * states * actions) + pair] + Expected(task.AsSpan(pair * states, states), after);
            }))];
        }

        return after[0];
    }

    // The sum over time of what a policy of these probabilities, [states, actions], falls short of the best on average.
    private static double Regrets(TabularProcesses processes, double[] task, double[] solution, double[] policy)
    {
        (int states, int actions) = (processes.States, processes.Actions.Choices);
        double[] here = new double[states];
        here[0] = 1;
        double sum = 0;
        for (int time = 0; time < processes.Horizon; time++)
        {
            double[] next = new double[states];
            for (int pair = 0; pair < states * actions; pair++)
            {
                double probability = here[pair / actions] * policy[pair];
                sum += probability * processes.Regret(solution, [pair / actions], [pair % actions], time);
                for (int state = 0; state < states; state++)
                {
                    int place = (pair * states) + state;
                    next[state] += probability * (task[place] - (state == 0 ? 0 : task[place - 1]));
                }
            }

            here = next;
        }

        return sum;
    }

    private static double Expected(ReadOnlySpan<double> cumulative, double[] values)
    {
        double sum = cumulative[0] * values[0];
        for (int state = 1; state < values.Length; state++)
        {
            sum += (cumulative[state] - cumulative[state - 1]) * values[state];
        }

        return sum;
    }
}

using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What a policy earns on average, without sampling: on a tape, so that its derivatives of every order are exact.</summary>
public static class ExpectedReturn
{
    /// <summary>The expected return in tabular processes: sum over t of p_t . r, with p_0 in state 0 and p_(t+1) = p_t P, where P and r are
    /// transitions and mean rewards under the policy.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="processes">The processes.</param>
    /// <param name="tasks">The tasks as drawn, [tasks, numbers].</param>
    /// <param name="logProbabilities">log pi(a | s), [tasks, states, actions]: what a categorical policy says of the states in
    /// order.</param>
    /// <returns>[tasks].</returns>
    /// <remarks>Cost: states^2 actions a task for P, and states^2 for each step.</remarks>
    /// <exception cref="ArgumentException">The shapes are others.</exception>
    public static Variable<T> OfTabular<T>(TabularProcesses processes, Variable<T> tasks, Variable<T> logProbabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(processes);
        (int states, int actions) = (processes.States, processes.Actions.Choices);
        int count = tasks.Shape[0];
        Shape expected = [count, states, actions];
        if (tasks.Shape.Rank != 2 || tasks.Shape[1] != processes.TaskSize || logProbabilities.Shape != expected)
        {
            throw new ArgumentException(
                $"Tasks of shape [tasks, {processes.TaskSize}] and log-probabilities of {expected} are expected, got {tasks.Shape} and " +
                $"{logProbabilities.Shape}.");
        }

        int pairs = states * actions;
        Variable<T> cumulative = tasks.Slice(1, 0, pairs * states).Reshape([count, states, actions, states]);
        Variable<T> before = cumulative.Pad(3, 1, 0).Slice(3, 0, states);
        Variable<T> rewards = tasks.Slice(1, pairs * states, pairs).Reshape(expected);
        Variable<T> policy = logProbabilities.Exp();
        Variable<T> transitions = (policy.InsertAxis(3) * (cumulative - before)).Sum([2]);
        Variable<T> reward = (policy * rewards).Sum([2]).InsertAxis(2);
        var first = new T[states];
        first[0] = T.One;
        Variable<T> place = tasks.Tape.Constant(first, [1, 1, states]).BroadcastTo([count, 1, states]);
        Variable<T> sum = place.MatMul(reward);
        for (int step = 1; step < processes.Horizon; step++)
        {
            place = place.MatMul(transitions);
            sum += place.MatMul(reward);
        }

        return sum.Reshape([count]);
    }

    /// <summary>The expected return of a policy that pulls the arms of bandits by the same probabilities every time: pulls times sum over a
    /// of pi(a) mean(a).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="pulls">The number of pulls.</param>
    /// <param name="means">What each arm pays on average, [tasks, arms].</param>
    /// <param name="logProbabilities">log pi(a), [tasks, arms].</param>
    /// <returns>[tasks].</returns>
    public static Variable<T> OfBandit<T>(int pulls, Variable<T> means, Variable<T> logProbabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pulls, 1);
        return T.CreateChecked(pulls) * (logProbabilities.Exp() * means).Sum([1]);
    }
}

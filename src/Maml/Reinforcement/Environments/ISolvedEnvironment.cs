namespace AutogradMaml.Maml;

/// <summary>An environment that knows the best way through each of its tasks, and tells by how much an action falls short of it: its regret
/// V_t(s) - Q_t(s, a), where Q_t is what action and best actions after it earn on average, and V_t its maximum over actions.</summary>
/// <remarks>On average the return of any policy is that of the best way less the sum of its regrets, so that minus a regret may stand for a
/// reward: see <see cref="Advantages.AgainstOptimum"/>. A <see cref="TaskEnvironment"/> implements it beside what it is. Source: Kakade and
/// Langford, Approximately optimal approximate reinforcement learning, 2002, lemma 6.1, between a policy and the best.</remarks>
public interface ISolvedEnvironment
{
    /// <summary>How many numbers the solution of a task is.</summary>
    int SolutionSize { get; }

    /// <summary>Solves a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="solution">What <see cref="Regret"/> goes by, to be written whole: [<see cref="SolutionSize"/>].</param>
    void Solve(ReadOnlySpan<double> task, Span<double> solution);

    /// <summary>By how much an action falls short of the best: 0 or more.</summary>
    /// <param name="solution">The solution of the task.</param>
    /// <param name="state">The state before the action.</param>
    /// <param name="action">The action.</param>
    /// <param name="time">The steps of the episode before it.</param>
    double Regret(ReadOnlySpan<double> solution, ReadOnlySpan<double> state, ReadOnlySpan<double> action, int time);
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A family of tasks to act in: a task is some numbers (a goal, the payoff of each arm), a rollout is a state that actions move.
/// For an environment of one's own, derive from it: one file.</summary>
/// <remarks>It describes and holds no state: everything that changes is in the spans that it is given, so that <see cref="RolloutCall{T}"/>
/// runs the rollouts of many tasks side by side and on several threads. Random numbers come from the stream that is passed, which is named
/// by (seed, purpose, iteration, task, rollout), and from nowhere else. Computed in double precision whatever the policy is in.</remarks>
public abstract class TaskEnvironment
{
    /// <summary>The environment in words, with every number that it depends on: part of a checkpoint's identity.</summary>
    public abstract string Description { get; }

    /// <summary>How many numbers a task is.</summary>
    public abstract int TaskSize { get; }

    /// <summary>How many numbers the state of a rollout is.</summary>
    public abstract int StateSize { get; }

    /// <summary>How many numbers a policy sees.</summary>
    public abstract int ObservationSize { get; }

    /// <summary>What can be done.</summary>
    public abstract ActionSpace Actions { get; }

    /// <summary>The most steps of an episode.</summary>
    public abstract int Horizon { get; }

    /// <summary>Draws a task.</summary>
    /// <param name="random">Where random numbers come from.</param>
    /// <param name="task">The task, to be written whole: [<see cref="TaskSize"/>].</param>
    public abstract void DrawTask(RandomStream random, Span<double> task);

    /// <summary>Begins an episode.</summary>
    /// <param name="task">The task.</param>
    /// <param name="state">The first state, to be written whole: [<see cref="StateSize"/>].</param>
    /// <param name="random">Where random numbers come from.</param>
    public abstract void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random);

    /// <summary>What a policy sees of a state.</summary>
    /// <param name="task">The task, for an environment that tells it.</param>
    /// <param name="state">The state.</param>
    /// <param name="observation">To be written whole: [<see cref="ObservationSize"/>].</param>
    public abstract void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation);

    /// <summary>Moves a state by an action.</summary>
    /// <param name="task">The task.</param>
    /// <param name="state">The state before, to be made the one after.</param>
    /// <param name="action">The action, as the policy gave it: limits are the environment's to keep.</param>
    /// <param name="random">Where random numbers come from.</param>
    public abstract StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random);
}

using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Bandits: arms that each pay something at random around a mean of their own. A task is the means, [arms]; the policy sees a 1
/// and nothing of what it did before. The best that one could do who knew them is to pull the arm of the greatest mean.</summary>
public abstract class Bandits : TaskEnvironment, ISolvedEnvironment
{
    private protected Bandits(int arms, int pulls)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(arms, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pulls, 1);
        (Horizon, Actions) = (pulls, ActionSpace.Discrete(arms));
    }

    /// <summary>The number of arms.</summary>
    public int Arms => Actions.Choices;

    /// <inheritdoc/>
    public sealed override int TaskSize => Arms;

    /// <inheritdoc/>
    public int SolutionSize => Arms;

    /// <inheritdoc/>
    public sealed override int StateSize => 0;

    /// <inheritdoc/>
    public sealed override int ObservationSize => 1;

    /// <inheritdoc/>
    public sealed override ActionSpace Actions { get; }

    /// <inheritdoc/>
    public sealed override int Horizon { get; }

    /// <inheritdoc/>
    public sealed override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random)
    {
    }

    /// <inheritdoc/>
    public sealed override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
        => observation[0] = 1;

    /// <inheritdoc/>
    public void Solve(ReadOnlySpan<double> task, Span<double> solution)
        => TensorPrimitives.Subtract(TensorPrimitives.Max(task), task, solution);

    /// <inheritdoc/>
    public double Regret(ReadOnlySpan<double> solution, ReadOnlySpan<double> state, ReadOnlySpan<double> action, int time)
        => solution[(int)action[0]];
}

using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A way to get from tasks to a direction for the meta-parameters. Interchangeable: the trainer knows no more of it than this.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="innerLoop">How the net adapts to a task.</param>
public abstract class MetaLearner<T>(InnerLoop<T> innerLoop)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in listings and results.</summary>
    public abstract string Name { get; }

    /// <summary>How the net adapts to a task.</summary>
    public InnerLoop<T> InnerLoop { get; } = innerLoop ?? throw new ArgumentNullException(nameof(innerLoop));

    /// <summary>Everything that the direction depends on besides data and meta-parameters, in words: two learners that differ in it do not
    /// continue each other's checkpoints.</summary>
    public abstract string Settings { get; }

    /// <summary>Whether a task gets parameters of its own.</summary>
    internal virtual bool Adapts => true;

    /// <summary>Computes losses and the direction.</summary>
    /// <param name="metaParameters">The meta-parameters, on the tape.</param>
    /// <param name="tasks">One task, or several on the task axis.</param>
    /// <param name="use">Whether the direction may be differentiated again, or everything it was computed from is to stay on the tape because it
    /// becomes a program. Training operation by operation only wants its value.</param>
    public abstract MetaResult<T> Compute(Variables<T> metaParameters, TaskData<T> tasks, DerivativeUse use = DerivativeUse.Final);

    /// <summary>An inner loop as it is, unless it carries its optimizer's state.</summary>
    private protected static InnerLoop<T> RequireNoState(InnerLoop<T> innerLoop, string learner)
        => innerLoop is { CarriesState: true }
            ? throw new ArgumentException(
                $"The inner loop carries the optimizer's state from task to task, which only Reptile moves: leave carriesState false for {learner}.", nameof(innerLoop))
            : innerLoop;
}

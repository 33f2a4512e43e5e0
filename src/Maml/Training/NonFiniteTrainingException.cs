using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A loss, a meta-gradient or an outer step was NaN or infinite. Nothing was updated with it: the state before the iteration
/// stands.</summary>
public sealed class NonFiniteTrainingException : Exception
{
    /// <summary>Makes the report.</summary>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <param name="task">The number of the first task of the block where it arose.</param>
    /// <param name="origin">The first operation with a value that is not finite, if it could be found again.</param>
    /// <param name="checkpoint">Where the last good state was saved, if it was.</param>
    /// <param name="data">Where the data of the block are not finite, as a sentence, if they are not.</param>
    public NonFiniteTrainingException(long iteration, long task, NonFinite? origin, string? checkpoint, string? data = null)
        : base(
            $"Iteration {iteration}: a loss, a meta-gradient or the outer step is not finite, in the block of tasks that starts with " +
                $"task {task}. " +
            (origin is null ? "No single operation is not finite; the sum over the tasks is." : $"It arises at {origin}.") +
            (checkpoint is null ? string.Empty : $" The last good state is in '{checkpoint}'.") +
            (data is null ? " A smaller inner or outer step, or a limit on the norm (ClipNorm), usually helps."
                : $" {data} It was drawn so: mend the data, no other setting of the training helps."))
    {
        Iteration = iteration;
        Task = task;
        Origin = origin;
        Checkpoint = checkpoint;
        NonFiniteData = data;
    }

    /// <summary>The iteration, from 0.</summary>
    public long Iteration { get; }

    /// <summary>The number of the first task of the block where it arose.</summary>
    public long Task { get; }

    /// <summary>The first operation with a value that is not finite.</summary>
    public NonFinite? Origin { get; }

    /// <summary>Which task's data are not finite, and where, as a sentence; null where all data of the block are finite.</summary>
    public string? NonFiniteData { get; }

    /// <summary>Where the last good state was saved.</summary>
    public string? Checkpoint { get; }
}

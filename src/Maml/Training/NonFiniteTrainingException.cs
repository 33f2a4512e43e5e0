using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A loss, a meta-gradient, an outer step or what an outer search met was NaN or infinite. Nothing was updated with it: the
/// state before the iteration stands.</summary>
public sealed class NonFiniteTrainingException : Exception
{
    /// <summary>Makes the report.</summary>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <param name="task">The number of the first task of the block where it arose.</param>
    /// <param name="origin">The first operation with a value that is not finite, if it could be found again.</param>
    /// <param name="checkpoint">Where the last good state was saved, if it was.</param>
    /// <param name="data">Where the data of the block are not finite, as a sentence, if they are not.</param>
    /// <param name="search">Which outer search met or did what, as the beginning of a sentence, where losses and meta-gradient were finite
    /// and what came of the search is not.</param>
    public NonFiniteTrainingException(
        long iteration, long task, NonFinite? origin, string? checkpoint, string? data = null, string? search = null)
        : base(
            (search is null
                ? $"Iteration {iteration}: a loss, a meta-gradient or the outer step is not finite, in the block of tasks that starts " +
                    $"with task {task}. " +
                    (origin is null ? "No single operation is not finite; the sum over the tasks is." : $"It arises at {origin}.")
                : $"Iteration {iteration}: {search}. The losses and the meta-gradient that it began with are finite.") +
            (checkpoint is null ? string.Empty : $" The last good state is in '{checkpoint}'.") +
            (data is not null ? $" {data} It was drawn so: mend the data, no other setting of the training helps."
                : search is not null ? " A search of smaller steps, smaller inner steps or a wider element type may help."
                : " A smaller inner or outer step, or a limit on the norm (ClipNorm), usually helps."))
    {
        Iteration = iteration;
        Task = task;
        Origin = origin;
        Checkpoint = checkpoint;
        NonFiniteData = data;
        Search = search;
    }

    /// <summary>The iteration, from 0.</summary>
    public long Iteration { get; }

    /// <summary>The number of the first task of the block where it arose.</summary>
    public long Task { get; }

    /// <summary>The first operation with a value that is not finite.</summary>
    public NonFinite? Origin { get; }

    /// <summary>Which task's data are not finite, and where, as a sentence; null where all data of the block are finite.</summary>
    public string? NonFiniteData { get; }

    /// <summary>Which outer search met or did what; null where it was none.</summary>
    public string? Search { get; }

    /// <summary>Where the last good state was saved.</summary>
    public string? Checkpoint { get; }
}

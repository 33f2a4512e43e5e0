namespace AutogradMaml.Maml;

/// <summary>What connects the processes that train or evaluate together, its ranks. Each runs the same program on the same plan, computes
/// its share of the blocks, and is told what the blocks of the others gave: then each has all of them, and adds them in task order. So the
/// number of ranks changes no bit of the result.</summary>
/// <remarks>AutogradMaml.Mpi has one for MPI. One call at a time, from whichever thread trains. A rank that is lost must end the others, or
/// have the gathering fail on them: whoever waits for it would wait for ever.</remarks>
public interface ICommunicator
{
    /// <summary>Which of the processes this is: from 0 to <see cref="Size"/> - 1. Rank 0 reports and writes.</summary>
    int Rank { get; }

    /// <summary>The number of processes; 1 or more.</summary>
    int Size { get; }

    /// <summary>Gathers the part of each rank on all ranks. Every rank calls it, in the same order, with the same lengths, and returns when
    /// it has all parts.</summary>
    /// <param name="parts">The parts one behind the other in the order of the ranks. This rank's own is written there already; those of the
    /// others are written by this call.</param>
    /// <param name="lengths">How many bytes are of each rank; [ranks]. Zero for those that have nothing to say.</param>
    void Gather(Span<byte> parts, ReadOnlySpan<int> lengths);

    /// <summary>Gathers as <see cref="Gather(Span{byte}, ReadOnlySpan{int})"/> does, and works while the parts of others are on their way.
    /// Whoever does not say otherwise waits without working.</summary>
    /// <param name="parts">The parts; nothing else reads or writes them until this returns.</param>
    /// <param name="lengths">How many bytes are of each rank; [ranks].</param>
    /// <param name="meanwhile">Does a piece of the work and says whether there is more. Called between looks at what has arrived, from the
    /// same thread; no more when all has, so that it may never be called, nor the last time. Ranks may do different
    /// numbers of pieces.</param>
    void Gather(Span<byte> parts, ReadOnlySpan<int> lengths, Func<bool> meanwhile) => Gather(parts, lengths);
}

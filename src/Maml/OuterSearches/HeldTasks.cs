using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Tasks of one layout of a block with what their calls to the host gave, held for an outer search.</summary>
internal sealed class HeldTasks<T>(TaskLayout layout, int tasks, int phase, IReadOnlyList<Shape> hostShapes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What was recorded in the first iteration and froze something of it shows in the second.
    private const int Compared = 2;

    private readonly (int Count, long Last)[] _compared = [.. Enum.GetValues<OuterQuestion>().Select(static _ => (0, -1L))];

    /// <summary>The learner's phase in which the results were given.</summary>
    public int Phase => phase;

    /// <summary>The tasks with their keys.</summary>
    public TaskBatch<T> Batch { get; } = new(layout, tasks);

    /// <summary>Their places in the block.</summary>
    public int[] Places { get; } = new int[tasks];

    /// <summary>The shapes of the results.</summary>
    public IReadOnlyList<Shape> HostShapes { get; } = hostShapes;

    /// <summary>The results in the order of the calls.</summary>
    public T[][] Hosts { get; } = [.. hostShapes.Select(static shape => new T[shape.ElementCount])];

    /// <summary>Whether the losses of a question are to be held against those of the iteration: in each of the first two in which it is
    /// asked.</summary>
    public bool MustCompare(OuterQuestion question, long iteration)
    {
        ref (int Count, long Last) compared = ref _compared[(int)question];
        if (compared.Count == Compared || compared.Last == iteration)
        {
            return false;
        }

        compared = (compared.Count + 1, iteration);
        return true;
    }

    /// <summary>Takes the results that a program gave as outputs.</summary>
    public void TakeHosts(Workspace<T> workspace)
    {
        // The results are the last outputs.
        int first = workspace.Program.OutputCount - Hosts.Length;
        for (int k = 0; k < Hosts.Length; k++)
        {
            workspace.Output(first + k).CopyTo(Hosts[k]);
        }
    }

    /// <summary>Takes the results of a recording.</summary>
    public void TakeHosts(Variables<T> results)
    {
        for (int k = 0; k < Hosts.Length; k++)
        {
            results.Values[k].Values.CopyTo(Hosts[k]);
        }
    }
}

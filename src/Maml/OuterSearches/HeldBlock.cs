using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The groups of tasks of a block in an iteration, held for an outer search. Memory is kept from iteration to iteration.</summary>
internal sealed class HeldBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<HeldTasks<T>> _all = [];
    private readonly List<HeldTasks<T>> _now = [];

    /// <summary>The groups of this iteration.</summary>
    public List<HeldTasks<T>> Groups => _now;

    /// <summary>Begins an iteration.</summary>
    public void Clear() => _now.Clear();

    /// <summary>Holds what a program has computed.</summary>
    public HeldTasks<T> Hold(MetaWorkspace<T> workspace, ReadOnlySpan<int> places)
    {
        HeldTasks<T>? held = Find(workspace.Layout, places.Length);
        if (held is null)
        {
            Program<T> program = workspace.Workspace.Program;
            List<Shape> shapes = [];
            for (int k = 0; k < program.OutputCount; k++)
            {
                if (program.OutputNames[k].StartsWith($"{HostResults<T>.Prefix}.", StringComparison.Ordinal))
                {
                    shapes.Add(program.OutputShape(k));
                }
            }

            _all.Add(held = new(workspace.Layout, places.Length, shapes));
        }

        for (int array = 0; array < workspace.Layout.Count; array++)
        {
            workspace.Array(array).CopyTo(held.Batch.Array(array));
        }

        held.TakeHosts(workspace.Workspace);
        return Add(held, places);
    }

    /// <summary>Holds what was recorded anew.</summary>
    public HeldTasks<T> Hold(TaskBatch<T> batch, Variables<T> results, ReadOnlySpan<int> places)
    {
        HeldTasks<T>? held = Find(batch.Layout, places.Length);
        if (held is null)
        {
            _all.Add(held = new(batch.Layout, places.Length, [.. results.Select(static entry => entry.Value.Shape)]));
        }

        for (int array = 0; array < batch.Layout.Count; array++)
        {
            batch.Array(array).CopyTo(held.Batch.Array(array));
        }

        held.TakeHosts(results);
        return Add(held, places);
    }

    // A layout comes once in a block of an iteration.
    private HeldTasks<T>? Find(TaskLayout layout, int tasks)
    {
        foreach (HeldTasks<T> held in _all)
        {
            if (held.Batch.Tasks == tasks && held.Batch.Layout.Equals(layout))
            {
                return held;
            }
        }

        return null;
    }

    private HeldTasks<T> Add(HeldTasks<T> held, ReadOnlySpan<int> places)
    {
        places.CopyTo(held.Places);
        _now.Add(held);
        return held;
    }
}

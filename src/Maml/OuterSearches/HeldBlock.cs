using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The groups of tasks of a block in an iteration, held for an outer search. Memory is kept from iteration to iteration; the
/// oldest goes when there is too much.</summary>
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
    public void Hold(MetaWorkspace<T> workspace, ReadOnlySpan<int> places)
    {
        int phase = workspace.MetaProgram.Phase;
        HeldTasks<T>? held = Find(workspace.Layout, places.Length, phase);
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

            Keep(held = new(workspace.Layout, places.Length, phase, shapes));
        }

        for (int array = 0; array < workspace.Layout.Count; array++)
        {
            workspace.Array(array).CopyTo(held.Batch.Array(array));
        }

        workspace.Keys.CopyTo(held.Batch.KeysToWrite);
        held.TakeHosts(workspace.Workspace);
        Add(held, places);
    }

    /// <summary>Holds what was recorded anew.</summary>
    public void Hold(TaskBatch<T> batch, Variables<T> results, int phase, ReadOnlySpan<int> places)
    {
        HeldTasks<T>? held = Find(batch.Layout, places.Length, phase);
        if (held is null)
        {
            Keep(held = new(batch.Layout, places.Length, phase, [.. results.Select(static entry => entry.Value.Shape)]));
        }

        for (int array = 0; array < batch.Layout.Count; array++)
        {
            batch.Array(array).CopyTo(held.Batch.Array(array));
        }

        batch.Keys.CopyTo(held.Batch.KeysToWrite);
        held.TakeHosts(results);
        Add(held, places);
    }

    // A layout comes once in a block of an iteration. Another phase may take another number of steps, and so call the host more or less
    // often.
    private HeldTasks<T>? Find(TaskLayout layout, int tasks, int phase)
    {
        foreach (HeldTasks<T> held in _all)
        {
            if (held.Batch.Tasks == tasks && held.Phase == phase && held.Batch.Layout.Equals(layout))
            {
                return held;
            }
        }

        return null;
    }

    private void Keep(HeldTasks<T> held)
    {
        if (_all.Count >= TrainingPrograms<T>.MostKept)
        {
            _all.RemoveAt(0);
        }

        _all.Add(held);
    }

    private void Add(HeldTasks<T> held, ReadOnlySpan<int> places)
    {
        places.CopyTo(held.Places);
        _now.Add(held);
    }
}

namespace AutogradMaml.Maml;

/// <summary>The tasks of a block in groups of the same layout, each of which is computed together. Nothing is allocated.</summary>
/// <param name="count">The number of tasks of the block.</param>
internal sealed class TaskGroups(int count)
{
    private readonly TaskLayout[] _layouts = new TaskLayout[count];
    private readonly int[] _group = new int[count];

    /// <summary>The number of tasks.</summary>
    public int Count => _layouts.Length;

    /// <summary>The layout of a task, to be written before groups are asked for.</summary>
    /// <param name="task">Its place in the block.</param>
    public ref TaskLayout this[int task] => ref _layouts[task];

    /// <summary>The tasks of the same layout, for the first of them; none for the others. Until the next call.</summary>
    /// <param name="task">The place in the block.</param>
    public ReadOnlySpan<int> Of(int task)
    {
        for (int before = 0; before < task; before++)
        {
            if (_layouts[before].Equals(_layouts[task]))
            {
                return [];
            }
        }

        int members = 0;
        for (int other = task; other < _layouts.Length; other++)
        {
            if (_layouts[other].Equals(_layouts[task]))
            {
                _group[members++] = other;
            }
        }

        return _group.AsSpan(0, members);
    }
}

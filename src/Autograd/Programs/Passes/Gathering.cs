using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Orders the instructions into steps. What can be computed tile by tile joins what it shares a great array with, as its maker or another
/// reader, though other instructions lie between, unless one of these needs the one and is needed by the other; where it reads what several
/// steps make, these become one on the same terms. The steps then follow in an order that respects what each needs, the earlier recorded
/// first; it depends on nothing but the recording. The bits are those of whole arrays: element by element nothing changes, sums join only
/// where tiles cut them as they are cut anyway, and planes stay whole.
/// </summary>
internal sealed class Gathering<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most instructions of a step: beyond that the tiles of one loop no longer lie in the cache together.</summary>
    public const int MostMembers = 64;

    private readonly ProgramGraph<T> _graph;
    private readonly List<Group> _groups = [];
    private readonly Dictionary<int, Group> _maker = [];
    private readonly Dictionary<int, List<Group>> _readers = [];
    private readonly Stack<Group> _open = new();
    private Group? _impure;
    private int _search;

    private Gathering(ProgramGraph<T> graph) => _graph = graph;

    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        Gathering<T> pass = new(graph);
        for (int k = 0; k < graph.Instructions.Count; k++)
        {
            pass.Place(k);
        }

        List<Instruction<T>> ordered = [];
        List<InstructionRun> runs = [];
        foreach (Group group in pass.Ordered())
        {
            int[]? sizes = group.Members.Count > 1 ? group.Sizes : graph.Instructions[group.Members[0]].SizesAlone;
            runs.Add(new(ordered.Count, group.Members.Count, sizes));
            ordered.AddRange(group.Members.Select(member => graph.Instructions[member]));
        }

        return graph.Gathered(ordered, runs);
    }

    private void Place(int k)
    {
        Instruction<T> instruction = _graph.Instructions[k];
        int[] owners = [.. instruction.Owners];
        Group? group = null;
        if (instruction.Tiles is not null)
        {
            int length = instruction.LoopShape.ElementCount;
            int[] whole = [.. owners.Where(owner => _graph.ShapeOf(owner).ElementCount == length)];
            group = Candidates(whole).FirstOrDefault(candidate => Joins(candidate, instruction, owners));
            group ??= NewGroup(instruction.LoopSizes, length);
            foreach (int owner in whole)
            {
                if (!_readers.TryGetValue(owner, out List<Group>? readers))
                {
                    _readers.Add(owner, readers = []);
                }

                readers.Add(group);
            }

            group.Sizes = Walk.Refine(group.Sizes!, instruction.LoopSizes)!;
            if (instruction.IsGathered)
            {
                group.Gathered.Add(instruction.Output);
            }
        }
        else
        {
            group = NewGroup(null, 0);
        }

        group.Members.Add(k);
        foreach (int owner in owners)
        {
            if (_maker.TryGetValue(owner, out Group? maker) && maker != group)
            {
                group.Needs.Add(maker);
            }
        }

        if (!instruction.Operation.IsPure)
        {
            // What has effects keeps its order.
            if (_impure is not null)
            {
                group.Needs.Add(_impure);
            }

            _impure = group;
        }

        _maker.Add(instruction.Output, group);
        if (group.Sizes is not null)
        {
            foreach (int owner in owners)
            {
                if (_maker.TryGetValue(owner, out Group? maker) && maker != group && MayUnite(group, maker))
                {
                    Unite(group, maker);
                }
            }
        }
    }

    // Whether a group may take in another, which made what its last member reads.
    private bool MayUnite(Group group, Group maker)
    {
        if (maker.Sizes is null || maker.Length != group.Length || maker.Members.Count + group.Members.Count > MostMembers
            || Walk.Refine(group.Sizes!, maker.Sizes) is not { Length: <= Shape.MaximumRank } sizes)
        {
            return false;
        }

        Tiling tiling = Tiling.Of<T>(sizes);
        if (!Allows(tiling, group) || !Allows(tiling, maker) || group.Members.Any(member => Reads(member, maker.Gathered)))
        {
            return false;
        }

        _search++;
        return !group.Needs.Any(need => need != maker && Reaches(need, maker));
    }

    // Whether all members can be computed in such tiles.
    private bool Allows(Tiling tiling, Group group) => group.Members.TrueForAll(member => _graph.Instructions[member].Allows(tiling));

    private bool Reads(int member, HashSet<int> slots) => _graph.Instructions[member].Owners.Any(slots.Contains);

    private void Unite(Group group, Group maker)
    {
        group.Sizes = Walk.Refine(group.Sizes!, maker.Sizes!);
        foreach (int member in maker.Members)
        {
            Instruction<T> instruction = _graph.Instructions[member];
            _maker[instruction.Output] = group;
            foreach (int owner in instruction.Owners)
            {
                List<Group>? readers = _readers.GetValueOrDefault(owner);
                for (int k = 0; k < readers?.Count; k++)
                {
                    readers[k] = readers[k] == maker ? group : readers[k];
                }
            }
        }

        group.Members.AddRange(maker.Members);
        group.Members.Sort();
        group.Gathered.UnionWith(maker.Gathered);
        group.Needs.UnionWith(maker.Needs);
        group.Needs.Remove(maker);
        _groups.Remove(maker);
        foreach (Group other in _groups)
        {
            if (other.Needs.Remove(maker) && other != group)
            {
                other.Needs.Add(group);
            }
        }
    }

    private Group NewGroup(int[]? sizes, int length)
    {
        Group group = new(sizes, length);
        _groups.Add(group);
        return group;
    }

    // Makers before readers: what is made in the tile need not be written at all.
    private IEnumerable<Group> Candidates(int[] whole)
        => whole.Where(_maker.ContainsKey).Select(owner => _maker[owner])
            .Concat(whole.Where(_readers.ContainsKey).SelectMany(owner => Enumerable.Reverse(_readers[owner])))
            .Where(static group => group.Sizes is not null)
            .Distinct();

    private bool Joins(Group group, Instruction<T> instruction, int[] owners)
    {
        if (group.Length != instruction.LoopShape.ElementCount || group.Members.Count >= MostMembers || owners.Any(group.Gathered.Contains))
        {
            return false;
        }

        if (Walk.Refine(group.Sizes!, instruction.LoopSizes) is not { Length: <= Shape.MaximumRank } sizes)
        {
            return false;
        }

        Tiling tiling = Tiling.Of<T>(sizes);
        if (!Allows(tiling, group) || !instruction.Allows(tiling))
        {
            return false;
        }

        // What it needs from elsewhere must not need the group.
        _search++;
        foreach (int owner in owners)
        {
            if (_maker.TryGetValue(owner, out Group? maker) && maker != group && Reaches(maker, group))
            {
                return false;
            }
        }

        return true;
    }

    // Whether a group needs the target, by way of others or not. With a stack of its own: the groups of a long inner loop hang together in
    // one chain.
    private bool Reaches(Group from, Group target)
    {
        _open.Push(from);
        while (_open.TryPop(out Group? group))
        {
            if (group == target)
            {
                _open.Clear();
                return true;
            }

            // A group that was recorded before the target may still need it, by way of another that has members before and after.
            if (group.Seen == _search)
            {
                continue;
            }

            group.Seen = _search;
            foreach (Group need in group.Needs)
            {
                _open.Push(need);
            }
        }

        return false;
    }

    private IEnumerable<Group> Ordered()
    {
        Dictionary<Group, List<Group>> neededBy = [];
        PriorityQueue<Group, int> ready = new();
        foreach (Group group in _groups)
        {
            group.Waiting = group.Needs.Count;
            foreach (Group need in group.Needs)
            {
                if (!neededBy.TryGetValue(need, out List<Group>? list))
                {
                    neededBy.Add(need, list = []);
                }

                list.Add(group);
            }

            if (group.Waiting == 0)
            {
                ready.Enqueue(group, group.Members[^1]);
            }
        }

        while (ready.TryDequeue(out Group? next, out _))
        {
            yield return next;
            foreach (Group group in neededBy.GetValueOrDefault(next) ?? [])
            {
                if (--group.Waiting == 0)
                {
                    ready.Enqueue(group, group.Members[^1]);
                }
            }
        }
    }

    private sealed class Group(int[]? sizes, int length)
    {
        public int[]? Sizes { get; set; } = sizes;

        public int Length => length;

        public List<int> Members { get; } = [];

        public HashSet<Group> Needs { get; } = [];

        /// <summary>What is whole only after the last tile: sums, windows and kernels. No member may read it.</summary>
        public HashSet<int> Gathered { get; } = [];

        public int Seen { get; set; }

        public int Waiting { get; set; }
    }
}

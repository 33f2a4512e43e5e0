using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Orders the instructions into steps. What can be computed tile by tile joins what it shares a great array with, as its maker or another reader,
/// though other instructions lie between, unless one of these needs the one and is needed by the other; where it reads what several steps make, these
/// become one on the same terms. The steps then follow in an order that
/// respects what each needs, the earlier recorded first; it depends on nothing but the recording.
/// </summary>
internal sealed class Gathering<T>(ProgramCompiler<T> program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most instructions of a step: beyond that the tiles of one loop no longer lie in the cache together.</summary>
    public const int MostMembers = 64;

    private readonly List<Group> _groups = [];
    private readonly Dictionary<int, Group> _maker = [];
    private readonly Dictionary<int, List<Group>> _readers = [];
    private readonly Stack<Group> _open = new();
    private Group? _impure;
    private int _search;

    public void Run()
    {
        for (int k = 0; k < program.Instructions.Count; k++)
        {
            Place(k);
        }

        List<Instruction<T>> ordered = [];
        foreach (Group group in Ordered())
        {
            // By itself an operation on planes is best computed on all of them.
            Instruction<T> first = program.Instructions[group.Members[0]];
            bool isTiled = group.Members.Count > 1 || (first.Operation is not PlaneOperation<T> && program.OneChannel(first) is null);
            program.Steps.Add(new(ordered.Count, group.Members.Count, isTiled ? group.Sizes : null));
            ordered.AddRange(group.Members.Select(member => program.Instructions[member]));
        }

        program.Instructions.Clear();
        program.Instructions.AddRange(ordered);
    }

    private void Place(int k)
    {
        Instruction<T> instruction = program.Instructions[k];
        int[] owners = [.. instruction.Inputs.Select(slot => program.Slots[slot].Owner)];
        Group? group = null;
        if (program.IsTileable(instruction))
        {
            int length = program.LoopShape(instruction).ElementCount;
            int[] whole = [.. owners.Where(owner => program.Slots[owner].Shape.ElementCount == length)];
            group = Candidates(whole).FirstOrDefault(candidate => Joins(candidate, instruction, owners));
            group ??= NewGroup(program.LoopSizes(instruction), length);
            foreach (int owner in whole)
            {
                if (!_readers.TryGetValue(owner, out List<Group>? readers))
                {
                    _readers.Add(owner, readers = []);
                }

                readers.Add(group);
            }

            group.Sizes = Walk.Refine(group.Sizes!, program.LoopSizes(instruction))!;
            if (ProgramCompiler<T>.IsGathered(instruction))
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
    private bool Allows(Tiling tiling, Group group) => group.Members.TrueForAll(member => program.Allows(tiling, program.Instructions[member]));

    private bool Reads(int member, HashSet<int> slots) => program.Instructions[member].Inputs.Any(slot => slots.Contains(program.Slots[slot].Owner));

    private void Unite(Group group, Group maker)
    {
        group.Sizes = Walk.Refine(group.Sizes!, maker.Sizes!);
        foreach (int member in maker.Members)
        {
            Instruction<T> instruction = program.Instructions[member];
            _maker[instruction.Output] = group;
            foreach (int slot in instruction.Inputs)
            {
                List<Group>? readers = _readers.GetValueOrDefault(program.Slots[slot].Owner);
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
        if (group.Length != program.LoopShape(instruction).ElementCount || group.Members.Count >= MostMembers || owners.Any(group.Gathered.Contains))
        {
            return false;
        }

        if (Walk.Refine(group.Sizes!, program.LoopSizes(instruction)) is not { Length: <= Shape.MaximumRank } sizes)
        {
            return false;
        }

        Tiling tiling = Tiling.Of<T>(sizes);
        if (!Allows(tiling, group) || !program.Allows(tiling, instruction))
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

    // Whether a group needs the target, by way of others or not. With a stack of its own: the groups of a long inner loop hang together in one chain.
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

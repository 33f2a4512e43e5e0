using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// Lets steps compute anew, tile by tile, what an earlier step would otherwise store for them: an array too large for the caches is written
/// once and read again by each step that needs it, and a few additions and products of numbers in the first-level cache cost less than
/// that, above all where other threads want the memory as well. The operations are the same on the same numbers, so no bit changes.
/// </summary>
/// <remarks>A value is computed anew where that reads no great arrays but those that the step reads anyway, or fewer than are saved. What
/// is computed from it is unchanged; its own step keeps it in a tile.</remarks>
internal sealed class Recomputation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // An array that is so much smaller than another costs nothing beside it.
    private const int SmallShare = 16;

    private readonly ProgramGraph<T> _graph;
    private readonly RecomputationCosts _costs;
    private readonly List<Step> _steps = [];

    // By owner of the memory: the step that makes it, how, and the steps that read it.
    private readonly Dictionary<int, (Step Step, Instruction<T> Instruction)> _maker = [];
    private readonly Dictionary<int, SortedSet<int>> _readers = [];

    private Recomputation(ProgramGraph<T> graph, RecomputationCosts costs)
    {
        _graph = graph;
        _costs = costs;
        foreach (InstructionRun run in graph.Runs)
        {
            Step own = new(_steps.Count, [.. graph.Instructions.Skip(run.First).Take(run.Count)], run.Sizes);
            _steps.Add(own);
            foreach (Instruction<T> instruction in own.Members)
            {
                _maker.Add(instruction.Output, (own, instruction));
                foreach (int owner in instruction.Owners)
                {
                    ReadersOf(owner).Add(own.Number);
                }
            }
        }
    }

    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph, RecomputationCosts costs)
    {
        Recomputation<T> pass = new(graph, costs);
        foreach (Instruction<T> instruction in graph.Instructions)
        {
            pass.Consider(instruction.Output);
        }

        List<Instruction<T>> instructions = [];
        List<InstructionRun> runs = [];
        foreach (Step step in pass._steps)
        {
            runs.Add(new(instructions.Count, step.Members.Count, step.Sizes));
            instructions.AddRange(step.Members);
        }

        return graph.Gathered(instructions, runs);
    }

    private SortedSet<int> ReadersOf(int owner)
    {
        if (!_readers.TryGetValue(owner, out SortedSet<int>? readers))
        {
            _readers.Add(owner, readers = []);
        }

        return readers;
    }

    // Decides for a value whether the later steps compute it anew.
    private void Consider(int value)
    {
        (Step own, Instruction<T> instruction) = _maker[value];
        long length = _graph.ShapeOf(value).ElementCount;
        if (own.Sizes is null || CostOf(instruction) is null || length * Unsafe.SizeOf<T>() < _costs.GreatBytes || _graph.IsOutput(value))
        {
            return;
        }

        Step[] later = [.. ReadersOf(value).Where(number => number != own.Number).Select(number => _steps[number])];
        if (later.Length == 0 || later.Length == ReadersOf(value).Count
            || later.Any(step => step.Sizes is null || LengthOf(step) != length))
        {
            return;
        }

        double saved = later.Length + (TakesAPlace(own, length) ? _costs.WriteInPlace : _costs.Write);
        List<Recipe> recipes = [];
        foreach (Step step in later)
        {
            Recipe recipe = new(step);
            if (!Follow(value, recipe, length, isFirst: true) || !Fits(recipe))
            {
                return;
            }

            saved -= recipe.Cost;
            recipes.Add(recipe);
        }

        if (saved > 0)
        {
            recipes.ForEach(recipe => Apply(value, recipe));
        }
    }

    // Adds to a recipe what its step needs to compute a value anew.
    private bool Follow(int value, Recipe recipe, long length, bool isFirst = false)
    {
        if (recipe.Step.Anew.ContainsKey(value) || recipe.Values.Contains(value))
        {
            return true;
        }

        if (!isFirst && IsStored(value))
        {
            bool isRead = ReadersOf(value).Contains(recipe.Step.Number);
            double share = (double)_graph.ShapeOf(value).ElementCount / length;
            recipe.Cost += isRead || recipe.Arrays.Contains(value) || share * SmallShare < 1 ? 0 : share;
            recipe.Arrays.Add(value);
            return true;
        }

        Instruction<T> instruction = _maker[value].Instruction;
        if (CostOf(instruction) is not { } cost || instruction.LoopShape.ElementCount != length)
        {
            return false;
        }

        foreach (int owner in instruction.Owners)
        {
            if (!MayRead(instruction, owner, recipe.Step) || !Follow(owner, recipe, length))
            {
                return false;
            }
        }

        recipe.Cost += cost;
        recipe.Values.Add(value);
        return true;
    }

    // An input must not be read later than it was, for an output may lie in its place; in the step that reads it last only along with what
    // is written, if that is how all its members read it.
    private bool MayRead(Instruction<T> instruction, int owner, Step step)
    {
        int last = ReadersOf(owner).Max;
        return _graph.Values[owner].Kind != ValueKind.Input || last > step.Number
            || (last == step.Number && (instruction.ReadsAlong(owner) || !step.Members.TrueForAll(member => member.ReadsAlong(owner))));
    }

    // Whether a step uses up an array of some length, in whose place it can write another.
    private bool TakesAPlace(Step step, long length)
        => step.Members.SelectMany(static member => member.Owners).Any(
            owner => _graph.Values[owner] is { Kind: ValueKind.Computed } array && array.Shape.ElementCount == length
                && !_graph.IsOutput(owner)
                && IsStored(owner) && ReadersOf(owner).Max == step.Number);

    private bool IsStored(int value)
        => _graph.IsOutput(value) || !_maker.TryGetValue(value, out (Step Step, Instruction<T> Instruction) made)
            || made.Step.Sizes is null || made.Instruction.IsGathered || ReadersOf(value).Any(number => number != made.Step.Number);

    // Whether a step can be cut into tiles along with what it is to compute anew.
    private bool Fits(Recipe recipe)
    {
        Step step = recipe.Step;
        Instruction<T>[] all = [.. recipe.Values.Select(value => _maker[value].Instruction), .. step.Members];
        int[]? sizes = step.Sizes;
        foreach (int value in recipe.Values)
        {
            sizes = sizes is null ? null : Walk.Refine(sizes, _maker[value].Instruction.LoopSizes);
        }

        if (all.Length > Gathering<T>.MostMembers || sizes is not { Length: <= Shape.MaximumRank })
        {
            return false;
        }

        var tiling = Tiling.Of<T>(sizes);
        recipe.Sizes = sizes;
        return Array.TrueForAll(all, instruction => instruction.Allows(tiling));
    }

    private void Apply(int value, Recipe recipe)
    {
        Step step = recipe.Step;
        List<Instruction<T>> anew = [];
        foreach (int each in recipe.Values)
        {
            Instruction<T> instruction = _maker[each].Instruction;
            int again = _graph.Values.Add(_graph.ShapeOf(each), ValueKind.Computed);
            anew.Add(instruction.Again([.. instruction.Inputs.Select(input => In(step, input))], again));
            step.Anew.Add(each, again);
        }

        foreach (int array in recipe.Arrays)
        {
            ReadersOf(array).Add(step.Number);
        }

        for (int k = 0; k < step.Members.Count; k++)
        {
            Instruction<T> member = step.Members[k];
            if (member.Reads(value))
            {
                step.Members[k] = member.On([.. member.Inputs.Select(input => _graph.OwnerOf(input) == value ? In(step, input) : input)]);
            }
        }

        // Behind what was computed anew before, which it may read.
        step.Members.InsertRange(step.AnewCount, anew);
        step.AnewCount += anew.Count;
        step.Sizes = recipe.Sizes;
        ReadersOf(value).Remove(step.Number);
    }

    // What a step reads in the place of a value: what it computes anew, seen under the value's shape.
    private int In(Step step, int value)
    {
        int owner = _graph.OwnerOf(value);
        return !step.Anew.TryGetValue(owner, out int anew) ? value
            : owner == value ? anew
            : _graph.Values.AddView(_graph.ShapeOf(value), anew);
    }

    private static long LengthOf(Step step) => step.Members[^1].LoopShape.ElementCount;

    private double? CostOf(Instruction<T> instruction) => instruction.Tiles?.Anew switch
    {
        AnewCost.Cheap => _costs.Operation,
        AnewCost.Planes => _costs.Planes,
        AnewCost.Convolution => _costs.Convolution,
        _ => null,
    };

    private sealed class Step(int number, List<Instruction<T>> members, int[]? sizes)
    {
        public int Number => number;

        public List<Instruction<T>> Members => members;

        public int[]? Sizes { get; set; } = sizes;

        /// <summary>Where it has what it computes anew; these come first among its members.</summary>
        public Dictionary<int, int> Anew { get; } = [];

        public int AnewCount { get; set; }
    }

    /// <summary>What a step would compute anew, in order, the great arrays that it would read for that, and what it would cost.</summary>
    private sealed class Recipe(Step step)
    {
        public Step Step => step;

        public List<int> Values { get; } = [];

        public HashSet<int> Arrays { get; } = [];

        public double Cost { get; set; }

        public int[]? Sizes { get; set; }
    }
}

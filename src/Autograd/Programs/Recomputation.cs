using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// Lets steps compute anew, tile by tile, what an earlier step would otherwise store for them: an array too large for the caches is written once and
/// read again by each step that needs it, and a few additions and products of numbers in the first-level cache cost less than that, above all where
/// other threads want the memory as well. The operations are the same on the same numbers, so no bit changes.
/// </summary>
/// <remarks>A value is computed anew where that reads no great arrays but those that the step reads anyway, or fewer than are saved. What is computed from
/// it is unchanged; its own step keeps it in a tile.</remarks>
internal sealed class Recomputation<T>(ProgramCompiler<T> program, RecomputationCosts costs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // An array that is so much smaller than another costs nothing beside it.
    private const int SmallShare = 16;

    private readonly List<Step> _steps = [];
    private readonly HashSet<int> _outputs = [.. program.OutputSlots.Select(slot => program.Slots[slot].Owner)];

    // By owner of the memory: the step that makes it, how, and the steps that read it.
    private readonly Dictionary<int, (Step Step, Instruction<T> Instruction)> _maker = [];
    private readonly Dictionary<int, SortedSet<int>> _readers = [];

    /// <summary>Runs the pass on the steps.</summary>
    public void Run()
    {
        foreach (ProgramStep<T> step in program.Steps)
        {
            Step own = new(_steps.Count, program.Instructions.GetRange(step.First, step.Count), step.Sizes);
            _steps.Add(own);
            foreach (Instruction<T> instruction in own.Members)
            {
                _maker.Add(instruction.Output, (own, instruction));
                foreach (int input in instruction.Inputs)
                {
                    ReadersOf(program.Slots[input].Owner).Add(own.Number);
                }
            }
        }

        foreach (Instruction<T> instruction in program.Instructions)
        {
            Consider(instruction.Output);
        }

        program.Instructions.Clear();
        program.Steps.Clear();
        foreach (Step step in _steps)
        {
            program.Steps.Add(new(program.Instructions.Count, step.Members.Count, step.Sizes));
            program.Instructions.AddRange(step.Members);
        }
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
        long length = program.Slots[value].Shape.ElementCount;
        if (own.Sizes is null || CostOf(instruction) is null || length * Unsafe.SizeOf<T>() < costs.GreatBytes || _outputs.Contains(value))
        {
            return;
        }

        Step[] later = [.. ReadersOf(value).Where(number => number != own.Number).Select(number => _steps[number])];
        if (later.Length == 0 || later.Length == ReadersOf(value).Count || later.Any(step => step.Sizes is null || LengthOf(step) != length))
        {
            return;
        }

        double saved = later.Length + (TakesAPlace(own, length) ? costs.WriteInPlace : costs.Write);
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
            ProgramSlot slot = program.Slots[value];
            bool isRead = ReadersOf(value).Contains(recipe.Step.Number);
            double share = (double)slot.Shape.ElementCount / length;
            recipe.Cost += isRead || recipe.Arrays.Contains(value) || share * SmallShare < 1 ? 0 : share;
            recipe.Arrays.Add(value);
            return true;
        }

        Instruction<T> instruction = _maker[value].Instruction;
        if (CostOf(instruction) is not { } cost || program.LoopShape(instruction).ElementCount != length)
        {
            return false;
        }

        foreach (int owner in instruction.Inputs.Select(input => program.Slots[input].Owner))
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

    // An input must not be read later than it was, for an output may lie in its place; in the step that reads it last only along with what is written, if that
    // is how all its members read it.
    private bool MayRead(Instruction<T> instruction, int owner, Step step)
    {
        ProgramSlot slot = program.Slots[owner];
        int last = ReadersOf(owner).Max;
        return slot.Kind != SlotKind.Input || last > step.Number
            || (last == step.Number && (program.ReadsAlong(instruction, slot) || !step.Members.TrueForAll(member => IsReadAlong(member, slot))));
    }

    private bool IsReadAlong(Instruction<T> member, ProgramSlot owner)
        => !member.Inputs.Any(input => program.OwnerOf(input) == owner) || program.ReadsAlong(member, owner);

    // Whether a step uses up an array of some length, in whose place it can write another.
    private bool TakesAPlace(Step step, long length)
        => step.Members.SelectMany(static member => member.Inputs).Select(input => program.Slots[input].Owner).Any(
            owner => program.Slots[owner] is { Kind: SlotKind.Buffer } slot && slot.Shape.ElementCount == length && !_outputs.Contains(owner)
                && IsStored(owner) && ReadersOf(owner).Max == step.Number);

    private bool IsStored(int value)
        => _outputs.Contains(value) || !_maker.TryGetValue(value, out (Step Step, Instruction<T> Instruction) made)
            || made.Step.Sizes is null || ProgramCompiler<T>.IsGathered(made.Instruction) || ReadersOf(value).Any(number => number != made.Step.Number);

    // Whether a step can be cut into tiles along with what it is to compute anew.
    private bool Fits(Recipe recipe)
    {
        Step step = recipe.Step;
        Instruction<T>[] all = [.. recipe.Values.Select(value => _maker[value].Instruction), .. step.Members];
        int[]? sizes = step.Sizes;
        foreach (int value in recipe.Values)
        {
            sizes = sizes is null ? null : Walk.Refine(sizes, program.LoopSizes(_maker[value].Instruction));
        }

        if (all.Length > Gathering<T>.MostMembers || sizes is not { Length: <= Shape.MaximumRank })
        {
            return false;
        }

        var tiling = Tiling.Of<T>(sizes);
        recipe.Sizes = sizes;
        return Array.TrueForAll(all, instruction => program.Allows(tiling, instruction));
    }

    private void Apply(int value, Recipe recipe)
    {
        Step step = recipe.Step;
        List<Instruction<T>> anew = [];
        foreach (int each in recipe.Values)
        {
            Instruction<T> instruction = _maker[each].Instruction;
            int slot = program.NewSlot(program.Slots[each].Shape, SlotKind.Buffer);
            anew.Add(instruction with { Inputs = [.. instruction.Inputs.Select(input => In(step, input))], Output = slot, IsRecomputed = true });
            step.Anew.Add(each, slot);
        }

        foreach (int array in recipe.Arrays)
        {
            ReadersOf(array).Add(step.Number);
        }

        for (int k = 0; k < step.Members.Count; k++)
        {
            Instruction<T> member = step.Members[k];
            if (member.Inputs.Any(input => program.Slots[input].Owner == value))
            {
                step.Members[k] = member with { Inputs = [.. member.Inputs.Select(input => program.Slots[input].Owner == value ? In(step, input) : input)] };
            }
        }

        // Behind what was computed anew before, which it may read.
        step.Members.InsertRange(step.AnewCount, anew);
        step.AnewCount += anew.Count;
        step.Sizes = recipe.Sizes;
        ReadersOf(value).Remove(step.Number);
    }

    // What a step reads in place of a slot: what it computes anew, seen under the slot's shape.
    private int In(Step step, int slot)
    {
        int owner = program.Slots[slot].Owner;
        return !step.Anew.TryGetValue(owner, out int anew) ? slot
            : owner == slot ? anew
            : program.NewSlot(program.Slots[slot].Shape, SlotKind.View, anew);
    }

    private long LengthOf(Step step) => program.LoopShape(step.Members[^1]).ElementCount;

    private double? CostOf(Instruction<T> instruction) => instruction.Operation switch
    {
        AddOperation<T> or SubtractOperation<T> or MultiplyOperation<T> or NegateOperation<T> or ScaleOperation<T> or ShiftOperation<T> or SubtractFromOperation<T>
            or ReluOperation<T> or ReluGateOperation<T> or KeepWhereOperation<T> or DropWhereOperation<T> or BroadcastToOperation<T> => costs.Operation,
        PlaneOperation<T> { GivesWindows: false } => costs.Planes,
        ConvolveOperation<T> when program.OneChannel(instruction) is not null => costs.Convolution,
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

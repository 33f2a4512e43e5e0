using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// Gives every value of a program a place in its workspace. Two values share a place when their lives don't overlap; a result that is computed
/// element by element along with an input that it uses up takes its place; what lives within one tiled step only has a tile.
/// </summary>
/// <remarks>Inputs have places of their own at the beginning, so that they survive a run. The rest is placed in the order of the instructions,
/// each in the smallest gap that holds it.</remarks>
internal sealed class MemoryPlan<T>(ProgramCompiler<T> program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Free stretches of the workspace, by offset; no two touch.
    private readonly SortedDictionary<long, long> _free = [];
    private long _end;

    public void Place()
    {
        FindLives();
        foreach (int input in program.InputSlots)
        {
            program.Slots[input].Offset = Take(Bytes(program.Slots[input]));
        }

        List<ProgramSlot> dead = [];
        foreach (ProgramStep<T> step in program.Steps)
        {
            // Within a tiled step the instructions take turns, so what dies in it is free only after it, but for a result of the same
            // length: tile by tile it takes the very place of what was read before it.
            dead.Clear();
            for (int k = step.First; k < step.First + step.Count; k++)
            {
                PlaceResult(k, dead, step.Sizes is not null);
            }

            long scratch = Scratch(step);
            if (scratch > 0)
            {
                scratch = ProgramCompiler<T>.Lines(scratch);
                // Scratch lives for this step only: the next value may lie there afterwards.
                step.ScratchOffset = Take(scratch);
                Give(step.ScratchOffset, scratch);
            }

            foreach (ProgramSlot slot in dead)
            {
                Give(slot.Offset, Bytes(slot));
            }
        }

        program.WorkspaceBytes = _end;
    }

    private static long Bytes(ProgramSlot slot) => ProgramCompiler<T>.Lines(slot.Shape.ElementCount * (long)Unsafe.SizeOf<T>());

    private long Scratch(ProgramStep<T> step)
    {
        if (step.Sizes is null)
        {
            return program.Instructions[step.First].ScratchLength * (long)Unsafe.SizeOf<T>();
        }

        LoopBuilder<T> builder = new(program, step);
        step.Loop = builder.Build();
        return builder.ScratchBytes;
    }

    private void FindLives()
    {
        for (int k = 0; k < program.Instructions.Count; k++)
        {
            Instruction<T> instruction = program.Instructions[k];
            Touch(instruction.Output, k);
            foreach (int input in instruction.Inputs)
            {
                Touch(input, k);
            }
        }

        foreach (int output in program.OutputSlots)
        {
            program.OwnerOf(output).LastUse = int.MaxValue;
        }

        foreach (ProgramStep<T> step in program.Steps)
        {
            for (int k = step.First; step.Sizes is not null && k < step.First + step.Count; k++)
            {
                ProgramSlot result = program.Slots[program.Instructions[k].Output];
                bool isTile = !ProgramCompiler<T>.IsGathered(program.Instructions[k]);
                result.Kind = isTile && result.LastUse < step.First + step.Count ? SlotKind.Tile : result.Kind;
            }
        }
    }

    private void Touch(int slot, int instruction)
    {
        ProgramSlot owner = program.OwnerOf(slot);
        owner.FirstUse = Math.Min(owner.FirstUse, instruction);
        owner.LastUse = Math.Max(owner.LastUse, instruction);
    }

    private void PlaceResult(int k, List<ProgramSlot> dead, bool isTiled)
    {
        Instruction<T> instruction = program.Instructions[k];
        ProgramSlot result = program.Slots[instruction.Output];

        // By owners: an instruction may read an array twice, under two shapes.
        dead.AddRange(instruction.Inputs.Select(program.OwnerOf).Distinct().Where(owner => owner.LastUse == k && owner.Kind == SlotKind.Buffer));
        if (result.Kind == SlotKind.Tile)
        {
            return;
        }

        int heirOf = dead.FindLastIndex(slot => isTiled ? IsReadByTiles(slot, instruction) : program.ReadsAlong(instruction, slot));
        if (heirOf >= 0)
        {
            result.Offset = dead[heirOf].Offset;
            dead.RemoveAt(heirOf);
        }
        else
        {
            result.Offset = Take(Bytes(result));
        }

        if (result.LastUse == k)
        {
            // Nobody reads it; it can only be an output of an operation that is kept for its own sake.
            dead.Add(result);
        }
    }

    // Whether an array that died in a tiled step was read tile by tile, so that an element-wise result may lie there: what broadcasts is not, and a
    // sum begins before anything is read.
    private bool IsReadByTiles(ProgramSlot slot, Instruction<T> instruction)
        => instruction.Operation is ElementwiseOperation<T> && slot.Shape.ElementCount == program.LoopShape(instruction).ElementCount;

    private long Take(long bytes)
    {
        long best = -1;
        foreach ((long offset, long size) in _free)
        {
            if (size >= bytes && (best < 0 || size < _free[best]))
            {
                best = offset;
            }
        }

        if (best < 0)
        {
            // A free stretch at the end grows to what is needed.
            if (_free.Count > 0)
            {
                (long offset, long size) = _free.Last();
                if (offset + size == _end)
                {
                    _free.Remove(offset);
                    _end = offset + bytes;
                    return offset;
                }
            }

            long start = _end;
            _end += bytes;
            return start;
        }

        long left = _free[best] - bytes;
        _free.Remove(best);
        if (left > 0)
        {
            _free.Add(best + bytes, left);
        }

        return best;
    }

    private void Give(long offset, long bytes)
    {
        foreach ((long other, long size) in _free)
        {
            if (other + size == offset)
            {
                _free.Remove(other);
                Give(other, size + bytes);
                return;
            }

            if (offset + bytes == other)
            {
                _free.Remove(other);
                Give(offset, bytes + size);
                return;
            }
        }

        _free.Add(offset, bytes);
    }
}

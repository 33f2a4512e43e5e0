using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>Makes a program of a graph: loops of what is computed tile by tile, and a place for every value.</summary>
internal static class Assembly<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes the program.</summary>
    public static Program<T> Run(ProgramGraph<T> graph, ProgramNames names)
    {
        Lives<T> lives = new(graph);
        TiledLoop<T>?[] loops = LoopBuilder<T>.BuildAll(graph, lives);
        MemoryPlan<T> memory = new(graph, lives, [.. graph.Runs.Select((run, k) => loops[k]?.ScratchBytes ?? BytesOf(ScratchLength(run)))]);
        ConstantPlan<T> constants = new(graph);
        ProgramStep<T>[] steps = [.. graph.Runs.Select((run, k) => new ProgramStep<T>(
            run.First, run.Count, loops[k], memory.ScratchOffsets[k], loops[k] is null ? ScratchLength(run) : 0))];
        ProgramSlot[] slots = [.. Enumerable.Range(0, graph.Values.Count).Select(SlotOf)];
        return new(graph, slots, steps, memory.WorkspaceBytes, constants, names);

        int ScratchLength(InstructionRun run) => graph.Instructions[run.First].ScratchLength;

        ProgramSlot SlotOf(int number)
        {
            Value value = graph.Values[number];
            return value.Kind switch
            {
                ValueKind.View => new(value.Shape, SlotKind.View, value.Owner, -1),
                ValueKind.Constant => new(value.Shape, SlotKind.Constant, number, constants.OffsetOf(number)),
                ValueKind.Input => new(value.Shape, SlotKind.Input, number, memory.OffsetOf(number)),
                _ => new(value.Shape, lives.IsTile(number) ? SlotKind.Tile : SlotKind.Buffer, number, memory.OffsetOf(number)),
            };
        }
    }

    private static long BytesOf(int elements) => elements * (long)Unsafe.SizeOf<T>();
}

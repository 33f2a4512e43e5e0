using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>One operation of a program: its operands by slot, and where its result goes.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Inputs">The slots of its inputs.</param>
/// <param name="Output">The slot of its result.</param>
/// <param name="ScratchLength">How many elements of scratch memory it wants.</param>
/// <param name="IsRecomputed">Whether another instruction computes the same: a step does so anew rather than read it from memory.</param>
internal sealed record Instruction<T>(Operation<T> Operation, int[] Inputs, int Output, int ScratchLength, bool IsRecomputed = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>What a program does at a time: one instruction on whole arrays, or several together, tile by tile.</summary>
/// <param name="First">The first instruction.</param>
/// <param name="Count">The number of instructions.</param>
/// <param name="Loop">The loop that computes them tile by tile; null for an instruction on whole arrays.</param>
/// <param name="ScratchOffset">Where the scratch memory lies in the workspace, in bytes.</param>
/// <param name="ScratchLength">How many elements of it an instruction on whole arrays has.</param>
internal sealed record ProgramStep<T>(int First, int Count, TiledLoop<T>? Loop, long ScratchOffset, int ScratchLength)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The place behind the last instruction.</summary>
    public int End => First + Count;
}

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>A run of a program's instructions: one on whole arrays, or several that are computed together, tile by tile.</summary>
/// <param name="First">The first instruction.</param>
/// <param name="Count">The number of instructions.</param>
/// <param name="Sizes">The sizes of the axes of the arrays that are computed in tiles; null for an instruction on whole arrays.</param>
internal sealed record ProgramStep<T>(int First, int Count, int[]? Sizes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loop that computes the instructions together.</summary>
    public TiledLoop<T>? Loop { get; set; }

    /// <summary>Where the scratch memory lies in the workspace, in bytes.</summary>
    public long ScratchOffset { get; set; }
}

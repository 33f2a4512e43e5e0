namespace AutogradMaml.Autograd;

/// <summary>A run of a graph's instructions: one on whole arrays, or one or several that are computed tile by tile.</summary>
/// <param name="First">The first instruction.</param>
/// <param name="Count">The number of instructions.</param>
/// <param name="Sizes">The sizes of the axes of the arrays that are cut into tiles; null for an instruction on whole arrays.</param>
internal readonly record struct InstructionRun(int First, int Count, int[]? Sizes)
{
    /// <summary>The place behind the last instruction.</summary>
    public int End => First + Count;
}

namespace AutogradMaml.Autograd;

/// <summary>A run of a program's instructions: one on whole arrays, or several element-wise ones that are computed together, tile by
/// tile.</summary>
/// <param name="First">The first instruction.</param>
/// <param name="Count">The number of instructions.</param>
/// <param name="TiledLength">The number of elements of the arrays that are computed in tiles; 0 for an instruction on whole arrays.</param>
internal readonly record struct ProgramStep(int First, int Count, int TiledLength);

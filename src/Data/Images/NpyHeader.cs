namespace AutogradMaml.Data;

/// <summary>What the header of a .npy file declares.</summary>
/// <param name="ElementBytes">1 for bytes, 4 and 8 for floats.</param>
/// <param name="Sizes">The sizes of the axes.</param>
internal readonly record struct NpyHeader(int ElementBytes, long[] Sizes);

using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>A tensor of a file that was passed over.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Its element type as the file names it: I64, U64, I32, U32, I16, U16, I8, U8 or BOOL.</param>
/// <param name="Shape">Its shape.</param>
public sealed record SkippedTensor(string Name, string ElementType, Shape Shape);

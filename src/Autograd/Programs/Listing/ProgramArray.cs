namespace AutogradMaml.Autograd;

/// <summary>An array of a program, under the shape in which it is read or written.</summary>
/// <param name="Number">Which array: reads under two shapes have one number, for they are of the same elements in the same order.</param>
/// <param name="Shape">The shape.</param>
public readonly record struct ProgramArray(int Number, Shape Shape);

namespace AutogradMaml.Autograd;

/// <summary>How the operands of a product of matrices stand.</summary>
/// <param name="TransposesLeft">Whether A is given transposed.</param>
/// <param name="TransposesRight">Whether B is given transposed.</param>
internal readonly record struct MatrixOrientation(bool TransposesLeft, bool TransposesRight);

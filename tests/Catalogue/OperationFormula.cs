namespace AutogradMaml.Catalogue;

/// <summary>An operation in a line.</summary>
/// <param name="Formula">What it computes. y is the result, a and b are constants, n is the number of elements.</param>
/// <param name="Derivative">Its derivative. Of one number: f'. Of several or of arrays: the tangent of the result, with dx for the tangent
/// of x.</param>
/// <param name="Call">How a user calls it; null for what no method records by itself, and for another case of an operation that has a row:
/// such rows are tests only, and the table of operations leaves them out.</param>
internal sealed record OperationFormula(string Formula, string Derivative, string? Call = null)
{
    /// <summary>The derivative of what is linear in its only input.</summary>
    public const string Linear = "linear: the same of the tangent";

    /// <summary>The derivative of what is constant wherever it has one.</summary>
    public const string None = "0";
}

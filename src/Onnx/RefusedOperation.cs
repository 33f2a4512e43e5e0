namespace AutogradMaml.Onnx;

/// <summary>An operation of a program that an ONNX model can't have.</summary>
/// <param name="Name">Its name in listings.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Count">How often the program has it.</param>
public sealed record RefusedOperation(string Name, string Reason, int Count)
{
    /// <inheritdoc/>
    public override string ToString()
        => $"'{Name}'{(Count == 1 ? string.Empty : FormattableString.Invariant($" ({Count} times)"))}, {Reason}";
}

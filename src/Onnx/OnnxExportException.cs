namespace AutogradMaml.Onnx;

/// <summary>A program has operations that an ONNX model can't have.</summary>
public sealed class OnnxExportException : Exception
{
    internal OnnxExportException(IReadOnlyList<RefusedOperation> operations)
        : base(
            "The program can't be written as an ONNX model, for it has operations without a counterpart there: " +
            $"{string.Join("; ", operations)}. Compute what they give before the model and make it an input, or leave them out; the " +
            "limitations page lists what has no counterpart.")
        => Operations = operations;

    /// <summary>The operations, each kind once.</summary>
    public IReadOnlyList<RefusedOperation> Operations { get; }
}

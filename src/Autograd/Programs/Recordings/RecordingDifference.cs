namespace AutogradMaml.Autograd;

/// <summary>Where two recordings of one computation differ, so that replaying one of them would not be the other.</summary>
/// <param name="Kind">In what they differ.</param>
/// <param name="Operation">The name of the operation that differs or, of a constant, of the first one that reads it.</param>
/// <param name="Shape">The shape of the value that differs.</param>
/// <param name="Message">The difference in a sentence.</param>
public sealed record RecordingDifference(RecordingDifferenceKind Kind, string Operation, Shape Shape, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}

/// <summary>In what two recordings differ.</summary>
public enum RecordingDifferenceKind
{
    /// <summary>Other operations, or operations on other values.</summary>
    Graph,

    /// <summary>The same operations with another constant array.</summary>
    Constant,

    /// <summary>The same kind of operation with another setting: a factor, an axis.</summary>
    Setting,
}

namespace AutogradMaml.Onnx.Rules;

/// <summary>An operation can't be written; all of a program's are collected before anything is said.</summary>
/// <param name="reason">Why not.</param>
internal sealed class NoCounterpartException(string reason) : Exception(reason);

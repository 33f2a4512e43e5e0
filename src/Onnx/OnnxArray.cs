using AutogradMaml.Autograd;

namespace AutogradMaml.Onnx;

/// <summary>What a model takes or gives under a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Shape">The shape.</param>
public sealed record OnnxArray(string Name, Shape Shape);

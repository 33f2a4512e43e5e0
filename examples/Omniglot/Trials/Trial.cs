using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>A one-shot classification trial: one drawing of each class to learn from, and items to classify.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Task">The drawings as a task.</param>
internal sealed record Trial(string Name, int Classes, Parameters<float> Task);

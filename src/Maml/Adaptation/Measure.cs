using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A number of each task that is told beside its loss: an accuracy, a return.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Name">What it is called in progress and results.</param>
/// <param name="Values">[tasks]; a mean over the tasks is unweighted.</param>
public sealed record Measure<T>(string Name, Variable<T> Values)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

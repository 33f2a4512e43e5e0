using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>A loss: the mean over all axes but the first few.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="prediction">What the net computed.</param>
/// <param name="target">What it should have computed.</param>
/// <param name="taskAxes">How many leading axes are kept: 0 for a single number, 1 for a loss of each task, of shape [tasks], 2 for one of
/// each task's each example, [tasks, examples], as <see cref="Loss.Weighted"/> asks for.</param>
/// <returns>The loss.</returns>
public delegate Variable<T> LossFunction<T>(Variable<T> prediction, Variable<T> target, int taskAxes = 0)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

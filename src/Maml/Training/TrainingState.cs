using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Where a training stands: all that is needed to go on.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Iteration">The number of outer steps taken.</param>
/// <param name="MetaParameters">The meta-parameters after them.</param>
/// <param name="OptimizerState">The outer optimizer's state after them.</param>
public sealed record TrainingState<T>(long Iteration, Parameters<T> MetaParameters, Parameters<T> OptimizerState)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The state in a line: how far, and how many arrays and numbers were trained.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"after {Iteration} iterations: {MetaParameters.Sum(static entry => entry.Value.FlattenedLength)} numbers in " +
        $"{MetaParameters.Count} meta-parameters");
}

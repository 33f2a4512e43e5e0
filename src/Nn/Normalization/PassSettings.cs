using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>What a pass says of statistics and inner steps.</summary>
/// <param name="InnerStep">The inner step, from 0.</param>
/// <param name="Use">What is done with statistics.</param>
/// <param name="Given">The statistics that the pass brings in, if any.</param>
/// <param name="Collector">Where statistics are handed out, if anywhere.</param>
/// <param name="Prefix">The path to the module that sees this pass, with a dot at the end.</param>
/// <param name="StepNumber">The inner step where its number is a variable.</param>
/// <param name="RefusesDropout">Whether a layer that asks for a dropout mask is refused.</param>
internal sealed record PassSettings<T>(
    int InnerStep,
    StatisticsUse Use,
    Variables<T>? Given,
    StatisticsCollector<T>? Collector,
    string Prefix,
    Variable<T>? StepNumber = null,
    bool RefusesDropout = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static PassSettings<T> None { get; } = new(0, StatisticsUse.None, null, null, string.Empty);
}

using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What a policy with a memory makes of a sequence.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Descriptions">The distribution of actions at each step, [tasks, trials steps, numbers].</param>
/// <param name="Values">What the rest of the trial is worth at each step, [tasks, trials, steps]; null without a critic.</param>
/// <param name="States">The memory after the last step, [tasks, layers, trials, hidden] each.</param>
public sealed record MemoryReading<T>(Variable<T> Descriptions, Variable<T>? Values, IReadOnlyList<Variable<T>> States)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

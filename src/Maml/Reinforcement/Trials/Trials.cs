using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Sampled trials on a tape, constant as far as derivatives go.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Steps">What was read, done and earned: of a trial as of a rollout, whose horizon are the steps of all episodes; what was
/// observed is what the memory read.</param>
/// <param name="Values">What the critic said when the actions were drawn, [tasks, trials, steps]; null without a critic.</param>
public sealed record Trials<T>(Trajectories<T> Steps, Variable<T>? Values)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

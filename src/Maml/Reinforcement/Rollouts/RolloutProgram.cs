using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What a policy says of one observation of each rollout of a task, as a program: run once for each step of time.</summary>
/// <remarks>For one task, so that its trajectories are the same bits among whatever other tasks it is computed.</remarks>
internal sealed class RolloutProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public RolloutProgram(Policy<T> policy, TaskEnvironment environment, int rollouts)
    {
        using Tape<T> tape = new();
        Variables<T> parameters = new(policy.Parameters.Select(
            parameter => KeyValuePair.Create(parameter.Name, tape.Input(new T[parameter.Shape.ElementCount], parameter.Shape.Prepend(1)))));
        Variable<T> observations = tape.Input(
            new T[rollouts * environment.ObservationSize], [1, rollouts, environment.ObservationSize]);
        Variable<T> descriptions = policy.Describe(parameters, observations);
        Shape expected = [1, rollouts, policy.DescriptionSize];
        if (descriptions.Shape != expected)
        {
            throw new ArgumentException(
                $"The policy '{policy.Description}' describes observations of shape {observations.Shape} by {descriptions.Shape}, " +
                $"expected {expected}.");
        }

        Program = tape.Compile([.. parameters.Values, observations], [descriptions]);
    }

    /// <summary>The program: parameters in the policy's order, then observations; one output.</summary>
    public Program<T> Program { get; }
}

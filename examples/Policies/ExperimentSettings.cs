using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Policies;

/// <summary>A task family with all numbers of its training and test.</summary>
public sealed record ExperimentSettings
{
    /// <summary>The environment, and that which tells the task, for the oracle.</summary>
    public required Func<bool, TaskEnvironment> Environment { get; init; }

    /// <summary>The number of outer steps of each trained method.</summary>
    public required long Iterations { get; init; }

    /// <summary>The same of the methods other than MAML; null for as many.</summary>
    public long? OtherIterations { get; init; }

    /// <summary>The tasks of an outer step.</summary>
    public required int Tasks { get; init; }

    /// <summary>The rollouts of a task before an inner step, and after the last.</summary>
    public required int Rollouts { get; init; }

    /// <summary>The same in the test.</summary>
    public required int TestRollouts { get; init; }

    /// <summary>How many times as many rollouts there are before an inner step of the test at most, where episodes end early: they count
    /// until they have taken the steps of <see cref="TestRollouts"/> whole ones. 1: no more.</summary>
    public int MoreTestRollouts { get; init; } = 1;

    /// <summary>The width of the policy's two layers.</summary>
    public required int Width { get; init; }

    /// <summary>The sizes of the inner steps in training and test, the last also of those after it.</summary>
    public required IReadOnlyList<double> StepSizes { get; init; }

    /// <summary>The weights of MAML's losses after each inner step of a training task, of which there are as many.</summary>
    public IReadOnlyList<double> StepWeights { get; init; } = [1];

    /// <summary>Whether MAML learns a size for each tensor and inner step, from the first of <see cref="StepSizes"/> on.</summary>
    public bool LearnsStepSizes { get; init; }

    /// <summary>The same in the test of the pre-trained policy and of the initial one; null for the same sizes.</summary>
    public IReadOnlyList<double>? OtherStepSizes { get; init; }

    /// <summary>The sizes of MAML's outer steps, which are then Adam's on gradients of a norm of at most 1; null for natural ones within
    /// <see cref="TrustRegion"/>, which the other methods always take.</summary>
    public Schedule? OuterStepSize { get; init; }

    /// <summary>How far a natural outer step goes, as a mean divergence of the policies.</summary>
    public double TrustRegion { get; init; } = 0.01;

    /// <summary>The seed of initial parameters, tasks and rollouts.</summary>
    public ulong Seed { get; init; } = 1;
}

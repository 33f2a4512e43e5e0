using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread rolls a policy out on one task: the policy's program, states, streams. Kept and used again, so
/// that a call allocates nothing. Its blocks are of a pool of its own and are collected with it.</summary>
internal sealed class RolloutMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public RolloutMemory(RolloutProgram<T> program, TaskEnvironment environment, int rollouts)
    {
        int steps = rollouts * environment.Horizon;
        Workspace = program.Program.CreateWorkspace();
        Task = new double[environment.TaskSize];
        States = new double[rollouts * environment.StateSize];
        Observations = new double[steps * environment.ObservationSize];
        Rewards = new double[steps];
        Advantages = new double[steps];
        Values = new double[steps];
        Scratch = new double[LinearFeatureBaseline.ScratchLength(environment.ObservationSize)];
        Action = new double[environment.Actions.Size];
        Lengths = new int[rollouts];
        Ended = new bool[rollouts];
        Acting = [.. Enumerable.Range(0, rollouts).Select(static _ => new RandomStream(0, "actions"))];
        Surroundings = [.. Enumerable.Range(0, rollouts).Select(static _ => new RandomStream(0, "environment"))];
    }

    public Workspace<T> Workspace { get; }

    public double[] Task { get; }

    public double[] States { get; }

    public double[] Observations { get; }

    public double[] Rewards { get; }

    public double[] Advantages { get; }

    public double[] Values { get; }

    public double[] Scratch { get; }

    public double[] Action { get; }

    public int[] Lengths { get; }

    public bool[] Ended { get; }

    public RandomStream[] Acting { get; }

    public RandomStream[] Surroundings { get; }
}

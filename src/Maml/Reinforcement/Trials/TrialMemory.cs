using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread runs a policy through the trials of one task. Kept and used again, so that a call allocates
/// nothing. Its blocks are of a pool of its own and are collected with it.</summary>
internal sealed class TrialMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public TrialMemory(TrialProgram<T> program, TaskEnvironment environment, int trials, int steps)
    {
        int size = MemoryPolicy<T>.InputSize(environment);
        Workspace = program.Program.CreateWorkspace();
        Task = new double[environment.TaskSize];
        States = new double[trials * environment.StateSize];
        Observation = new double[environment.ObservationSize];
        Read = new double[trials * steps * size];
        Rewards = new double[trials * steps];
        Advantages = new double[trials * steps];
        Values = new double[trials * steps];
        Scratch = new double[LinearFeatureBaseline.ScratchLength(size)];
        Action = new double[environment.Actions.Size];
        Lengths = new int[trials];
        EpisodeSteps = new int[trials];
        Episodes = new int[trials];
        Acting = [.. Enumerable.Range(0, trials).Select(static _ => new RandomStream(0, "actions"))];
        Surroundings = [.. Enumerable.Range(0, trials).Select(static _ => new RandomStream(0, "environment"))];
    }

    public Workspace<T> Workspace { get; }

    public double[] Task { get; }

    public double[] States { get; }

    public double[] Observation { get; }

    public double[] Read { get; }

    public double[] Rewards { get; }

    public double[] Advantages { get; }

    public double[] Values { get; }

    public double[] Scratch { get; }

    public double[] Action { get; }

    public int[] Lengths { get; }

    public int[] EpisodeSteps { get; }

    public int[] Episodes { get; }

    public RandomStream[] Acting { get; }

    public RandomStream[] Surroundings { get; }
}

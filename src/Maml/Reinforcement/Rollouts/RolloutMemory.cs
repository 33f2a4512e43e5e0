using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread takes a policy through the rollouts of one task: the memory of the policy's program, states,
/// streams. Kept and used again, so that a call allocates nothing. Its blocks are of a pool of its own and are collected with it.</summary>
internal sealed class RolloutMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes the memory.</summary>
    /// <param name="workspace">The memory of the policy's program.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="solution">How many numbers the solution of a task is; 0 for none.</param>
    /// <param name="rollouts">The number of rollouts.</param>
    /// <param name="steps">The most steps of a rollout.</param>
    /// <param name="seen">How many numbers are read at a step.</param>
    public RolloutMemory(Workspace<T> workspace, TaskEnvironment environment, int solution, int rollouts, int steps, int seen)
    {
        int all = rollouts * steps;
        Workspace = workspace;
        Task = new double[environment.TaskSize];
        Solution = new double[solution];
        States = new double[rollouts * environment.StateSize];
        Seen = new double[all * seen];
        Rewards = new double[all];
        Advantages = new double[all];
        Values = new double[all];
        Scratch = new double[LinearFeatureBaseline.ScratchLength(seen)];
        Action = new double[environment.Actions.Size];
        Lengths = new int[rollouts];
        EpisodeSteps = new int[rollouts];
        Episodes = new int[rollouts];
        Acting = [.. Enumerable.Range(0, rollouts).Select(static _ => new RandomStream(0, "actions"))];
        Surroundings = [.. Enumerable.Range(0, rollouts).Select(static _ => new RandomStream(0, "environment"))];
    }

    public Workspace<T> Workspace { get; }

    public double[] Task { get; }

    public double[] Solution { get; }

    public double[] States { get; }

    public double[] Seen { get; }

    /// <summary>What advantages are computed of: rewards, or minus the regrets.</summary>
    public double[] Rewards { get; }

    public double[] Advantages { get; }

    public double[] Values { get; }

    public double[] Scratch { get; }

    public double[] Action { get; }

    /// <summary>The steps taken.</summary>
    public int[] Lengths { get; }

    /// <summary>The steps taken in the episode under way.</summary>
    public int[] EpisodeSteps { get; }

    /// <summary>The episodes that are over.</summary>
    public int[] Episodes { get; }

    public RandomStream[] Acting { get; }

    public RandomStream[] Surroundings { get; }
}

using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Reinforcement.Trials;

/// <summary>Small policies with a memory, and trainings of them.</summary>
internal static class MemoryPlans
{
    /// <summary>A policy for an environment, with a critic that sees the task.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="lstm">Whether its memory is of two arrays and not one.</param>
    /// <param name="hidden">The size of the memory.</param>
    /// <param name="critic">Whether there is a critic.</param>
    /// <param name="told">Whether it sees the task.</param>
    public static MemoryPolicy<T> Policy<T>(
        TaskEnvironment environment, bool lstm = false, int hidden = 6, bool critic = true, bool told = true)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        int size = MemoryPolicy<T>.InputSize(environment);
        Policy<T> head = environment.Actions.IsDiscrete
            ? new CategoricalPolicy<T>(new Linear<T>(hidden, environment.Actions.Choices), environment.Actions.Choices)
            : new GaussianPolicy<T>(new Linear<T>(hidden, environment.Actions.Size), environment.Actions.Size);
        return new(
            lstm ? new Lstm<T>(size, hidden, layers: 2) : new Gru<T>(size, hidden), head,
            critic ? new Linear<T>(hidden + (told ? environment.TaskSize : 0), 1) : null, critic && told);
    }

    /// <summary>A policy with a memory for each choice, in each state that is seen, one-hot, with a critic that of
    /// a bandit sees the task choice by choice.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="lstm">Whether a memory is of two arrays and not one.</param>
    /// <param name="hidden">The size of the memory of a choice.</param>
    public static MemoryPolicy<T> ByChoice<T>(TaskEnvironment environment, bool lstm = false, int hidden = 4)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        int choices = environment.Actions.Choices;
        int reads = ChoiceMemory<T>.ReadBySelf;
        ChoiceMemory<T> memory = new(
            environment.ObservationSize, choices, lstm ? new Lstm<T>(reads, hidden) : new Gru<T>(reads, hidden),
            lstm ? new Lstm<T>(reads, 2, layers: 2) : new Gru<T>(reads, 2));
        int told = memory.OutputsOfChoice;
        int ofTask = environment is Bandits ? 1 : 0;
        return new(
            memory,
            new CategoricalPolicy<T>(
                new Sequential<T>(
                    new SetLinear<T>(choices, told, 5), Activations.Tanh<T>(), new SetLinear<T>(choices, 5, 1)),
                choices),
            new Sequential<T>(
                new SetLinear<T>(choices, told + ofTask, 5), Activations.Tanh<T>(), new SetMean<T>(choices), new Linear<T>(5, 1)),
            criticSeesTask: ofTask > 0);
    }

    /// <summary>A training.</summary>
    public static TrainingPlan<T> Of<T>(
        TaskEnvironment environment, MemoryPolicy<T> policy, TrialOptions<T> options, OuterSearch<T>? search, long iterations)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => new()
        {
            Learner = new("RL^2", new MemoryAdaptation<T>(environment, policy, options), new Unrolled<T>(0)),
            Tasks = new EnvironmentTasks<T>(environment),
            Iterations = iterations,
            MetaBatch = 5,
            TasksPerBlock = 2,
            OuterStepSize = 0.01,
            Search = search,
            Seed = 3,
        };
}

using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Rolls a policy out in an environment as a call to the host: from the parameters of each task to trajectories with their
/// advantages.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Rollouts of a task go side by side: each step of time is one run of the policy's program on [1, rollouts, numbers], task after
/// task, so that a task has the same trajectories among whatever others. Random numbers are named by (seed, purpose, iteration, task, inner
/// step, rollout); a rollout has the same ones however many there are beside it. Several threads may be in a call at once; once each has
/// its memory, a call allocates nothing.</remarks>
public sealed class RolloutCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Policy<T> _policy;
    private readonly Walk _walk;

    /// <summary>Describes the call.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="rollouts">The number of rollouts of a task; at least 1.</param>
    /// <param name="advantages">How advantages are computed.</param>
    /// <param name="purpose">What the trajectories are for: those of two purposes are independent.</param>
    /// <param name="byMode">Whether each action is the distribution's mode and not drawn from it.</param>
    /// <param name="mostSteps">How many steps of a task count: its rollouts do, one after the other, until they have taken so many, the
    /// last of them whole. What does not count is masked. Null: all count.</param>
    /// <exception cref="ArgumentException">The policy gives other actions than the environment takes, or a number makes no
    /// sense.</exception>
    public RolloutCall(
        TaskEnvironment environment,
        Policy<T> policy,
        int rollouts,
        Advantages advantages,
        string purpose,
        bool byMode = false,
        long? mostSteps = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(advantages);
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentOutOfRangeException.ThrowIfLessThan(rollouts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostSteps ?? 1, 1, nameof(mostSteps));
        advantages.Validate(rollouts);
        if (policy.Actions != environment.Actions)
        {
            throw new ArgumentException(
                $"The policy gives {policy.Actions} and {environment.Description} takes {environment.Actions}.", nameof(policy));
        }

        _policy = policy;
        _walk = new(environment, policy, rollouts, advantages, purpose, byMode, mostSteps);
    }

    /// <summary>The number of rollouts of a task.</summary>
    public int Rollouts => _walk.Rollouts;

    /// <summary>The trajectories at a step, recorded on the tape of its episode.</summary>
    /// <param name="at">The step; its number is part of the random numbers' name.</param>
    /// <param name="parameters">The policy's parameters, in its order, each [tasks, ...].</param>
    /// <exception cref="ArgumentException">The parameters are not the policy's.</exception>
    public Trajectories<T> At(InnerStep<T> at, Variables<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(parameters);
        int tasks = at.Episode.Tasks;
        EnvironmentWalk<T>.RequireFit(
            "Rollouts take the policy's parameters for each task",
            [.. _policy.Parameters.Select(parameter => (parameter.Name, parameter.Shape.Prepend(tasks)))],
            parameters);
        Variable<T>[] results = at.Host(
            _walk.Purpose,
            _walk.Call,
            [.. _walk.PerTask.Select(shape => shape.Prepend(tasks))],
            [at.Episode[EnvironmentTasks<T>.ArrayName], .. parameters.Values]);
        return new(Rollouts, _walk.Steps, results[0], results[1], results[2], results[3], results[4], results[5])
        {
            // Every rollout that counts has a first step.
            Counted = _walk.CountsAll ? null : results[4].Slice(2, 0, 1).Sum([1, 2]),
        };
    }

    private sealed class Walk(
        TaskEnvironment environment,
        Policy<T> policy,
        int rollouts,
        Advantages advantages,
        string purpose,
        bool byMode,
        long? mostSteps)
        : EnvironmentWalk<T>(
            environment, advantages.SolvedOf(environment), policy, rollouts, episodes: 1, environment.ObservationSize, purpose, byMode)
    {
        private readonly Lazy<RolloutProgram<T>> _program = new(() => new(policy, environment, rollouts));
        private readonly int _parameters = policy.Parameters.Count;

        public bool CountsAll => mostSteps is null;

        protected override Workspace<T> CreateWorkspace() => _program.Value.Program.CreateWorkspace();

        protected override void BeginTask(HostContext<T> context, Workspace<T> workspace, int task)
        {
            for (int parameter = 0; parameter < _parameters; parameter++)
            {
                Span<T> own = workspace.Input(parameter);
                ParameterOf(context, parameter).Slice(task * own.Length, own.Length).CopyTo(own);
            }
        }

        protected override Span<T> SeenOf(Workspace<T> workspace) => workspace.Input(_parameters);

        protected override void LeaveOut(HostContext<T> context, RolloutMemory<T> memory, int task)
        {
            if (mostSteps is not { } most)
            {
                return;
            }

            Span<T> rewards = ResultOf(context, 3, task);
            Span<T> mask = ResultOf(context, 4, task);
            long taken = 0;
            for (int rollout = 0; rollout < Rollouts; rollout++)
            {
                if (taken < most)
                {
                    taken += memory.Lengths[rollout];
                    continue;
                }

                int place = rollout * Steps;
                memory.Lengths[rollout] = 0;
                memory.Rewards.AsSpan(place, Steps).Clear();
                rewards.Slice(place, Steps).Clear();
                mask.Slice(place, Steps).Clear();
            }
        }

        protected override void Judge(RolloutSteps steps, RolloutMemory<T> memory)
            => advantages.Compute(steps, memory.Advantages, memory.Values, memory.Scratch);
    }
}

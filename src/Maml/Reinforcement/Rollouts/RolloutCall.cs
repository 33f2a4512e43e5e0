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
    private readonly TaskEnvironment _environment;
    private readonly Policy<T> _policy;
    private readonly Advantages _advantages;
    private readonly bool _byMode;
    private readonly string _purpose;
    private readonly string _surroundings;
    private readonly HostCall<T> _call;
    private readonly Lazy<RolloutProgram<T>> _program;
    private readonly Stack<RolloutMemory<T>> _memories = new();
    private readonly Lock _gate = new();
    private readonly Shape[] _perTask;

    /// <summary>Describes the call.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="rollouts">The number of rollouts of a task; at least 1.</param>
    /// <param name="advantages">How advantages are computed.</param>
    /// <param name="purpose">What the trajectories are for: those of two purposes are independent.</param>
    /// <param name="byMode">Whether each action is the distribution's mode and not drawn from it.</param>
    /// <exception cref="ArgumentException">The policy gives other actions than the environment takes, or a number makes no
    /// sense.</exception>
    public RolloutCall(
        TaskEnvironment environment, Policy<T> policy, int rollouts, Advantages advantages, string purpose, bool byMode = false)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(advantages);
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentOutOfRangeException.ThrowIfLessThan(rollouts, 1);
        advantages.Validate(rollouts);
        if (policy.Actions != environment.Actions)
        {
            throw new ArgumentException(
                $"The policy gives {policy.Actions} and {environment.Description} takes {environment.Actions}.", nameof(policy));
        }

        (_environment, _policy, _advantages, _byMode, Rollouts) = (environment, policy, advantages, byMode, rollouts);
        (_purpose, _surroundings) = ($"{purpose} actions", $"{purpose} environment");
        _call = Run;
        _program = new(() => new(policy, environment, rollouts));
        int steps = rollouts * environment.Horizon;
        _perTask =
        [
            [steps, environment.ObservationSize], [steps, environment.Actions.Size], [steps, policy.DescriptionSize],
            [rollouts, environment.Horizon], [rollouts, environment.Horizon], [rollouts, environment.Horizon],
        ];
    }

    /// <summary>The number of rollouts of a task.</summary>
    public int Rollouts { get; }

    /// <summary>The trajectories at a step, recorded on the tape of its episode.</summary>
    /// <param name="at">The step; its number is part of the random numbers' name.</param>
    /// <param name="parameters">The policy's parameters, in its order, each [tasks, ...].</param>
    /// <exception cref="ArgumentException">The parameters are not the policy's.</exception>
    public Trajectories<T> At(InnerStep<T> at, Variables<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(parameters);
        int tasks = at.Episode.Tasks;
        RequireFit(parameters, tasks);
        Variable<T>[] results = at.Host(
            _purpose,
            _call,
            [.. _perTask.Select(shape => shape.Prepend(tasks))],
            [at.Episode[EnvironmentTasks<T>.ArrayName], .. parameters.Values]);
        return new(Rollouts, _environment.Horizon, results[0], results[1], results[2], results[3], results[4], results[5]);
    }

    private void RequireFit(Variables<T> parameters, int tasks)
    {
        bool fits = parameters.Count == _policy.Parameters.Count;
        for (int k = 0; k < parameters.Count && fits; k++)
        {
            fits = parameters[k].Key == _policy.Parameters[k].Name
                && parameters[k].Value.Shape == _policy.Parameters[k].Shape.Prepend(tasks);
        }

        if (!fits)
        {
            IEnumerable<string> expected = _policy.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape.Prepend(tasks)}");
            throw new ArgumentException(
                $"Rollouts take the policy's parameters for each task, [{string.Join(", ", expected)}], got [{parameters}].",
                nameof(parameters));
        }
    }

    private void Run(HostContext<T> context)
    {
        RolloutMemory<T> memory = Take();
        for (int result = 0; result < context.ResultCount; result++)
        {
            context.Result(result).Clear();
        }

        int tasks = context.ArgumentShape(0)[0];
        for (int task = 0; task < tasks; task++)
        {
            Run(context, memory, task);
        }

        lock (_gate)
        {
            _memories.Push(memory);
        }
    }

    private RolloutMemory<T> Take()
    {
        lock (_gate)
        {
            if (_memories.TryPop(out RolloutMemory<T>? memory))
            {
                return memory;
            }
        }

        return new(_program.Value, _environment, Rollouts);
    }

    private void Run(HostContext<T> context, RolloutMemory<T> memory, int task)
    {
        Begin(context, memory, task);
        int horizon = _environment.Horizon;
        for (int time = 0, acting = Rollouts; time < horizon && acting > 0; time++)
        {
            Observe(context, memory, task, time);
            memory.Workspace.Run();
            acting = Step(context, memory, task, time);
        }

        RolloutSteps steps = new()
        {
            Rollouts = Rollouts,
            Horizon = horizon,
            ObservationSize = _environment.ObservationSize,
            Observations = memory.Observations,
            Rewards = memory.Rewards,
            Lengths = memory.Lengths,
        };
        _advantages.Compute(steps, memory.Advantages, memory.Values, memory.Scratch);
        Span<T> advantages = Of(context, 5, task);
        for (int k = 0; k < advantages.Length; k++)
        {
            advantages[k] = T.CreateChecked(memory.Advantages[k]);
        }
    }

    private void Begin(HostContext<T> context, RolloutMemory<T> memory, int task)
    {
        ReadOnlySpan<T> key = context.Argument(0).Slice(task * RandomKey.Length, RandomKey.Length);
        ReadOnlySpan<T> numbers = context.Argument(1).Slice(task * _environment.TaskSize, _environment.TaskSize);
        for (int k = 0; k < numbers.Length; k++)
        {
            memory.Task[k] = double.CreateChecked(numbers[k]);
        }

        for (int parameter = 0; parameter < _policy.Parameters.Count; parameter++)
        {
            Span<T> own = memory.Workspace.Input(parameter);
            context.Argument(2 + parameter).Slice(task * own.Length, own.Length).CopyTo(own);
        }

        // What an ended rollout saw last is computed on with the others, and read by nobody.
        memory.Workspace.Input(_policy.Parameters.Count).Clear();
        memory.Rewards.AsSpan().Clear();
        memory.Lengths.AsSpan().Clear();
        memory.Ended.AsSpan().Clear();
        for (int rollout = 0; rollout < Rollouts; rollout++)
        {
            RandomKey.Reopen(key, _purpose, rollout, memory.Acting[rollout]);
            RandomKey.Reopen(key, _surroundings, rollout, memory.Surroundings[rollout]);
            _environment.Reset(memory.Task, StateOf(memory, rollout), memory.Surroundings[rollout]);
        }
    }

    private void Observe(HostContext<T> context, RolloutMemory<T> memory, int task, int time)
    {
        int size = _environment.ObservationSize;
        Span<T> seen = memory.Workspace.Input(_policy.Parameters.Count);
        Span<T> results = Of(context, 0, task);
        for (int rollout = 0; rollout < Rollouts; rollout++)
        {
            if (memory.Ended[rollout])
            {
                continue;
            }

            int place = (rollout * _environment.Horizon) + time;
            Span<double> observation = memory.Observations.AsSpan(place * size, size);
            _environment.Observe(memory.Task, StateOf(memory, rollout), observation);
            for (int k = 0; k < size; k++)
            {
                T number = T.CreateChecked(observation[k]);
                seen[(rollout * size) + k] = number;
                results[(place * size) + k] = number;
            }
        }
    }

    // How many rollouts go on.
    private int Step(HostContext<T> context, RolloutMemory<T> memory, int task, int time)
    {
        ReadOnlySpan<T> described = memory.Workspace.Output(0);
        Span<T> actions = Of(context, 1, task);
        Span<T> descriptions = Of(context, 2, task);
        Span<T> rewards = Of(context, 3, task);
        Span<T> mask = Of(context, 4, task);
        int size = _policy.DescriptionSize;
        int acting = 0;
        for (int rollout = 0; rollout < Rollouts; rollout++)
        {
            if (memory.Ended[rollout])
            {
                continue;
            }

            int place = (rollout * _environment.Horizon) + time;
            ReadOnlySpan<T> description = described.Slice(rollout * size, size);
            description.CopyTo(descriptions.Slice(place * size, size));
            _policy.Act(description, _byMode ? null : memory.Acting[rollout], memory.Action);
            for (int k = 0; k < memory.Action.Length; k++)
            {
                // What is remembered is what is done: the ratio to the policy that acted is that of this action.
                T number = T.CreateChecked(memory.Action[k]);
                actions[(place * memory.Action.Length) + k] = number;
                memory.Action[k] = double.CreateChecked(number);
            }

            StepOutcome outcome = _environment.Step(memory.Task, StateOf(memory, rollout), memory.Action, memory.Surroundings[rollout]);
            memory.Rewards[place] = outcome.Reward;
            rewards[place] = T.CreateChecked(outcome.Reward);
            mask[place] = T.One;
            memory.Lengths[rollout]++;
            memory.Ended[rollout] = outcome.Ended;
            acting += outcome.Ended ? 0 : 1;
        }

        return acting;
    }

    private Span<double> StateOf(RolloutMemory<T> memory, int rollout)
        => memory.States.AsSpan(rollout * _environment.StateSize, _environment.StateSize);

    private Span<T> Of(HostContext<T> context, int result, int task)
    {
        int length = _perTask[result].ElementCount;
        return context.Result(result).Slice(task * length, length);
    }
}

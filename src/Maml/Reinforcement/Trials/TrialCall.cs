using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Runs a policy with a memory through trials as a call to the host: a trial is several episodes of one task, between which the
/// environment begins anew and the memory stays.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Trials of a task go side by side: each step of time is one run of the policy's program on [1, trials, 1, numbers], task after
/// task, so that a task has the same trials among whatever others. Random numbers are named by (seed, purpose, iteration, task, trial); a
/// trial has the same ones however many there are beside it. Episodes follow each other without a gap; a trial with episodes that end early
/// is padded behind its last. Several threads may be in a call at once; once each has its memory, a call allocates nothing.</remarks>
public sealed class TrialCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TaskEnvironment _environment;
    private readonly MemoryPolicy<T> _policy;
    private readonly Advantages _advantages;
    private readonly bool _byMode;
    private readonly int _episodes;
    private readonly int _steps;
    private readonly int _size;
    private readonly string _purpose;
    private readonly string _surroundings;
    private readonly HostCall<T> _call;
    private readonly Lazy<TrialProgram<T>> _program;
    private readonly Stack<TrialMemory<T>> _memories = new();
    private readonly Lock _gate = new();
    private readonly Shape[] _perTask;

    /// <summary>Describes the call.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="trials">The number of trials of a task; at least 1.</param>
    /// <param name="episodes">The number of episodes of a trial; at least 1.</param>
    /// <param name="advantages">How advantages are computed, along a whole trial; with a critic its values are the baseline.</param>
    /// <param name="purpose">What the trials are for: those of two purposes are independent.</param>
    /// <param name="byMode">Whether each action is the distribution's mode and not drawn from it.</param>
    /// <exception cref="ArgumentException">The policy does not fit the environment, a number makes no sense, or there are two
    /// baselines.</exception>
    public TrialCall(
        TaskEnvironment environment, MemoryPolicy<T> policy, int trials, int episodes, Advantages advantages, string purpose,
        bool byMode = false)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(advantages);
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        advantages.Validate(trials);
        policy.RequireFits(environment);
        if (policy.HasCritic && advantages.Baseline is not null)
        {
            throw new ArgumentException(
                "The policy has a critic, and the advantages a baseline of their own: leave one of the two out.", nameof(advantages));
        }

        (_environment, _policy, _advantages, _byMode, Count, _episodes) = (environment, policy, advantages, byMode, trials, episodes);
        (_purpose, _surroundings) = ($"{purpose} actions", $"{purpose} environment");
        _call = Run;
        _program = new(() => new(policy, environment, trials));
        _steps = checked(episodes * environment.Horizon);
        _size = MemoryPolicy<T>.InputSize(environment);
        Shape numbers = [trials, _steps];
        _perTask =
        [
            [trials * _steps, _size], [trials * _steps, environment.Actions.Size], [trials * _steps, policy.Head.DescriptionSize],
            numbers, numbers, numbers, .. policy.HasCritic ? [numbers] : (Shape[])[],
        ];
    }

    /// <summary>The number of trials of a task.</summary>
    public int Count { get; }

    /// <summary>The trials, recorded on the tape of their episode.</summary>
    /// <param name="episode">The tasks.</param>
    /// <param name="parameters">The policy's parameters, in its order, without a task axis.</param>
    /// <exception cref="ArgumentException">The parameters are not the policy's.</exception>
    public Trials<T> Of(Episode<T> episode, Variables<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(episode);
        ArgumentNullException.ThrowIfNull(parameters);
        RequireFit(parameters);
        Variable<T>[] results = episode.Host(
            _purpose, _call, [.. _perTask.Select(shape => shape.Prepend(episode.Tasks))],
            [episode[EnvironmentTasks<T>.ArrayName], .. parameters.Values]);
        return new(
            new(Count, _steps, results[0], results[1], results[2], results[3], results[4], results[5]),
            _policy.HasCritic ? results[6] : null);
    }

    private void RequireFit(Variables<T> parameters)
    {
        bool fits = parameters.Count == _policy.Parameters.Count;
        for (int k = 0; k < parameters.Count && fits; k++)
        {
            fits = parameters[k].Key == _policy.Parameters[k].Name && parameters[k].Value.Shape == _policy.Parameters[k].Shape;
        }

        if (!fits)
        {
            IEnumerable<string> expected = _policy.Parameters.Select(static parameter => $"{parameter.Name} {parameter.Shape}");
            throw new ArgumentException(
                $"Trials take the policy's parameters, shared by all tasks, [{string.Join(", ", expected)}], got [{parameters}].",
                nameof(parameters));
        }
    }

    private void Run(HostContext<T> context)
    {
        TrialMemory<T> memory = Take();
        for (int result = 0; result < context.ResultCount; result++)
        {
            context.Result(result).Clear();
        }

        for (int parameter = 0; parameter < _policy.Parameters.Count; parameter++)
        {
            context.Argument(2 + parameter).CopyTo(memory.Workspace.Input(parameter));
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

    private TrialMemory<T> Take()
    {
        lock (_gate)
        {
            if (_memories.TryPop(out TrialMemory<T>? memory))
            {
                return memory;
            }
        }

        return new(_program.Value, _environment, Count, _steps);
    }

    private void Run(HostContext<T> context, TrialMemory<T> memory, int task)
    {
        Begin(context, memory, task);
        for (int time = 0, acting = Count; time < _steps && acting > 0; time++)
        {
            Read(context, memory, task, time);
            memory.Workspace.Run();
            Remember(memory);
            acting = Step(context, memory, task, time);
        }

        RolloutSteps steps = new()
        {
            Rollouts = Count,
            Horizon = _steps,
            ObservationSize = _size,
            Observations = memory.Read,
            Rewards = memory.Rewards,
            Lengths = memory.Lengths,
        };
        if (_policy.HasCritic)
        {
            _advantages.ComputeWith(steps, memory.Values, memory.Advantages);
        }
        else
        {
            _advantages.Compute(steps, memory.Advantages, memory.Values, memory.Scratch);
        }

        Span<T> advantages = ResultOf(context, 5, task);
        for (int k = 0; k < advantages.Length; k++)
        {
            advantages[k] = T.CreateChecked(memory.Advantages[k]);
        }
    }

    private void Begin(HostContext<T> context, TrialMemory<T> memory, int task)
    {
        ReadOnlySpan<T> key = context.Argument(0).Slice(task * RandomKey.Length, RandomKey.Length);
        ReadOnlySpan<T> numbers = context.Argument(1).Slice(task * _environment.TaskSize, _environment.TaskSize);
        for (int k = 0; k < numbers.Length; k++)
        {
            memory.Task[k] = double.CreateChecked(numbers[k]);
        }

        TrialProgram<T> program = _program.Value;
        if (_policy.HasCritic)
        {
            numbers.CopyTo(memory.Workspace.Input(program.Task));
        }

        // Another task: nothing is remembered, and there is no last action.
        memory.Workspace.Input(program.Input).Clear();
        for (int state = 0; state < program.States; state++)
        {
            memory.Workspace.Input(program.FirstState + state).Clear();
        }

        memory.Read.AsSpan().Clear();
        memory.Rewards.AsSpan().Clear();
        memory.Values.AsSpan().Clear();
        memory.Lengths.AsSpan().Clear();
        memory.EpisodeSteps.AsSpan().Clear();
        memory.Episodes.AsSpan().Clear();
        for (int trial = 0; trial < Count; trial++)
        {
            RandomKey.Reopen(key, _purpose, trial, memory.Acting[trial]);
            RandomKey.Reopen(key, _surroundings, trial, memory.Surroundings[trial]);
            _environment.Reset(memory.Task, StateOf(memory, trial), memory.Surroundings[trial]);
        }
    }

    // The observation in front; action, reward and end behind it were written by the step before.
    private void Read(HostContext<T> context, TrialMemory<T> memory, int task, int time)
    {
        Span<T> input = memory.Workspace.Input(_program.Value.Input);
        Span<T> results = ResultOf(context, 0, task);
        for (int trial = 0; trial < Count; trial++)
        {
            if (memory.Episodes[trial] == _episodes)
            {
                continue;
            }

            Span<T> row = input.Slice(trial * _size, _size);
            _environment.Observe(memory.Task, StateOf(memory, trial), memory.Observation);
            for (int k = 0; k < memory.Observation.Length; k++)
            {
                row[k] = T.CreateChecked(memory.Observation[k]);
            }

            int place = ((trial * _steps) + time) * _size;
            row.CopyTo(results[place..]);
            for (int k = 0; k < row.Length; k++)
            {
                memory.Read[place + k] = double.CreateChecked(row[k]);
            }
        }
    }

    private void Remember(TrialMemory<T> memory)
    {
        TrialProgram<T> program = _program.Value;
        for (int state = 0; state < program.States; state++)
        {
            memory.Workspace.Output(1 + state).CopyTo(memory.Workspace.Input(program.FirstState + state));
        }
    }

    // How many trials go on.
    private int Step(HostContext<T> context, TrialMemory<T> memory, int task, int time)
    {
        ReadOnlySpan<T> described = memory.Workspace.Output(0);
        ReadOnlySpan<T> values = _policy.HasCritic ? memory.Workspace.Output(1 + _program.Value.States) : [];
        Span<T> actions = ResultOf(context, 1, task);
        Span<T> descriptions = ResultOf(context, 2, task);
        Span<T> rewards = ResultOf(context, 3, task);
        Span<T> mask = ResultOf(context, 4, task);
        Span<T> input = memory.Workspace.Input(_program.Value.Input);
        int size = _policy.Head.DescriptionSize;
        int acting = 0;
        for (int trial = 0; trial < Count; trial++)
        {
            if (memory.Episodes[trial] == _episodes)
            {
                continue;
            }

            int place = (trial * _steps) + time;
            if (_policy.HasCritic)
            {
                memory.Values[place] = double.CreateChecked(values[trial]);
                ResultOf(context, 6, task)[place] = values[trial];
            }

            ReadOnlySpan<T> description = described.Slice(trial * size, size);
            description.CopyTo(descriptions.Slice(place * size, size));
            _policy.Head.Act(description, _byMode ? null : memory.Acting[trial], memory.Action);
            Span<T> action = actions.Slice(place * memory.Action.Length, memory.Action.Length);
            for (int k = 0; k < memory.Action.Length; k++)
            {
                // What is remembered is what is done: the ratio to the policy that acted is that of this action.
                action[k] = T.CreateChecked(memory.Action[k]);
                memory.Action[k] = double.CreateChecked(action[k]);
            }

            StepOutcome outcome = _environment.Step(memory.Task, StateOf(memory, trial), memory.Action, memory.Surroundings[trial]);
            memory.Rewards[place] = outcome.Reward;
            rewards[place] = T.CreateChecked(outcome.Reward);
            mask[place] = T.One;
            memory.Lengths[trial]++;
            bool ended = outcome.Ended || ++memory.EpisodeSteps[trial] == _environment.Horizon;
            Tell(input.Slice(trial * _size, _size), action, rewards[place], ended);
            acting += ended && !BeginsAgain(memory, trial) ? 0 : 1;
        }

        return acting;
    }

    // What the next step reads of this one.
    private void Tell(Span<T> row, ReadOnlySpan<T> action, T reward, bool ended)
    {
        int first = _environment.ObservationSize;
        if (_environment.Actions.IsDiscrete)
        {
            row.Slice(first, _environment.Actions.Choices).Clear();
            row[first + int.CreateChecked(action[0])] = T.One;
        }
        else
        {
            action.CopyTo(row[first..]);
        }

        row[^2] = reward;
        row[^1] = ended ? T.One : T.Zero;
    }

    // After the end of an episode: whether there is another.
    private bool BeginsAgain(TrialMemory<T> memory, int trial)
    {
        memory.EpisodeSteps[trial] = 0;
        if (++memory.Episodes[trial] == _episodes)
        {
            return false;
        }

        _environment.Reset(memory.Task, StateOf(memory, trial), memory.Surroundings[trial]);
        return true;
    }

    private Span<double> StateOf(TrialMemory<T> memory, int trial)
        => memory.States.AsSpan(trial * _environment.StateSize, _environment.StateSize);

    private Span<T> ResultOf(HostContext<T> context, int result, int task)
    {
        int length = _perTask[result].ElementCount;
        return context.Result(result).Slice(task * length, length);
    }
}

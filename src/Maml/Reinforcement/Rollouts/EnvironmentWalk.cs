using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The way of a policy through an environment as a call to the host, from the parameters of each task to trajectories with their
/// advantages: what <see cref="RolloutCall{T}"/> and <see cref="TrialCall{T}"/> have in common. They say what the policy's program reads
/// and carries on.</summary>
/// <remarks>Rollouts of a task go side by side: each step of time is one run of the program, task after task, so that a task has the same
/// trajectories among whatever others. Several threads may be in a call at once; once each has its memory, a call allocates
/// nothing. Arguments of the call: the task's numbers, then the policy's parameters.</remarks>
internal abstract class EnvironmentWalk<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FirstParameter = 2;

    private readonly TaskEnvironment _environment;
    private readonly ISolvedEnvironment? _solved;
    private readonly Policy<T> _policy;
    private readonly bool _byMode;
    private readonly int _episodes;
    private readonly int _seen;
    private readonly string _surroundings;
    private readonly Stack<RolloutMemory<T>> _memories = new();
    private readonly Lock _gate = new();

    /// <summary>Describes the way.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="solved">What tells the regrets that stand for rewards in the advantages; null where rewards do.</param>
    /// <param name="policy">What draws the actions.</param>
    /// <param name="rollouts">The number of rollouts of a task.</param>
    /// <param name="episodes">The episodes of a rollout, one behind the other without a gap.</param>
    /// <param name="seen">How many numbers are read at a step, the observation in front.</param>
    /// <param name="purpose">What the trajectories are for: those of two purposes are independent.</param>
    /// <param name="byMode">Whether each action is the distribution's mode and not drawn from it.</param>
    protected EnvironmentWalk(
        TaskEnvironment environment, ISolvedEnvironment? solved, Policy<T> policy, int rollouts, int episodes, int seen, string purpose,
        bool byMode)
    {
        _solved = solved;
        (_environment, _policy, Rollouts, _episodes, _seen, _byMode) = (environment, policy, rollouts, episodes, seen, byMode);
        (Purpose, _surroundings) = ($"{purpose} actions", $"{purpose} environment");
        Steps = checked(episodes * environment.Horizon);
        Call = Run;
        Shape numbers = [rollouts, Steps];
        PerTask =
        [
            [rollouts * Steps, seen], [rollouts * Steps, environment.Actions.Size], [rollouts * Steps, policy.DescriptionSize], numbers,
            numbers, numbers,
        ];
    }

    /// <summary>The call.</summary>
    public HostCall<T> Call { get; }

    /// <summary>What the actions are for, in the name of their random numbers.</summary>
    public string Purpose { get; }

    /// <summary>The number of rollouts of a task.</summary>
    public int Rollouts { get; }

    /// <summary>The most steps of a rollout.</summary>
    public int Steps { get; }

    /// <summary>The shapes of the results for one task: what was seen, actions, descriptions, rewards, mask, advantages; behind them what a
    /// class derived from this tells.</summary>
    public Shape[] PerTask { get; protected init; }

    /// <summary>Throws if parameters are not those of a policy.</summary>
    /// <param name="what">What takes them, in words.</param>
    /// <param name="expected">The policy's, each with the shape that it has here.</param>
    /// <param name="parameters">Those that were given.</param>
    public static void RequireFit(string what, (string Name, Shape Shape)[] expected, Variables<T> parameters)
    {
        bool fits = parameters.Count == expected.Length;
        for (int k = 0; k < parameters.Count && fits; k++)
        {
            fits = parameters[k].Key == expected[k].Name && parameters[k].Value.Shape == expected[k].Shape;
        }

        if (!fits)
        {
            IEnumerable<string> words = expected.Select(static parameter => $"{parameter.Name} {parameter.Shape}");
            throw new ArgumentException($"{what}, [{string.Join(", ", words)}], got [{parameters}].", nameof(parameters));
        }
    }

    /// <summary>The memory of the policy's program.</summary>
    protected abstract Workspace<T> CreateWorkspace();

    /// <summary>Begins a call: writes what all tasks share.</summary>
    protected virtual void BeginCall(HostContext<T> context, Workspace<T> workspace)
    {
    }

    /// <summary>Begins a task: writes what is its own, and forgets the one before.</summary>
    protected abstract void BeginTask(HostContext<T> context, Workspace<T> workspace, int task);

    /// <summary>Where the program reads what is seen, [rollouts, seen].</summary>
    protected abstract Span<T> SeenOf(Workspace<T> workspace);

    /// <summary>Keeps what the program hands on to its next run.</summary>
    protected virtual void CarryOn(Workspace<T> workspace)
    {
    }

    /// <summary>Takes what the program says of a step beside the distribution of actions.</summary>
    protected virtual void Take(HostContext<T> context, RolloutMemory<T> memory, int task, int rollout, int place)
    {
    }

    /// <summary>Writes behind the observation what the next step is told of this one.</summary>
    protected virtual void Tell(Span<T> seen, ReadOnlySpan<T> action, T reward, bool ended)
    {
    }

    /// <summary>Takes back what of a task's rollouts does not count: their lengths, rewards and mask become 0.</summary>
    protected virtual void LeaveOut(HostContext<T> context, RolloutMemory<T> memory, int task)
    {
    }

    /// <summary>Computes the advantages of one task's rollouts.</summary>
    protected abstract void Judge(RolloutSteps steps, RolloutMemory<T> memory);

    /// <summary>One of the policy's parameters as an argument of the call.</summary>
    protected static ReadOnlySpan<T> ParameterOf(HostContext<T> context, int parameter) => context.Argument(FirstParameter + parameter);

    /// <summary>The numbers of a task.</summary>
    protected ReadOnlySpan<T> NumbersOf(HostContext<T> context, int task)
        => context.Argument(1).Slice(task * _environment.TaskSize, _environment.TaskSize);

    /// <summary>The part of a result that is of a task.</summary>
    protected Span<T> ResultOf(HostContext<T> context, int result, int task)
    {
        int length = PerTask[result].ElementCount;
        return context.Result(result).Slice(task * length, length);
    }

    private void Run(HostContext<T> context)
    {
        RolloutMemory<T> memory = Borrow();
        for (int result = 0; result < context.ResultCount; result++)
        {
            context.Result(result).Clear();
        }

        BeginCall(context, memory.Workspace);
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

    private RolloutMemory<T> Borrow()
    {
        lock (_gate)
        {
            if (_memories.TryPop(out RolloutMemory<T>? memory))
            {
                return memory;
            }
        }

        return new(CreateWorkspace(), _environment, _solved?.SolutionSize ?? 0, Rollouts, Steps, _seen);
    }

    private void Run(HostContext<T> context, RolloutMemory<T> memory, int task)
    {
        Begin(context, memory, task);
        for (int time = 0, acting = Rollouts; time < Steps && acting > 0; time++)
        {
            Observe(context, memory, task, time);
            memory.Workspace.Run();
            CarryOn(memory.Workspace);
            acting = Step(context, memory, task, time);
        }

        LeaveOut(context, memory, task);
        Judge(
            new()
            {
                Rollouts = Rollouts,
                Horizon = Steps,
                ObservationSize = _seen,
                Observations = memory.Seen,
                Rewards = memory.Rewards,
                Lengths = memory.Lengths,
            },
            memory);
        Span<T> advantages = ResultOf(context, 5, task);
        for (int k = 0; k < advantages.Length; k++)
        {
            advantages[k] = T.CreateChecked(memory.Advantages[k]);
        }
    }

    private void Begin(HostContext<T> context, RolloutMemory<T> memory, int task)
    {
        ReadOnlySpan<T> key = context.Argument(0).Slice(task * RandomKey.Length, RandomKey.Length);
        ReadOnlySpan<T> numbers = NumbersOf(context, task);
        for (int k = 0; k < numbers.Length; k++)
        {
            memory.Task[k] = double.CreateChecked(numbers[k]);
        }

        _solved?.Solve(memory.Task, memory.Solution);

        // What an ended rollout saw last is computed on with the others, and read by nobody; of another task nothing is left.
        SeenOf(memory.Workspace).Clear();
        BeginTask(context, memory.Workspace, task);
        memory.Rewards.AsSpan().Clear();
        memory.Lengths.AsSpan().Clear();
        memory.EpisodeSteps.AsSpan().Clear();
        memory.Episodes.AsSpan().Clear();
        for (int rollout = 0; rollout < Rollouts; rollout++)
        {
            RandomKey.Reopen(key, Purpose, rollout, memory.Acting[rollout]);
            RandomKey.Reopen(key, _surroundings, rollout, memory.Surroundings[rollout]);
            _environment.Reset(memory.Task, StateOf(memory, rollout), memory.Surroundings[rollout]);
        }
    }

    // The observation in front; what is behind it was written by the step before.
    private void Observe(HostContext<T> context, RolloutMemory<T> memory, int task, int time)
    {
        Span<T> all = SeenOf(memory.Workspace);
        Span<T> results = ResultOf(context, 0, task);
        int size = _environment.ObservationSize;
        for (int rollout = 0; rollout < Rollouts; rollout++)
        {
            if (HasEnded(memory, rollout))
            {
                continue;
            }

            int place = ((rollout * Steps) + time) * _seen;
            Span<double> seen = memory.Seen.AsSpan(place, _seen);
            Span<T> row = all.Slice(rollout * _seen, _seen);
            _environment.Observe(memory.Task, StateOf(memory, rollout), seen[..size]);
            for (int k = 0; k < size; k++)
            {
                row[k] = T.CreateChecked(seen[k]);
            }

            for (int k = size; k < _seen; k++)
            {
                seen[k] = double.CreateChecked(row[k]);
            }

            row.CopyTo(results[place..]);
        }
    }

    // How many rollouts go on.
    private int Step(HostContext<T> context, RolloutMemory<T> memory, int task, int time)
    {
        ReadOnlySpan<T> described = memory.Workspace.Output(0);
        Span<T> actions = ResultOf(context, 1, task);
        Span<T> descriptions = ResultOf(context, 2, task);
        Span<T> rewards = ResultOf(context, 3, task);
        Span<T> mask = ResultOf(context, 4, task);
        Span<T> seen = SeenOf(memory.Workspace);
        int size = _policy.DescriptionSize;
        int acting = 0;
        for (int rollout = 0; rollout < Rollouts; rollout++)
        {
            if (HasEnded(memory, rollout))
            {
                continue;
            }

            int place = (rollout * Steps) + time;
            Take(context, memory, task, rollout, place);
            ReadOnlySpan<T> description = described.Slice(rollout * size, size);
            description.CopyTo(descriptions.Slice(place * size, size));
            _policy.Act(description, _byMode ? null : memory.Acting[rollout], memory.Action);
            Span<T> action = actions.Slice(place * memory.Action.Length, memory.Action.Length);
            for (int k = 0; k < memory.Action.Length; k++)
            {
                // What is remembered is what is done: the ratio to the policy that acted is that of this action.
                action[k] = T.CreateChecked(memory.Action[k]);
                memory.Action[k] = double.CreateChecked(action[k]);
            }

            double? regret = _solved?.Regret(memory.Solution, StateOf(memory, rollout), memory.Action, memory.EpisodeSteps[rollout]);
            StepOutcome outcome = _environment.Step(memory.Task, StateOf(memory, rollout), memory.Action, memory.Surroundings[rollout]);
            memory.Rewards[place] = -regret ?? outcome.Reward;
            rewards[place] = T.CreateChecked(outcome.Reward);
            mask[place] = T.One;
            memory.Lengths[rollout]++;
            bool ended = outcome.Ended || ++memory.EpisodeSteps[rollout] == _environment.Horizon;
            Tell(seen.Slice(rollout * _seen, _seen), action, rewards[place], ended);
            acting += ended && !BeginsAgain(memory, rollout) ? 0 : 1;
        }

        return acting;
    }

    // After the end of an episode: whether there is another.
    private bool BeginsAgain(RolloutMemory<T> memory, int rollout)
    {
        memory.EpisodeSteps[rollout] = 0;
        memory.Episodes[rollout]++;
        if (HasEnded(memory, rollout))
        {
            return false;
        }

        _environment.Reset(memory.Task, StateOf(memory, rollout), memory.Surroundings[rollout]);
        return true;
    }

    private bool HasEnded(RolloutMemory<T> memory, int rollout) => memory.Episodes[rollout] == _episodes;

    private Span<double> StateOf(RolloutMemory<T> memory, int rollout)
        => memory.States.AsSpan(rollout * _environment.StateSize, _environment.StateSize);
}

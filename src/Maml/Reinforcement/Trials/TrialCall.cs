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
    private readonly MemoryPolicy<T> _policy;
    private readonly Walk _walk;

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

        _policy = policy;
        _walk = new(environment, policy, trials, episodes, advantages, purpose, byMode);
    }

    /// <summary>The number of trials of a task.</summary>
    public int Count => _walk.Rollouts;

    /// <summary>The trials, recorded on the tape of their episode.</summary>
    /// <param name="episode">The tasks.</param>
    /// <param name="parameters">The policy's parameters, in its order, without a task axis.</param>
    /// <exception cref="ArgumentException">The parameters are not the policy's.</exception>
    public Trials<T> Of(Episode<T> episode, Variables<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(episode);
        ArgumentNullException.ThrowIfNull(parameters);
        EnvironmentWalk<T>.RequireFit(
            "Trials take the policy's parameters, shared by all tasks",
            [.. _policy.Parameters.Select(static parameter => (parameter.Name, parameter.Shape))],
            parameters);
        Variable<T>[] results = episode.Host(
            _walk.Purpose, _walk.Call, [.. _walk.PerTask.Select(shape => shape.Prepend(episode.Tasks))],
            [episode[EnvironmentTasks<T>.ArrayName], .. parameters.Values]);
        return new(
            new(Count, _walk.Steps, results[0], results[1], results[2], results[3], results[4], results[5]),
            _policy.HasCritic ? results[6] : null);
    }

    private sealed class Walk : EnvironmentWalk<T>
    {
        private const int Values = 6;

        private readonly TaskEnvironment _environment;
        private readonly MemoryPolicy<T> _policy;
        private readonly Advantages _advantages;
        private readonly Lazy<TrialProgram<T>> _program;

        public Walk(
            TaskEnvironment environment, MemoryPolicy<T> policy, int trials, int episodes, Advantages advantages, string purpose,
            bool byMode)
            : base(
                environment, advantages.SolvedOf(environment), policy.Head, trials, episodes, MemoryPolicy<T>.InputSize(environment),
                purpose, byMode)
        {
            (_environment, _policy, _advantages) = (environment, policy, advantages);
            _program = new(() => new(policy, environment, trials));
            if (policy.HasCritic)
            {
                PerTask = [.. PerTask, [trials, Steps]];
            }
        }

        protected override Workspace<T> CreateWorkspace() => _program.Value.Program.CreateWorkspace();

        protected override void BeginCall(HostContext<T> context, Workspace<T> workspace)
        {
            for (int parameter = 0; parameter < _policy.Parameters.Count; parameter++)
            {
                ParameterOf(context, parameter).CopyTo(workspace.Input(parameter));
            }
        }

        // Nothing is remembered of another task.
        protected override void BeginTask(HostContext<T> context, Workspace<T> workspace, int task)
        {
            TrialProgram<T> program = _program.Value;
            if (_policy.HasCritic)
            {
                NumbersOf(context, task).CopyTo(workspace.Input(program.Task));
            }

            for (int state = 0; state < program.States; state++)
            {
                workspace.Input(program.FirstState + state).Clear();
            }
        }

        protected override Span<T> SeenOf(Workspace<T> workspace) => workspace.Input(_program.Value.Input);

        protected override void CarryOn(Workspace<T> workspace)
        {
            TrialProgram<T> program = _program.Value;
            for (int state = 0; state < program.States; state++)
            {
                workspace.Output(1 + state).CopyTo(workspace.Input(program.FirstState + state));
            }
        }

        protected override void Take(HostContext<T> context, RolloutMemory<T> memory, int task, int rollout, int place)
        {
            if (_policy.HasCritic)
            {
                T value = memory.Workspace.Output(1 + _program.Value.States)[rollout];
                memory.Values[place] = double.CreateChecked(value);
                ResultOf(context, Values, task)[place] = value;
            }
        }

        protected override void Tell(Span<T> seen, ReadOnlySpan<T> action, T reward, bool ended)
        {
            int first = _environment.ObservationSize;
            if (_environment.Actions.IsDiscrete)
            {
                seen.Slice(first, _environment.Actions.Choices).Clear();
                seen[first + int.CreateChecked(action[0])] = T.One;
            }
            else
            {
                action.CopyTo(seen[first..]);
            }

            seen[^2] = reward;
            seen[^1] = ended ? T.One : T.Zero;
        }

        protected override void Judge(RolloutSteps steps, RolloutMemory<T> memory)
        {
            if (_policy.HasCritic)
            {
                _advantages.ComputeWith(steps, memory.Values, memory.Advantages);
            }
            else
            {
                _advantages.Compute(steps, memory.Advantages, memory.Values, memory.Scratch);
            }
        }
    }
}

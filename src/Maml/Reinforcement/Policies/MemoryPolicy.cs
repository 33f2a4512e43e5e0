using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A policy with a memory, pi(a_t | h_t) with h_t = cell(h_(t-1), [s_t, a_(t-1), r_(t-1), d_(t-1)]): at each step it reads what
/// it sees beside its last action, the reward of it and whether that ended an episode. A pure description, which holds no
/// parameters.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>An action that is one of some choices is read one-hot; at the first step of a trial action, reward and end are 0. Parameters:
/// <c>memory.*</c> of the cells, <c>head.*</c> of the distribution of actions, <c>critic.*</c>. The critic tells in training what the rest
/// of a trial is worth; it may be told the task itself, since a baseline that does not depend on the action leaves the expected gradient as
/// it is whatever else it depends on. Source: Duan, Schulman, Chen, Bartlett, Sutskever and Abbeel, RL^2: fast reinforcement learning via
/// slow reinforcement learning, 2016, section 2.2; Wang et al., Learning to reinforcement learn, 2016; a critic that is told more: Pinto,
/// Andrychowicz, Welinder, Zaremba and Abbeel, Asymmetric actor critic for image-based robot learning, 2018.</remarks>
public sealed class MemoryPolicy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string MemoryPart = "memory";
    private const string HeadPart = "head";
    private const string CriticPart = "critic";

    private readonly PolicyMemory<T> _memory;
    private readonly Module<T>? _critic;
    private readonly bool _criticSeesTask;

    /// <summary>Describes the policy.</summary>
    /// <param name="memory">The cells; their inputs are as many as <see cref="InputSize"/> says of the environment.</param>
    /// <param name="head">From the uppermost cell's state, [tasks, steps, hidden], to a distribution of actions.</param>
    /// <param name="critic">From the uppermost cell's state, [tasks, steps, hidden], to what the rest of a trial is worth, [tasks, steps,
    /// 1]; null for none.</param>
    /// <param name="criticSeesTask">Whether the critic is told the task behind the state: [tasks, steps, hidden + numbers of a
    /// task].</param>
    /// <exception cref="ArgumentException">The critic keeps running statistics.</exception>
    public MemoryPolicy(Recurrent<T> memory, Policy<T> head, Module<T>? critic = null, bool criticSeesTask = false)
        : this(new RecurrentMemory<T>(memory), head, critic, criticSeesTask)
    {
    }

    /// <summary>Describes a policy that remembers in another way than by one recurrent net.</summary>
    /// <param name="memory">What it remembers by; it reads as many numbers as <see cref="InputSize"/> says of the environment.</param>
    /// <param name="head">From what the memory tells, [tasks, steps, numbers], to a distribution of actions.</param>
    /// <param name="critic">From what the memory tells to what the rest of a trial is worth, [tasks, steps, 1]; null for none.</param>
    /// <param name="criticSeesTask">Whether the critic is told the task beside it (<see cref="PolicyMemory{T}.Beside"/>).</param>
    /// <exception cref="ArgumentException">The critic keeps running statistics.</exception>
    public MemoryPolicy(PolicyMemory<T> memory, Policy<T> head, Module<T>? critic = null, bool criticSeesTask = false)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(head);
        if (critic is not null)
        {
            ContextAdaptation<T>.RequireNoStatistics(
                critic, nameof(critic), "and a policy acts one step at a time: leave batch normalization out");
        }

        (_memory, Head, _critic, _criticSeesTask) = (memory, head, critic, criticSeesTask);
        Parameters =
        [
            .. Named(MemoryPart, memory.Parameters), .. Named(HeadPart, head.Parameters), .. Named(CriticPart, critic?.Parameters ?? []),
        ];
    }

    /// <summary>The policy in words, with all its numbers.</summary>
    public string Description
        => $"{Head.Description} behind the memory {_memory.Description}, critic {_critic?.Description ?? "none"}" +
            (_criticSeesTask ? " that sees the task" : string.Empty);

    /// <summary>The distribution of actions behind the memory.</summary>
    public Policy<T> Head { get; }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<ParameterSpecification<T>> Parameters { get; }

    /// <summary>Whether there is a critic.</summary>
    public bool HasCritic => _critic is not null;

    /// <summary>The arrays that the memory is, by their shapes for one trial: [layers, numbers].</summary>
    public IReadOnlyList<Shape> StateShapes => _memory.StateShapes;

    /// <summary>How many numbers a memory reads in an environment: observation, action, reward, end.</summary>
    /// <param name="environment">The environment.</param>
    public static int InputSize(TaskEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.ObservationSize + ActionNumbers(environment.Actions) + 2;
    }

    /// <summary>Reads sequences.</summary>
    /// <param name="parameters">The parameters, each with or without a task axis in front.</param>
    /// <param name="inputs">What is read, [tasks, trials, steps, <see cref="InputSize"/>].</param>
    /// <param name="task">The task, for the critic: [tasks, numbers]; null to leave the critic out.</param>
    /// <param name="states">The memory before the first step, [tasks, layers, trials, numbers] each; none for an empty one.</param>
    public MemoryReading<T> Read(
        Variables<T> parameters, Variable<T> inputs, Variable<T>? task, params ReadOnlySpan<Variable<T>> states)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (int tasks, int trials, int steps) = (inputs.Shape[0], inputs.Shape[1], inputs.Shape[2]);
        (Variable<T> output, Variable<T>[] after) = _memory.RunFrom(parameters.Under(MemoryPart), inputs, states);
        Variable<T> hidden = output.Reshape([tasks, trials * steps, _memory.Outputs]);
        Variable<T> descriptions = Head.Describe(parameters.Under(HeadPart), hidden);
        return new(descriptions, task is { } told ? Judge(parameters, hidden, told)?.Reshape([tasks, trials, steps]) : null, after);
    }

    /// <summary>Throws if the policy does not fit an environment.</summary>
    internal void RequireFits(TaskEnvironment environment)
    {
        if (Head.Actions != environment.Actions)
        {
            throw new ArgumentException(
                $"The policy gives {Head.Actions} and {environment.Description} takes {environment.Actions}.", nameof(environment));
        }

        if (_memory.Inputs != InputSize(environment))
        {
            throw new ArgumentException(
                $"In {environment.Description} a memory reads {InputSize(environment)} numbers (observation, action, reward, end), got " +
                    $"one of {_memory.Inputs}.",
                nameof(environment));
        }
    }

    /// <summary>How many numbers an action is to who reads it.</summary>
    internal static int ActionNumbers(ActionSpace actions) => actions.IsDiscrete ? actions.Choices : actions.Size;

    private Variable<T>? Judge(Variables<T> parameters, Variable<T> hidden, Variable<T> task)
    {
        if (_critic is null)
        {
            return null;
        }

        Variable<T> told = _criticSeesTask ? _memory.Beside(hidden, task) : hidden;
        Variable<T> values = _critic.Forward(parameters.Under(CriticPart), told, Pass<T>.Evaluation.RefusingDropout());
        return values.Shape == hidden.Shape.With(2, 1)
            ? values
            : throw new ArgumentException(
                $"The critic gave shape {values.Shape} for {told.Shape}, expected {hidden.Shape.With(2, 1)}.");
    }

    private static IEnumerable<ParameterSpecification<T>> Named(string part, IReadOnlyList<ParameterSpecification<T>> parameters)
        => parameters.Select(parameter => parameter with { Name = $"{part}.{parameter.Name}" });
}

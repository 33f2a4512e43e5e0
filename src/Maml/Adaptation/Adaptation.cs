using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// What happens to a task, apart from how its outcome is differentiated: which numbers start where, what they descend, by which rule, and
/// what is judged afterwards. With x for everything that changes while adapting (adapted parameters, the rule's state, statistics) and
/// theta for the meta-parameters: x_0 = Start(theta), x_(k+1) = Update(x_k, d Inner(x_k) / d x_k), loss = Outer(x_K).
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Pure functions on variables: each way of differentiating (<see cref="MetaGradient{T}"/>) calls them as it needs, in whatever
/// order. All arrays have the task axis in front, [1, ...] for a single task, and tasks must not mix: the loss of one is a function of its
/// own data. What changes with the iteration comes from the <see cref="Episode{T}"/>, what changes with the step from the
/// <see cref="InnerStep{T}"/>. A member named X of the part Y of the meta-parameters stands under <c>Y.X</c>.</remarks>
public abstract class Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Everything that the outcome depends on besides data and meta-parameters, in words: two adaptations that differ in it do not
    /// continue each other's checkpoints.</summary>
    public abstract string Description { get; }

    /// <summary>The parts of the meta-parameters.</summary>
    public abstract IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <summary>Whether the adaptation takes inner steps at all; one that does not (prototypes) has a start only.</summary>
    public virtual bool TakesSteps => true;

    /// <summary>x_0: everything that changes while adapting, with the task axis in front.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    public abstract Variables<T> Start(Variables<T> meta, Episode<T> episode);

    /// <summary>Those members of x by which the inner loss is differentiated; all, by default. The rest is state of the rule.</summary>
    /// <param name="x">Everything that changes while adapting.</param>
    public virtual Variables<T> Adapting(Variables<T> x) => x;

    /// <summary>The inner loss, of shape [tasks]: what a step descends.</summary>
    /// <param name="x">Everything that changes while adapting, before the step.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    /// <param name="at">The step.</param>
    public virtual Variable<T> Inner(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at) => throw TakesNone();

    /// <summary>x after a step.</summary>
    /// <param name="x">x before the step.</param>
    /// <param name="gradient">The gradient of the inner loss by <see cref="Adapting"/>, under the same names.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="at">The step, with the inner loss as <see cref="InnerStep{T}.Loss"/>.</param>
    /// <returns>The same names and shapes as x.</returns>
    public virtual Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at) => throw TakesNone();

    /// <summary>The outer loss, of shape [tasks]: what adapted parameters are judged by.</summary>
    /// <param name="x">x after some steps.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    /// <param name="at">The last step taken; the first, where none was.</param>
    public abstract Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at);

    /// <summary>The outer loss, and how far what is judged is from what the tasks' data came from: for outer steps that keep within a bound
    /// of it.</summary>
    /// <param name="x">x after some steps.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    /// <param name="at">The last step taken.</param>
    /// <returns>The loss and the distance, with the calls to the host that <see cref="Outer"/> makes.</returns>
    /// <exception cref="NotSupportedException">The adaptation knows of no distance.</exception>
    public virtual OuterJudgement<T> OuterWithDistance(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => throw new NotSupportedException(
            $"{GetType().Name} knows of no distance that an outer step could keep within: override {nameof(OuterWithDistance)}, or train " +
                "without an outer search that asks for it.");

    /// <summary>What is told beside the loss.</summary>
    /// <param name="x">x after the last step.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    /// <param name="at">The last step taken.</param>
    public virtual IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at) => [];

    /// <summary>What each task assigns to the parts whose rule is <see cref="OuterRule{T}.Assigned"/>: [tasks, ...] each, under the names
    /// of the meta-parameters.</summary>
    /// <param name="x">x after the last step.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    public virtual Variables<T> Assign(Variables<T> x, Variables<T> meta, Episode<T> episode) => new([]);

    /// <summary>What the adapted parameters predict.</summary>
    /// <param name="x">x after some steps.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="inputs">[tasks, examples, features...].</param>
    /// <param name="pass">What differs between one pass through a net and another.</param>
    public virtual Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => throw new NotSupportedException($"{GetType().Name} has no prediction: override {nameof(Predict)}.");

    private NotSupportedException TakesNone()
        => new($"{GetType().Name} takes no inner steps: give its learner 0 of them, or override {nameof(Inner)} and {nameof(Update)}.");
}

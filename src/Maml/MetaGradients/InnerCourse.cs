using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The inner steps of an adaptation, one recorded after the other: what a way to differentiate is made of, for one of your own.
/// Each result is checked for names, shapes and tape, and statistics that a step hands out are part of what it leads to.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="adaptation">What happens to a task.</param>
/// <param name="meta">The meta-parameters.</param>
/// <param name="episode">The tasks.</param>
/// <param name="detached">Whether the inner gradients are constants: first order, or a course that is not differentiated.</param>
/// <param name="use">Whether what detached gradients were computed from is to stay on the tape.</param>
public sealed class InnerCourse<T>(Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, bool detached, DerivativeUse use)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What happens to a task.</summary>
    public Adaptation<T> Adaptation => adaptation;

    /// <summary>The meta-parameters.</summary>
    public Variables<T> Meta => meta;

    /// <summary>x before the first step.</summary>
    /// <exception cref="ArgumentException">Something of it is on another tape.</exception>
    public Variables<T> Start()
    {
        Variables<T> x = adaptation.Start(meta, episode);
        foreach ((string name, Variable<T> value) in x)
        {
            if (!ReferenceEquals(value.Tape, episode.Tape))
            {
                throw new ArgumentException($"{adaptation.GetType().Name} starts with '{name}' of another tape.");
            }
        }

        return x;
    }

    /// <summary>x after a step.</summary>
    /// <param name="x">x before it.</param>
    /// <param name="at">The step.</param>
    /// <exception cref="ArgumentException">The inner loss is not one number for each task, or x has other names or shapes after the
    /// step.</exception>
    public Variables<T> Step(Variables<T> x, InnerStep<T> at)
    {
        Variable<T> loss = adaptation.Inner(x, meta, episode, at);
        RequireOfTasks(adaptation, nameof(adaptation.Inner), loss, episode);
        Variables<T> adapting = adaptation.Adapting(x);

        // The losses of different tasks share nothing that adapts, so the gradient of their sum is each task's own gradient.
        Tape<T> tape = episode.Tape;
        Variables<T> gradient = detached ? tape.Gradient(loss.Sum(), adapting, use).Detach() : tape.Gradient(loss.Sum(), adapting);
        at.TakeLoss(detached ? loss.Detach() : loss);
        Variables<T> next = at.With(adaptation.Update(x, gradient, meta, at));
        return x.FindChangedLayout(next) is { } change
            ? throw new ArgumentException($"{adaptation.GetType().Name}: a step takes x to the same names and shapes; {change}.")
            : next;
    }

    /// <summary>The outer loss after some steps, [tasks].</summary>
    /// <param name="x">x after them.</param>
    /// <param name="steps">How many.</param>
    public Variable<T> Outer(Variables<T> x, int steps) => Outer(x, LastOf(steps));

    /// <summary>The outer loss with the last step taken, [tasks].</summary>
    /// <param name="x">x after it.</param>
    /// <param name="last">That step; the first, where none was taken.</param>
    public Variable<T> Outer(Variables<T> x, InnerStep<T> last)
    {
        Variable<T> loss = adaptation.Outer(x, meta, episode, last);
        RequireOfTasks(adaptation, nameof(adaptation.Outer), loss, episode);
        return loss;
    }

    /// <summary>The outer loss after some steps and the distance that an outer search keeps within, [tasks] each.</summary>
    /// <param name="x">x after them.</param>
    /// <param name="steps">How many.</param>
    internal OuterJudgement<T> OuterWithDistance(Variables<T> x, int steps)
    {
        OuterJudgement<T> judged = adaptation.OuterWithDistance(x, meta, episode, LastOf(steps));
        RequireOfTasks(adaptation, nameof(adaptation.OuterWithDistance), judged.Loss, episode);
        RequireOfTasks(adaptation, $"the distance of {nameof(adaptation.OuterWithDistance)}", judged.Distance, episode);
        return judged;
    }

    /// <summary>What is told beside the loss.</summary>
    /// <param name="x">x after the last step.</param>
    /// <param name="steps">How many were taken.</param>
    public IReadOnlyList<Measure<T>> Measures(Variables<T> x, int steps) => Measures(x, LastOf(steps));

    /// <summary>What is told beside the loss, with the last step taken.</summary>
    /// <param name="x">x after it.</param>
    /// <param name="last">That step.</param>
    public IReadOnlyList<Measure<T>> Measures(Variables<T> x, InnerStep<T> last)
    {
        IReadOnlyList<Measure<T>> measures = adaptation.Measures(x, meta, episode, last);
        foreach (Measure<T> measure in measures)
        {
            RequireOfTasks(adaptation, $"the measure '{measure.Name}'", measure.Values, episode);
        }

        return measures;
    }

    // Query loss n is measured with the values of the step that was taken last.
    private InnerStep<T> LastOf(int steps) => new(episode, Math.Max(0, steps - 1));

    internal static void RequireOfTasks(Adaptation<T> adaptation, string what, Variable<T> loss, Episode<T> episode)
    {
        // A mean that runs over the tasks as well would make every task's gradient too small by their number, and nothing else would show
        // it.
        if (loss.Shape.Rank != 1 || loss.Shape[0] != episode.Tasks)
        {
            throw new ArgumentException(
                $"{adaptation.GetType().Name}: {what} gave shape {loss.Shape}, expected one number for each task, [{episode.Tasks}]: " +
                    "reduce over all axes but the first.");
        }
    }
}

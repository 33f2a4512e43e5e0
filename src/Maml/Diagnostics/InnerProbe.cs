using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The inner loop of one task, to be looked at: the states on its way, gradients of the inner loss, products with its Hessian, and
/// products of a vector with the derivative of a step. Each is recorded anew: for looking, not for training, and so without an iteration
/// that scheduled numbers could follow.</summary>
internal sealed class InnerProbe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Adaptation<T> _adaptation;
    private readonly Parameters<T> _meta;
    private readonly TaskBatch<T> _task;

    public InnerProbe(Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> task)
    {
        if (!adaptation.TakesSteps)
        {
            throw new ArgumentException($"{adaptation.GetType().Name} takes no inner steps, so there is no inner loop to look at.");
        }

        (_adaptation, _meta, _task) = (adaptation, MetaPart<T>.Load(adaptation.Parts, meta), task);
    }

    /// <summary>x_0 to x_K.</summary>
    public List<Parameters<T>> Path(int steps)
    {
        List<Parameters<T>> path = [];
        for (int k = 0; k <= steps; k++)
        {
            using Tape<T> tape = new();
            Episode<T> episode = _task.On(tape);
            InnerCourse<T> course = new(_adaptation, _meta.On(tape), episode, detached: true, DerivativeUse.Final);
            path.Add((k == 0 ? course.Start() : course.Step(path[k - 1].On(tape), new(episode, k - 1))).ToParameters());
            episode.RequireNothingScheduled();
        }

        return path;
    }

    /// <summary>The inner loss's gradient by what adapts.</summary>
    public Parameters<T> Gradient(Parameters<T> x, int step)
    {
        using Tape<T> tape = new();
        (Variable<T> loss, Variables<T> adapting) = Inner(tape, x, step);
        return tape.Gradient(loss, adapting, DerivativeUse.Final).ToParameters();
    }

    /// <summary>The Hessian of the inner loss by what adapts, times a vector.</summary>
    public double[] HessianTimes(Parameters<T> x, int step, double[] vector)
    {
        using Tape<T> tape = new();
        (Variable<T> loss, Variables<T> adapting) = Inner(tape, x, step);
        return Flat(tape.HessianVectorProduct(loss, adapting, Like(adapting, vector), DerivativeUse.Final).ToParameters());
    }

    /// <summary>The derivative of the step from x_k to x_(k+1), times a tangent of all of x.</summary>
    public Parameters<T> Forward(Parameters<T> x, int step, Parameters<T> tangent)
    {
        using Tape<T> tape = new();
        (Variables<T> before, Variables<T> after) = StepOn(tape, x, step);
        Variable<T>[] moved = tape.JacobianVectorProduct(after.Values, before.Values, tangent.On(tape).Values, DerivativeUse.Final);
        return after.WithValues(moved).ToParameters();
    }

    /// <summary>The transpose of the same, times a cotangent.</summary>
    public Parameters<T> Backward(Parameters<T> x, int step, Parameters<T> cotangent)
    {
        using Tape<T> tape = new();
        (Variables<T> before, Variables<T> after) = StepOn(tape, x, step);

        // The sum of what each member gives: the derivative of <cotangent, after>.
        Variable<T> dot = after.Dot(cotangent.On(tape));
        return tape.Gradient(dot, before, DerivativeUse.Final).ToParameters();
    }

    /// <summary>Which members of x adapt.</summary>
    public HashSet<string> AdaptingNames(Parameters<T> x)
    {
        using Tape<T> tape = new();
        return [.. _adaptation.Adapting(x.On(tape)).Names];
    }

    /// <summary>How many numbers adapt.</summary>
    public int AdaptingLength(Parameters<T> x)
    {
        HashSet<string> adapting = AdaptingNames(x);
        return x.Where(entry => adapting.Contains(entry.Key)).Sum(static entry => (int)entry.Value.FlattenedLength);
    }

    /// <summary>All numbers of a set, one behind the other.</summary>
    public static double[] Flat(Parameters<T> parameters) => [.. parameters.SelectMany(static entry => Tensors.ToArray(entry.Value))
        .Select(double.CreateChecked)];

    /// <summary>The cosine of the angle between two vectors; NaN where one is 0.</summary>
    public static double Cosine(double[] a, double[] b) => TensorPrimitives.Dot<double>(a, b) / (
        TensorPrimitives.Norm<double>(a) * TensorPrimitives.Norm<double>(b));

    private static Variables<T> Like(Variables<T> layout, double[] values)
    {
        int start = 0;
        return new(layout.Select(entry =>
        {
            T[] part = [.. values.AsSpan(start, entry.Value.Shape.ElementCount).ToArray().Select(T.CreateChecked)];
            start += part.Length;
            return KeyValuePair.Create(entry.Key, entry.Value.Tape.Constant(part, entry.Value.Shape));
        }));
    }

    private (Variables<T> Before, Variables<T> After) StepOn(Tape<T> tape, Parameters<T> x, int step)
    {
        Episode<T> episode = _task.On(tape);
        Variables<T> before = x.On(tape);
        InnerCourse<T> course = new(_adaptation, _meta.On(tape), episode, detached: false, DerivativeUse.Differentiable);
        Variables<T> after = course.Step(before, new(episode, step));
        episode.RequireNothingScheduled();
        return (before, after);
    }

    private (Variable<T> Loss, Variables<T> Adapting) Inner(Tape<T> tape, Parameters<T> x, int step)
    {
        Episode<T> episode = _task.On(tape);
        Variables<T> onTape = x.On(tape);
        Variable<T> loss = _adaptation.Inner(onTape, _meta.On(tape), episode, new(episode, step)).Sum();
        episode.RequireNothingScheduled();
        return (loss, _adaptation.Adapting(onTape));
    }
}

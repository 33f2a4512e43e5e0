using System.Numerics;
using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd;

/// <summary>A segment of a computation of which only the result is kept; its inside is computed again when a sweep comes to it.</summary>
internal sealed class CheckpointOperation<T>(Func<Variable<T>> segment) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "checkpoint";

    internal override bool IsView => true;

    internal override string? NotReplayable
        => "a checkpoint, whose inside is not on the tape. Record it without: a program keeps only what is still needed";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
    }

    // The inside is recorded once more behind everything else, and that segment alone is differentiated: an input that depends on another
    // one does so outside of it, where the sweep at large comes by. So the derivative of a
    // checkpoint is made of ordinary operations, and can be differentiated again; in a sweep that is final it is dropped right away.
    public override void Vjp(VjpContext<T> context)
    {
        int from = context.Output.Tape.Count;
        Variable<T> again = Recompute(context.Output);
        var inputs = new List<Variable<T>>();
        var places = new List<int>();
        for (int k = 0; k < context.Count; k++)
        {
            if (context.Needs(k))
            {
                inputs.Add(context.Input(k));
                places.Add(k);
            }
        }

        Variable<T>[] cotangents = again.Tape.SegmentVjp(from, again, context.Cotangent, CollectionsMarshal.AsSpan(inputs));
        for (int k = 0; k < cotangents.Length; k++)
        {
            context.Add(places[k], cotangents[k]);
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        int from = context.Output.Tape.Count;
        Variable<T> again = Recompute(context.Output);
        var inputs = new List<Variable<T>>();
        var tangents = new List<Variable<T>>();
        for (int k = 0; k < context.Count; k++)
        {
            if (context.Has(k))
            {
                inputs.Add(context.Input(k));
                tangents.Add(context.Tangent(k));
            }
        }

        context.Add(again.Tape.SegmentJvp(from, again, CollectionsMarshal.AsSpan(inputs), CollectionsMarshal.AsSpan(tangents)));
    }

    private Variable<T> Recompute(Variable<T> output)
    {
        Variable<T> again = segment();
        Tape<T> tape = output.Tape;
        ReadOnlySpan<byte> before = MemoryMarshal.AsBytes(tape.SpanAt(tape.IndexOf(output)));
        ReadOnlySpan<byte> now = MemoryMarshal.AsBytes(tape.SpanAt(tape.IndexOf(again)));
        return before.SequenceEqual(now)
            ? again
            : throw new InvalidOperationException(
                "A checkpointed segment gave another result when it was computed again: it must depend on " +
                "variables only, and not on anything that changes between calls.");
    }
}

public sealed partial class Tape<T>
{
    /// <summary>Computes a segment and keeps its result only; what lies between is computed again when a derivative needs it.</summary>
    /// <param name="segment">From variables to a result. It may also use other variables of this tape, which count as inputs too. Called
    /// again for each sweep that comes by, it must do the same each time.</param>
    /// <param name="inputs">What it is called with.</param>
    /// <returns>The result: the same bits, and the same derivatives of every order, as without a checkpoint.</returns>
    /// <remarks>Memory: only the result, and the inside once more while a sweep passes (for good if that sweep's result is to be
    /// differentiated again). Time: one more computation of the inside for each sweep. Source: Griewank and Walther, Evaluating
    /// derivatives, 2008, chapter 12.</remarks>
    /// <exception cref="InvalidOperationException">The segment holds an operation that is not a function of its inputs; or on a derivative:
    /// it gave another result the second time.</exception>
    public Variable<T> Checkpoint(Func<IReadOnlyList<Variable<T>>, Variable<T>> segment, params ReadOnlySpan<Variable<T>> inputs)
    {
        ArgumentNullException.ThrowIfNull(segment);
        Variable<T>[] arguments = inputs.ToArray();
        int start = _count;
        Variable<T> result = segment(arguments);
        int index = IndexOf(result);
        if (index < start)
        {
            return result.Unchanged();
        }

        // Whatever the inside took from before the segment is an input, whether it was passed or captured: no path may get lost.
        SortedSet<int> dependencies = [.. Indices(arguments)];
        for (int node = start; node < _count; node++)
        {
            if (!OperationOf(node).IsPure)
            {
                string name = OperationOf(node).Name;
                Truncate(start);
                throw new InvalidOperationException(
                    $"A checkpointed segment is computed again when a derivative needs it, but '{name}' in it is not a function of its " +
                    "inputs: call it before the segment and pass its result in.");
            }

            foreach (int input in InputsOf(node))
            {
                if (input < start)
                {
                    dependencies.Add(input);
                }
            }
        }

        CheckpointOperation<T> operation = new(() => segment(arguments));
        return KeepOnly(start, [index], [.. dependencies], operation)[0];
    }

    /// <summary>Computes a segment with several results, of which only these are kept: an inner step from parameters to parameters, for
    /// instance.</summary>
    /// <param name="segment">From named variables to named variables.</param>
    /// <param name="inputs">What it is called with.</param>
    /// <returns>The results under their names: the same bits and derivatives as without a checkpoint.</returns>
    public Variables<T> Checkpoint(Func<Variables<T>, Variables<T>> segment, Variables<T> inputs)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(inputs);

        // An operation has one result, so the parts travel end to end in one array.
        Variables<T>? results = null;
        List<Shape> shapes = [];
        Variable<T> packed = Checkpoint(
            arguments =>
            {
                Variables<T> computed = segment(inputs.WithValues([.. arguments]));
                results = computed;
                shapes = [.. computed.Values.ToArray().Select(value => value.Shape)];
                return Variable.Concatenate<T>([.. computed.Values.ToArray().Select(value => value.Shaped([value.Shape.ElementCount]))]);
            },
            inputs.Values);
        var parts = new Variable<T>[shapes.Count];
        int at = 0;
        for (int k = 0; k < parts.Length; k++)
        {
            parts[k] = packed.Slice(0, at, shapes[k].ElementCount).Shaped(shapes[k]);
            at += shapes[k].ElementCount;
        }

        return results!.WithValues(parts);
    }
}

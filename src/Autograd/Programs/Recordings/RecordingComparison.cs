using System.Numerics;
using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd;

/// <summary>Compares two recordings, operation by operation in the order in which they were recorded.</summary>
internal sealed class RecordingComparison<T>(RecordedSlice<T> first, RecordedSlice<T> second)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public RecordingDifference? Run()
    {
        int count = Math.Min(first.Nodes.Count, second.Nodes.Count);
        for (int place = 0; place < count; place++)
        {
            if (Compare(place) is { } difference)
            {
                return difference;
            }
        }

        return first.Nodes.Count != second.Nodes.Count ? Longer(count) : Outputs();
    }

    private RecordingDifference? Compare(int place)
    {
        int node = first.Nodes[place];
        int other = second.Nodes[place];
        Operation<T> operation = first.Tape.OperationOf(node);
        Operation<T> otherOperation = second.Tape.OperationOf(other);
        Shape shape = first.Tape.ShapeOf(node);
        if (operation.GetType() != otherOperation.GetType())
        {
            return Graph(operation, shape, $"the first recorded '{operation.Name}' where the second recorded '{otherOperation.Name}'");
        }

        if (shape != second.Tape.ShapeOf(other))
        {
            Shape otherShape = second.Tape.ShapeOf(other);
            return Graph(operation, shape, $"'{operation.Name}' gave shape {shape} the first time and {otherShape} the second");
        }

        // An operation without constants of value is made anew by each recording that has one of its own; its name is all there is to tell
        // by.
        if (operation.Name != otherOperation.Name
            || !Equals(Expression.Bits(operation.Constants), Expression.Bits(otherOperation.Constants)))
        {
            return new(
                RecordingDifferenceKind.Setting,
                operation.Name,
                shape,
                $"an operation has another setting: the first recorded '{operation.Name}' and the second '{otherOperation.Name}', of " +
                    $"shape {shape}");
        }

        ReadOnlySpan<int> inputs = first.Tape.InputsOf(node);
        ReadOnlySpan<int> otherInputs = second.Tape.InputsOf(other);
        bool same = inputs.Length == otherInputs.Length;
        for (int k = 0; k < inputs.Length && same; k++)
        {
            same = first.PlaceOf(inputs[k]) == second.PlaceOf(otherInputs[k]);
        }

        if (!same)
        {
            return Graph(operation, shape, $"'{operation.Name}' of shape {shape} reads other values the second time");
        }

        return operation.Leaf == LeafKind.Constant ? Values(node, other, shape) : null;
    }

    private RecordingDifference? Values(int node, int other, Shape shape)
    {
        ReadOnlySpan<T> values = first.Tape.SpanAt(node);
        ReadOnlySpan<T> otherValues = second.Tape.SpanAt(other);
        if (MemoryMarshal.AsBytes(values).SequenceEqual(MemoryMarshal.AsBytes(otherValues)))
        {
            return null;
        }

        int at = 0;
        while (MemoryMarshal.AsBytes(values.Slice(at, 1)).SequenceEqual(MemoryMarshal.AsBytes(otherValues.Slice(at, 1))))
        {
            at++;
        }

        string reader = first.ReaderOf(node) ?? "an output";
        return new(
            RecordingDifferenceKind.Constant,
            reader,
            shape,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"a constant of shape {shape} that '{reader}' reads is another one each time: element {at} is {values[at]} and then " +
                $"{otherValues[at]}"));
    }

    private RecordingDifference Longer(int count)
    {
        bool isFirst = first.Nodes.Count > count;
        RecordedSlice<T> longer = isFirst ? first : second;
        Operation<T> operation = longer.Tape.OperationOf(longer.Nodes[count]);
        return Graph(
            operation,
            longer.Tape.ShapeOf(longer.Nodes[count]),
            $"the first recorded {first.Nodes.Count} operations and the second {second.Nodes.Count}; the " +
                $"{(isFirst ? "first" : "second")} goes on with '{operation.Name}'");
    }

    private RecordingDifference? Outputs()
    {
        int[] places = [.. first.Outputs];
        int[] others = [.. second.Outputs];
        for (int k = 0; k < places.Length; k++)
        {
            if (places[k] != others[k])
            {
                return new(RecordingDifferenceKind.Graph, "output", Shape.Scalar, $"output {k} is another value the second time");
            }
        }

        return null;
    }

    private static RecordingDifference Graph(Operation<T> operation, Shape shape, string what)
        => new(RecordingDifferenceKind.Graph, operation.Name, shape, what);
}

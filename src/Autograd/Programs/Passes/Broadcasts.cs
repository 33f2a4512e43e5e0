using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// Spares what is the same values repeated: operations that broadcast by themselves read the values before they are repeated, and what is
/// computed of values that are repeated along the leading axis only is computed once and repeated afterwards. Each number is computed from
/// the same numbers as before, so no bit changes.
/// </summary>
internal sealed class Broadcasts<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ProgramGraph<T> _graph;
    private readonly GraphBuilder<T> _built;

    // What is known to be another value, repeated. Of constants it is found out when somebody reads them; null for those that are not.
    private readonly Dictionary<int, int?> _sources = [];

    private Broadcasts(ProgramGraph<T> graph)
    {
        _graph = graph;
        _built = new(graph);
    }

    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        Broadcasts<T> pass = new(graph);
        foreach (Instruction<T> instruction in graph.Instructions)
        {
            int[] inputs = pass._built.Map(instruction.Inputs);
            Shape shape = instruction.Shape;
            if (pass.ComputeBefore(instruction.Operation, inputs, shape) is { } small)
            {
                pass._built.Replace(instruction.Output, pass.Repeat(pass.Emit(small.Operation, small.Inputs, small.Shape), shape));
                continue;
            }

            inputs = pass.ReadBefore(instruction.Operation, inputs, shape);
            pass.Note(instruction.Operation, pass._built.Keep(instruction, instruction.Operation, inputs), inputs);
        }

        return pass._built.Build(graph.Counts);
    }

    private int Emit(Operation<T> operation, int[] inputs, Shape shape)
    {
        if (ComputeBefore(operation, inputs, shape) is { } small)
        {
            return Repeat(Emit(small.Operation, small.Inputs, small.Shape), shape);
        }

        inputs = ReadBefore(operation, inputs, shape);
        int output = _built.Add(operation, inputs, shape);
        Note(operation, output, inputs);
        return output;
    }

    private int Repeat(int value, Shape shape) => Emit(RoleOperations<T>.Repetition(shape), [value], shape);

    private void Note(Operation<T> operation, int output, int[] inputs)
    {
        if (operation.Repeats)
        {
            _sources.Add(output, inputs[0]);
        }
    }

    // Has an operation read values before they are repeated, where that leaves the shape of its result as it is.
    private int[] ReadBefore(Operation<T> operation, int[] inputs, Shape shape)
    {
        for (int k = 0; k < inputs.Length && shape.ElementCount > 0 && operation.AxesNotBroadcast is not null; k++)
        {
            if (SourceOf(inputs[k]) is { } source && Repeats(operation, inputs, k, source, shape))
            {
                inputs = [.. inputs];
                inputs[k] = source;
            }
        }

        return inputs;
    }

    // The operation on the values before they are repeated along the leading axis, if no input differs along it; its result is then to be
    // repeated.
    private (Operation<T> Operation, int[] Inputs, Shape Shape)? ComputeBefore(Operation<T> operation, int[] inputs, Shape shape)
    {
        if (!operation.IsSeparateAlongLeadingAxis(shape) || shape.Rank == 0 || shape[0] <= 1 || shape.ElementCount == 0)
        {
            return null;
        }

        bool spares = false;
        foreach (int input in inputs)
        {
            Shape whole = _graph.ShapeOf(input);
            bool same = IsSame(operation, whole, shape);
            if (!same && !(whole.Rank > 0 && whole[0] == shape[0] && SourceOf(input) is { } source && IsLeading(operation, source, whole)))
            {
                return null;
            }

            spares |= !same;
        }

        if (!spares)
        {
            return null;
        }

        Shape small = shape.With(0, 1);
        int[] before = [.. inputs.Select(input => Before(operation, input, shape))];
        return (operation.OnlyReshapes ? RoleOperations<T>.View(small) : operation, before, small);
    }

    private int Before(Operation<T> operation, int input, Shape shape)
    {
        Shape whole = _graph.ShapeOf(input);
        if (IsSame(operation, whole, shape))
        {
            return input;
        }

        int source = _sources[input]!.Value;
        Shape small = whole.With(0, 1);
        return operation.AxesNotBroadcast == 0 || _graph.ShapeOf(source) == small
            ? source
            : _built.Add(RoleOperations<T>.View(small), [source], small);
    }

    // Whether an input of some shape is the same for all parts of the result along its leading axis.
    private static bool IsSame(Operation<T> operation, Shape whole, Shape shape)
        => !operation.OnlyReshapes && (whole.Rank < shape.Rank || whole[0] == 1);

    // Repeated along the leading axis and no other; an element-wise operation can do with more.
    private bool IsLeading(Operation<T> operation, int source, Shape whole)
    {
        Shape from = _graph.ShapeOf(source);
        return operation.AxesNotBroadcast == 0
            ? from.Rank < whole.Rank || from[0] == 1
            : from.ElementCount == whole.ElementCount / whole[0] && from.Rank >= whole.Rank - 1 && (from.Rank < whole.Rank || from[0] == 1);
    }

    // Whether an operation repeats an input by itself as another one was repeated to be its input.
    private bool Repeats(Operation<T> operation, int[] inputs, int input, int source, Shape shape)
    {
        int whole = operation.AxesNotBroadcast!.Value;
        if (whole == 0)
        {
            return true;
        }

        Shape small = _graph.ShapeOf(source);
        Shape great = _graph.ShapeOf(inputs[input]);
        return small.Rank >= whole && small.Sizes[^whole..].SequenceEqual(great.Sizes[^whole..])
            && operation.OutputShape(OperandShapes.Of([.. inputs.Select((slot, k) => k == input ? small : _graph.ShapeOf(slot))])) == shape;
    }

    private int? SourceOf(int value)
    {
        if (!_sources.TryGetValue(value, out int? source) && _graph.Values[value] is { Kind: ValueKind.Constant } constant)
        {
            bool isRepeated = constant.Shape.ElementCount > 1 && !_graph.Tape.IsReleased(constant.Node)
                && IsUniform(_graph.Tape.SpanAt(constant.Node));
            source = isRepeated ? _graph.Values.Add(Shape.Scalar, ValueKind.Constant, constant.Node) : null;
            _sources.Add(value, source);
        }

        return source;
    }

    // By bits, since the two zeros are equal as numbers.
    private static bool IsUniform(ReadOnlySpan<T> values)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        int size = Unsafe.SizeOf<T>();
        return bytes[size..].SequenceEqual(bytes[..^size]);
    }
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Onnx.Graphs;

/// <summary>A value of a graph in the making, with its shape. What is done with it is put at the graph's end.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Name">The name.</param>
/// <param name="Shape">The shape.</param>
internal readonly record struct OnnxValue(OnnxGraph Graph, string Name, Shape Shape)
{
    public static OnnxValue operator +(OnnxValue left, OnnxValue right) => left.With("Add", right);

    public static OnnxValue operator +(OnnxValue left, double right) => left + left.Graph.Number(right);

    public static OnnxValue operator -(OnnxValue left, OnnxValue right) => left.With("Sub", right);

    public static OnnxValue operator -(OnnxValue left, double right) => left - left.Graph.Number(right);

    public static OnnxValue operator -(double left, OnnxValue right) => right.Graph.Number(left) - right;

    public static OnnxValue operator -(OnnxValue value) => value.Each("Neg");

    public static OnnxValue operator *(OnnxValue left, OnnxValue right) => left.With("Mul", right);

    public static OnnxValue operator *(double left, OnnxValue right) => right.Graph.Number(left) * right;

    public static OnnxValue operator /(OnnxValue left, OnnxValue right) => left.With("Div", right);

    public static OnnxValue operator /(double left, OnnxValue right) => right.Graph.Number(left) / right;

    /// <summary>A function of each element.</summary>
    public OnnxValue Each(string operation) => Graph.Node(operation, Shape, [this]);

    /// <summary>A function of two elements; the two broadcast.</summary>
    public OnnxValue With(string operation, OnnxValue other)
        => Graph.Node(operation, Shape.Broadcast(Shape, other.Shape, operation), [this, other]);

    public OnnxValue Abs() => Each("Abs");

    public OnnxValue Exp() => Each("Exp");

    public OnnxValue Log() => Each("Log");

    public OnnxValue Sqrt() => Each("Sqrt");

    /// <summary>A condition: where the two are equal.</summary>
    public OnnxValue Is(OnnxValue other) => With("Equal", other);

    /// <summary>A condition: where it is a number.</summary>
    public OnnxValue Is(double number) => Is(Graph.Number(number));

    /// <summary>A condition: where it is above a number.</summary>
    public OnnxValue IsAbove(double number) => With("Greater", Graph.Number(number));

    /// <summary>A condition: where it is below a number.</summary>
    public OnnxValue IsBelow(double number) => With("Less", Graph.Number(number));

    /// <summary>Of this condition: one value where it holds, and another elsewhere.</summary>
    public OnnxValue Choose(OnnxValue where, OnnxValue elsewhere)
        => Graph.Node(
            "Where", Shape.Broadcast(Shape, Shape.Broadcast(where.Shape, elsewhere.Shape, "Where"), "Where"), [this, where, elsewhere]);

    /// <summary>Of this condition: a value where it holds, and a number elsewhere.</summary>
    public OnnxValue Choose(OnnxValue where, double elsewhere) => Choose(where, Graph.Number(elsewhere));

    /// <summary>Of this condition: a number where it holds, and a value elsewhere.</summary>
    public OnnxValue Choose(double where, OnnxValue elsewhere) => Choose(Graph.Number(where), elsewhere);

    /// <summary>The numbers of this condition: 1 where it holds, 0 elsewhere.</summary>
    public OnnxValue ToNumbers() => Cast(Graph.Numbers);

    /// <summary>The places that these numbers name.</summary>
    public OnnxValue ToPlaces() => Cast(ElementType.Integer);

    /// <summary>The same elements in the same order under another shape.</summary>
    public OnnxValue Reshape(Shape shape)
    {
        if (shape == Shape)
        {
            return this;
        }

        OnnxValue sizes = Graph.Integers(shape.Sizes.ToArray());
        return shape.ElementCount == 0
            ? Graph.Node("Reshape", shape, [this, sizes], OnnxGraph.Setting("allowzero", 1))
            : Graph.Node("Reshape", shape, [this, sizes]);
    }

    /// <summary>The axes in another order.</summary>
    public OnnxValue Permute(params ReadOnlySpan<int> order)
    {
        Shape from = Shape;
        int[] axes = order.ToArray();
        return axes.Order().SequenceEqual(axes)
            ? this
            : Graph.Node("Transpose", Shape.Create([.. axes.Select(axis => from[axis])]), [this], OnnxGraph.Setting("perm", axes));
    }

    /// <summary>Two axes exchanged.</summary>
    public OnnxValue Swap(int first, int second)
    {
        int[] order = [.. Enumerable.Range(0, Shape.Rank)];
        (int a, int b) = (Shape.ResolveAxis(first), Shape.ResolveAxis(second));
        (order[a], order[b]) = (order[b], order[a]);
        return Permute(order);
    }

    /// <summary>The values repeated to a greater shape.</summary>
    public OnnxValue Repeat(Shape shape)
        => shape == Shape ? this : Graph.Node("Expand", shape, [this, Graph.Integers(shape.Sizes.ToArray())]);

    /// <summary>A run of places along an axis.</summary>
    public OnnxValue Slice(int axis, int start, int length)
        => length == Shape[axis]
            ? this
            : Graph.Node(
                "Slice", Shape.With(axis, length),
                [this, Graph.Integers([start]), Graph.Integers([start + length]), Graph.Integers([axis])]);

    /// <summary>A reduction over some axes, which stay with size 1.</summary>
    public OnnxValue Reduce(string operation, params IReadOnlyList<int> axes)
    {
        Shape shape = axes.Aggregate(Shape, static (shape, axis) => shape.With(axis, 1));
        return Graph.Node(operation, shape, [this, Graph.Integers(axes)], OnnxGraph.Setting("keepdims", 1));
    }

    private OnnxValue Cast(ElementType type) => Graph.Node("Cast", Shape, [this], OnnxGraph.Setting("to", (long)type));
}

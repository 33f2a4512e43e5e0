using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>A product of arrays with named axes, summed over the axes that the result does not name. Composed, so that its derivatives are
/// those of its parts.</summary>
/// <remarks>Each operand is brought to distinct labels (repeated ones by the diagonal) and summed over those that occur nowhere else; then
/// the operands are joined from left to right, each pair by one matrix product: the labels that both have and the rest still needs are
/// batches, those that both have and nobody needs are the inner axis.</remarks>
internal static class Einsum<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Variable<T> Evaluate(string equation, ReadOnlySpan<Variable<T>> operands)
    {
        var shapes = new Shape[operands.Length];
        for (int k = 0; k < shapes.Length; k++)
        {
            shapes[k] = operands[k].Shape;
        }

        EinsumEquation parsed = new(equation, shapes);
        (Variable<T> Array, string Labels) joined = default;
        for (int k = 0; k < operands.Length; k++)
        {
            string later = string.Concat(parsed.Operands[(k + 1)..]) + parsed.Result;
            (Variable<T> Array, string Labels) next = Distinct(
                WithFullEllipsis(operands[k], parsed.Operands[k], parsed), parsed.Operands[k]);
            joined = k == 0 ? SumAllBut(next, later) : Join(joined, SumAllBut(next, later + joined.Labels), later, parsed.Sizes);
        }

        Variable<T> result = Arrange(joined, parsed.Result);
        return result.Index == operands[0].Index ? result.Unchanged() : result;
    }

    // An axis of an ellipsis that has size 1 here and more elsewhere is broadcast.
    private static Variable<T> WithFullEllipsis(Variable<T> operand, string labels, EinsumEquation equation)
    {
        var sizes = new int[labels.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = EinsumEquation.IsEllipsis(labels[axis]) ? equation.Sizes[labels[axis]] : operand.Shape[axis];
        }

        return operand.RepeatedTo(Shape.Create(sizes));
    }

    // "iij" becomes "ji" by the diagonal of the two axes i, until every label occurs once.
    private static (Variable<T> Array, string Labels) Distinct(Variable<T> value, string labels)
    {
        for (int first = 0; first < labels.Length; first++)
        {
            int second = labels.IndexOf(labels[first], first + 1);
            if (second < 0)
            {
                continue;
            }

            int[] others = [.. Enumerable.Range(0, labels.Length).Where(axis => axis != first && axis != second)];
            value = value.Permute([.. others, first, second]).Diagonal();
            labels = string.Concat(others.Select(axis => labels[axis])) + labels[first];
            first = -1;
        }

        return (value, labels);
    }

    private static (Variable<T> Array, string Labels) SumAllBut((Variable<T> Array, string Labels) operand, string needed)
    {
        int[] axes =
        [
            .. Enumerable.Range(0, operand.Labels.Length).Where(axis => !needed.Contains(operand.Labels[axis], StringComparison.Ordinal)),
        ];
        return axes.Length == 0
            ? operand
            : (operand.Array.Sum(axes), Keep(operand.Labels, label => needed.Contains(label, StringComparison.Ordinal)));
    }

    private static (Variable<T> Array, string Labels) Join(
        (Variable<T> Array, string Labels) left, (Variable<T> Array, string Labels) right, string needed, Dictionary<char, int> sizes)
    {
        left = SumAllBut(left, needed + right.Labels);
        string both = Keep(left.Labels, label => right.Labels.Contains(label, StringComparison.Ordinal));
        string batch = Keep(both, label => needed.Contains(label, StringComparison.Ordinal));
        string inner = Keep(both, label => !needed.Contains(label, StringComparison.Ordinal));
        string rows = Keep(left.Labels, label => !both.Contains(label, StringComparison.Ordinal));
        string columns = Keep(right.Labels, label => !both.Contains(label, StringComparison.Ordinal));
        Variable<T> a = Arrange(left, batch + rows + inner).Shaped([Size(batch), Size(rows), Size(inner)]);
        Variable<T> b = Arrange(right, batch + inner + columns).Shaped([Size(batch), Size(inner), Size(columns)]);
        string labels = batch + rows + columns;
        Variable<T> product = inner.Length == 0 && rows.Length == 0 && columns.Length == 0 ? a * b : a.MatMul(b);
        return (product.Shaped(RequireRank(labels, sizes)), labels);

        int Size(string axes) => axes.Aggregate(1, (size, label) => checked(size * sizes[label]));
    }

    private static Shape RequireRank(string labels, Dictionary<char, int> sizes) => labels.Length <= Shape.MaximumRank
        ? Shape.Create([.. labels.Select(label => sizes[label])])
        : throw new ArgumentException(
            $"Einsum: a product on the way has {labels.Length} axes, more than {Shape.MaximumRank}: give the operands in " +
                "an order that sums earlier.");

    private static Variable<T> Arrange((Variable<T> Array, string Labels) operand, string labels)
        => operand.Labels == labels
            ? operand.Array
            : operand.Array.Permute([.. labels.Select(label => operand.Labels.IndexOf(label, StringComparison.Ordinal))]);

    private static string Keep(string labels, Func<char, bool> condition) => string.Concat(labels.Where(condition));
}

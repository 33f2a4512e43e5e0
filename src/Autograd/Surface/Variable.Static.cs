using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Operations on several variables that none of them owns.</summary>
public static class Variable
{
    /// <summary>The arrays one after the other along an axis.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="parts">The arrays, equal in shape but for that axis; at least one.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <exception cref="ArgumentException">There is no array, or their shapes don't fit.</exception>
    public static Variable<T> Concatenate<T>(ReadOnlySpan<Variable<T>> parts, int axis = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSome(parts, "Concatenate");
        return parts[0].Tape.Apply(new ConcatenateOperation<T>(parts[0].Shape.ResolveAxis(axis)), parts);
    }

    /// <summary>The arrays side by side along a new axis: tasks to a meta-batch, for instance.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="parts">The arrays, all of one shape; at least one.</param>
    /// <param name="axis">Where the new axis will be.</param>
    /// <exception cref="ArgumentException">There is no array, or their shapes differ.</exception>
    public static Variable<T> Stack<T>(ReadOnlySpan<Variable<T>> parts, int axis = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSome(parts, "Stack");
        Shape shape = parts[0].Shape;
        for (int k = 1; k < parts.Length; k++)
        {
            parts[0].Tape.IndexOf(parts[k]);
            if (parts[k].Shape != shape)
            {
                throw new ArgumentException(
                    $"Stack takes arrays of one shape, got {shape} first and {parts[k].Shape} at place {k}: Concatenate joins arrays " +
                        "that differ along one axis.",
                    nameof(parts));
            }
        }

        var expanded = new Variable<T>[parts.Length];
        for (int k = 0; k < parts.Length; k++)
        {
            expanded[k] = parts[k].InsertAxis(axis);
        }

        return Concatenate<T>(expanded, axis);
    }

    /// <summary>Element by element, the first choice where the condition is not 0 and the second elsewhere; the three broadcast.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="condition">The condition, from a comparison for instance; constant as far as derivatives go.</param>
    /// <param name="whenTrue">The value where it is not 0.</param>
    /// <param name="whenFalse">The value where it is 0.</param>
    /// <remarks>A choice that is not taken adds nothing to the value or the derivative, even where it is infinite or NaN. But in the
    /// derivative of what computed it, 0 times infinity may still occur: keep its input away from the singular point as well.</remarks>
    public static Variable<T> Where<T>(Variable<T> condition, Variable<T> whenTrue, Variable<T> whenFalse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // All is checked before anything is recorded.
        condition.Tape.IndexOf(whenTrue);
        condition.Tape.IndexOf(whenFalse);
        Shape chosen = Shape.Broadcast(condition.Shape, whenTrue.Shape, "Where, condition and first choice");
        Shape.Broadcast(chosen, whenFalse.Shape, "Where, with the second choice");
        return whenTrue.KeepWhere(condition) + whenFalse.DropWhere(condition);
    }

    /// <summary>A product of arrays with named axes, summed over the axes that the result does not name (Einstein's convention):
    /// "bij,bjk->bik" is the matrix product with a batch axis.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="equation">For each operand a letter per axis, then "->" and the letters of the result. A letter that occurs twice in
    /// one operand takes its diagonal ("ii->" is the trace, "ii->i" the diagonal); "..." stands for leading or other axes that are not
    /// named, which broadcast. Without an arrow the result has the axes of "..." and then the letters that occur once, in
    /// alphabetical order.</param>
    /// <param name="operands">The arrays, at least one.</param>
    /// <exception cref="ArgumentException">The equation has no meaning or does not fit the shapes; says where.</exception>
    /// <remarks>Composed of permutations, diagonals, sums and matrix products, and multilinear, so that every derivative is exact. The
    /// operands are joined from left to right: the order decides the cost.</remarks>
    public static Variable<T> Einsum<T>(string equation, params ReadOnlySpan<Variable<T>> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(equation);
        RequireSome(operands, "Einsum");
        Tape<T> tape = operands[0].Tape;
        foreach (Variable<T> operand in operands)
        {
            tape.IndexOf(operand);
        }

        Variable<T>[] all = operands.ToArray();
        return tape.Compose(() => Autograd.Einsum<T>.Evaluate(equation, all));
    }

    private static void RequireSome<T>(ReadOnlySpan<Variable<T>> parts, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (parts.Length == 0)
        {
            throw new ArgumentException($"{name} takes at least one array, got none.", nameof(parts));
        }
    }
}

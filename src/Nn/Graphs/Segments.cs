using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Rows taken together by number: what a node of a graph makes of the messages along its edges.</summary>
/// <remarks>
/// <para>Shapes: values [rows, width] and segments [rows], which hold for each row the number of its segment as a whole value of T, from 0
/// to count - 1, in any order; results [count, width]. With a task axis: values [tasks, rows, width] and segments [tasks, rows], or [rows]
/// for all tasks alike; results [tasks, count, width]. Constant in the segments, and differentiated any number of times by the values. Rows
/// that meet are taken in order, so that the bits are the same in every run.</para>
/// <para>A message along each edge is <c>nodes.TakeRows(sources)</c>, and a step of message passing
/// <c>Segments.Sum(f(nodes.TakeRows(sources)), targets, count)</c>. Source: J. Gilmer, S. Schoenholz, P. Riley, O. Vinyals and G. Dahl,
/// Neural message passing for quantum chemistry, 2017, section 2.</para>
/// </remarks>
/// <example>
/// <code>
/// Variable&lt;float&gt; messages = net.Forward(theta, nodes.TakeRows(sources));
/// Variable&lt;float&gt; updated = nodes + Segments.Mean(messages, targets, count: nodes.Shape[0]);
/// </code>
/// </example>
public static class Segments
{
    /// <summary>out[s, :] = sum of values[k, :] over the rows k of segment s; 0 where there are none.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="values">[(tasks,) rows, width].</param>
    /// <param name="segments">[(tasks,) rows].</param>
    /// <param name="count">The number of segments.</param>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A segment is not a whole number from 0 to count - 1, or there are none.</exception>
    /// <remarks>Linear. Cost: rows width operations.</remarks>
    public static Variable<T> Sum<T>(Variable<T> values, Variable<T> segments, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Added(values, OfTasks(nameof(Sum), values, segments, count), count);

    /// <summary>out[s, :] = mean of values[k, :] over the rows k of segment s; 0 where there are none.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="values">[(tasks,) rows, width].</param>
    /// <param name="segments">[(tasks,) rows].</param>
    /// <param name="count">The number of segments.</param>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A segment is not a whole number from 0 to count - 1, or there are none.</exception>
    /// <remarks>Linear. Cost: that of the sum, and one number for each row.</remarks>
    public static Variable<T> Mean<T>(Variable<T> values, Variable<T> segments, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> own = OfTasks(nameof(Mean), values, segments, count);
        return Added(values, own, count) / Sizes(own, count).Maximum(values.Tape.Ones(Shape.Scalar));
    }

    /// <summary>out[s, :] = greatest of values[k, :] over the rows k of segment s, for each column separately; 0 where there are
    /// none.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="values">[(tasks,) rows, width].</param>
    /// <param name="segments">[(tasks,) rows].</param>
    /// <param name="count">The number of segments.</param>
    /// <exception cref="ArgumentException">The shapes don't fit, or there are no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A segment is not a whole number from 0 to count - 1, or there are none.</exception>
    /// <remarks>The derivative is 1 at the first of the greatest rows and 0 elsewhere; f'' = 0. Cost: count rows width operations and
    /// numbers of memory, as each segment looks at all rows: for graphs of some hundred nodes.</remarks>
    public static Variable<T> Max<T>(Variable<T> values, Variable<T> segments, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> own = OfTasks(nameof(Max), values, segments, count);
        return Greatest(values, own, count).KeepWhere(Sizes(own, count));
    }

    /// <summary>out[k, :] = exp(values[k, :]) / sum of exp(values[l, :]) over the rows l of the segment of k, for each column separately:
    /// the weights of an attention over neighbours.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="values">[(tasks,) rows, width].</param>
    /// <param name="segments">[(tasks,) rows].</param>
    /// <param name="count">The number of segments.</param>
    /// <returns>In the shape of the values.</returns>
    /// <exception cref="ArgumentException">The shapes don't fit, or there are no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A segment is not a whole number from 0 to count - 1, or there are none.</exception>
    /// <remarks>Computed from differences to the greatest of each segment, so that it stays finite however large the values are. Cost: that
    /// of <see cref="Max"/>. Source: P. Velickovic et al., Graph attention networks, 2018, equation 2.</remarks>
    public static Variable<T> Softmax<T>(Variable<T> values, Variable<T> segments, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The result does not depend on what is subtracted, so neither do its derivatives, and the greatest is a constant to them.
        Variable<T> own = OfTasks(nameof(Softmax), values, segments, count);
        Variable<T> exponentials = (values - Greatest(values.Detach(), own, count).TakeRows(own)).Exp();
        return exponentials / Added(exponentials, own, count).TakeRows(own);
    }

    // Segments without rows have minus infinity.
    private static Variable<T> Greatest<T>(Variable<T> values, Variable<T> segments, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (segments.Shape[-1] == 0)
        {
            throw new ArgumentException($"The greatest of no rows is not there, got values of shape {values.Shape}.", nameof(values));
        }

        Variable<T> isMember = segments.OneHot(count).Transpose();
        int rank = values.Shape.Rank;
        return Variable.Where(
            isMember.InsertAxis(rank), values.InsertAxis(rank - 2), values.Tape.Constant(T.NegativeInfinity)).Max([rank - 1]);
    }

    private static Variable<T> Added<T>(Variable<T> values, Variable<T> segments, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rank = values.Shape.Rank;
        return values.ScatterAdd(rank - 2, segments.InsertAxis(rank - 1).BroadcastTo(values.Shape), count);
    }

    // The number of rows of each segment, [(tasks,) count, 1].
    private static Variable<T> Sizes<T>(Variable<T> segments, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Added(segments.Tape.Ones([.. segments.Shape.Sizes, 1]), segments, count);

    private static Variable<T> OfTasks<T>(string function, Variable<T> values, Variable<T> segments, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Shape shape = values.Shape;
        if (shape.Rank is 2 or 3)
        {
            Shape expected = shape.Without(-1);
            if (segments.Shape == expected)
            {
                return segments;
            }

            if (shape.Rank == 3 && segments.Shape == expected.Without(0))
            {
                return segments.BroadcastTo(expected);
            }
        }

        throw new ArgumentException(
            $"Segments.{function} takes values [rows, width] and segments [rows], or values [tasks, rows, width] and segments [tasks, " +
                $"rows] or [rows], got {shape} and {segments.Shape}.",
            nameof(segments));
    }
}

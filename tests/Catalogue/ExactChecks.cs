using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <summary>Checks that need no step size: what two ways to compute the same thing differ by, relative to the size of the terms. Each is
/// zero but for rounding.</summary>
/// <remarks>The terms count for at least a thousandth of the function itself: where the derivative vanishes because terms of the function's
/// size cancel inside it (the mean of a softmax), what is left is their rounding, and two orders of it differ.</remarks>
internal static class ExactChecks
{
    /// <summary>&lt;v, J u&gt; against &lt;J' v, u&gt;.</summary>
    public static double Adjointness<T>(RowCase<T> at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T>[] inputs = at.Place(tape, at.Flat());
        Variable<T> output = at.Apply(inputs);
        double[] forward = Forward(at, tape, output, inputs, at.Tangent);
        double[] reverse = Reverse(at, tape, output, inputs, at.Cotangent);
        return Gap(at.Cotangent, forward, reverse, at.Tangent, Size(at.Cotangent, RowCase<T>.Join([output])));
    }

    /// <summary>J' (2 v + 3 w) against 2 J' v + 3 J' w.</summary>
    public static double LinearityInCotangent<T>(RowCase<T> at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T>[] inputs = at.Place(tape, at.Flat());
        Variable<T> output = at.Apply(inputs);
        return Combination(v => Reverse(at, tape, output, inputs, v), at.Cotangent, at.OtherCotangent);
    }

    /// <summary>J (2 u + 3 t) against 2 J u + 3 J t.</summary>
    public static double LinearityInTangent<T>(RowCase<T> at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T>[] inputs = at.Place(tape, at.Flat());
        Variable<T> output = at.Apply(inputs);
        return Combination(u => Forward(at, tape, output, inputs, u), at.Tangent, at.OtherTangent);
    }

    /// <summary>u' H v against v' H u.</summary>
    public static double Symmetry<T>(RowCase<T> at, bool curved)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T>[] inputs = at.Place(tape, at.Flat());
        Variable<T> loss = at.Loss(inputs, curved);
        Variable<T>[] varied = at.Varied(inputs);
        double[] first = RowCase<T>.Join(tape.HessianVectorProduct(loss, varied, at.Parts(tape, at.Tangent)));
        double[] second = RowCase<T>.Join(tape.HessianVectorProduct(loss, varied, at.Parts(tape, at.OtherTangent)));
        return Gap(at.OtherTangent, first, second, at.Tangent, Math.Abs(double.CreateChecked(loss.Scalar)));
    }

    /// <summary>Forward over reverse against reverse over reverse, reverse over forward and forward over forward: the greatest difference,
    /// relative to the product, or to a thousandth of gradient or function where that is larger.</summary>
    public static double Modes<T>(RowCase<T> at, bool curved)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T>[] inputs = at.Place(tape, at.Flat());
        Variable<T> loss = at.Loss(inputs, curved);
        Variable<T>[] varied = at.Varied(inputs);
        Variable<T>[] along = at.Parts(tape, at.Tangent);
        Variable<T>[] gradient = tape.Gradient(loss, varied);
        double[] forwardOverReverse = RowCase<T>.Join(tape.HessianVectorProduct(loss, varied, along));

        Variable<T> inner = Dot(gradient, along);
        double[] reverseOverReverse = RowCase<T>.Join(tape.Gradient(inner, varied));

        Variable<T> directional = tape.JacobianVectorProduct([loss], varied, along)[0];
        double[] reverseOverForward = RowCase<T>.Join(tape.Gradient(directional, varied));

        double floor = 1e-3 * Math.Max(RowCase<T>.Join(gradient).Max(Math.Abs), Math.Abs(double.CreateChecked(loss.Scalar)));
        double other = Math.Max(
            Near.Distance(forwardOverReverse, reverseOverReverse, floor), Near.Distance(forwardOverReverse, reverseOverForward, floor));

        Variable<T>[] across = at.Parts(tape, at.OtherTangent);
        double forwardOverForward = double.CreateChecked(tape.JacobianVectorProduct([directional], varied, across)[0].Scalar);
        double expected = 0;
        double size = floor;
        for (int k = 0; k < at.Length; k++)
        {
            expected += forwardOverReverse[k] * at.OtherTangent[k];
            size += Math.Abs(forwardOverReverse[k] * at.OtherTangent[k]);
        }

        return Math.Max(other, expected == forwardOverForward ? 0 : Math.Abs(expected - forwardOverForward) / size);
    }

    /// <summary>The gradient by each constant input, and of a constant operation by every input: the largest element, which must be 0.
    /// Throws when a shape is wrong.</summary>
    public static double LeakIntoConstants<T>(OperationRow<T> row, Shape[] shapes, RowCase<T> at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T>[] inputs = at.Place(tape, at.Flat());
        Variable<T> output = at.Apply(inputs);
        double largest = 0;
        for (int k = 0; k < inputs.Length; k++)
        {
            if (row.IsDifferentiableIn(k))
            {
                continue;
            }

            Variable<T> gradient = tape.Gradient(output.Sum(), inputs[k]);
            Variable<T> tangent = tape.JacobianVectorProduct(output, inputs[k], tape.Ones(shapes[k]));
            if (gradient.Shape != shapes[k] || tangent.Shape != output.Shape)
            {
                throw new InvalidOperationException(
                    $"{row.Name}, input {k}: a gradient of {gradient.Shape} for {shapes[k]}, a tangent of " +
                        $"{tangent.Shape} for {output.Shape}.");
            }

            foreach (double value in RowCase<T>.Join([gradient, tangent]))
            {
                largest = Math.Max(largest, Math.Abs(value));
            }
        }

        return largest;
    }

    private static Variable<T> Dot<T>(Variable<T>[] left, Variable<T>[] right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => left.Zip(right).Select(pair => (pair.First * pair.Second).Sum()).Aggregate((a, b) => a + b);

    private static double[] Reverse<T>(RowCase<T> at, Tape<T> tape, Variable<T> output, Variable<T>[] inputs, double[] cotangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => RowCase<T>.Join(tape.VectorJacobianProduct(output, RowCase<T>.On(tape, cotangent, output.Shape), at.Varied(inputs)));

    private static double[] Forward<T>(RowCase<T> at, Tape<T> tape, Variable<T> output, Variable<T>[] inputs, double[] tangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => RowCase<T>.Join(tape.JacobianVectorProduct([output], at.Varied(inputs), at.Parts(tape, tangent)));

    private static double Combination(Func<double[], double[]> linear, double[] first, double[] second)
    {
        double[] a = linear(first);
        double[] b = linear(second);
        double[] together = linear([.. first.Zip(second, (x, y) => (2 * x) + (3 * y))]);
        double largest = 0;
        for (int k = 0; k < together.Length; k++)
        {
            double size = Math.Abs(2 * a[k]) + Math.Abs(3 * b[k]);
            double difference = Math.Abs(together[k] - ((2 * a[k]) + (3 * b[k])));
            largest = difference == 0 ? largest : Math.Max(largest, difference / size);
        }

        return largest;
    }

    private static double Gap(double[] v, double[] forward, double[] reverse, double[] u, double function)
    {
        double left = v.Zip(forward, (x, y) => x * y).Sum();
        double right = reverse.Zip(u, (x, y) => x * y).Sum();
        double size = Math.Max(Size(v, forward) + Size(reverse, u), 1e-3 * function);
        return left == right ? 0 : Math.Abs(left - right) / size;
    }

    private static double Size(double[] left, double[] right) => left.Zip(right, (x, y) => Math.Abs(x * y)).Sum();
}

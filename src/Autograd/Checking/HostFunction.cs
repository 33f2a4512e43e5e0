using System.Numerics;

namespace AutogradMaml.Autograd.Checking;

/// <summary>A function and gradient written by anyone, on plain arrays.</summary>
internal sealed class HostFunction<T> : CheckedFunction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<T[], T> _function;
    private readonly Func<T[], T[]> _gradient;
    private readonly Func<T[], T[], T[]>? _hessianVectorProduct;
    private readonly T[] _direction;

    public HostFunction(
        Func<T[], T> function,
        Func<T[], T[]> gradient,
        Func<T[], T[], T[]>? hessianVectorProduct,
        ReadOnlySpan<T> point,
        ulong seed)
        : base([new("x", [point.Length], 0)], ToDouble(point), Precisions.Of<T>())
    {
        _function = function;
        _gradient = gradient;
        _hessianVectorProduct = hessianVectorProduct;
        _direction = Directions.Fixed<T>(seed, "hessian", 0, point.Length);
    }

    public override string Derivative(int order) => order == 1 ? "gradient" : "Hessian-vector product";

    public override double Value(double[] x, int order) => order == 1
        ? Call("function", x, point => double.CreateChecked(_function(point)))
        : Dot(Call("gradient", x, _gradient, x.Length));

    public override double[] Gradient(double[] x, int order, out double value)
    {
        value = Value(x, order);
        return ToDouble(order == 1
            ? Call("gradient", x, _gradient, x.Length)
            : Call("Hessian-vector product", x, point => _hessianVectorProduct!(point, [.. _direction]), x.Length));
    }

    private static double[] ToDouble(ReadOnlySpan<T> values)
    {
        var result = new double[values.Length];
        for (int k = 0; k < result.Length; k++)
        {
            result[k] = double.CreateChecked(values[k]);
        }

        return result;
    }

    private double Dot(T[] gradient)
    {
        double sum = 0;
        for (int k = 0; k < gradient.Length; k++)
        {
            sum += double.CreateChecked(gradient[k]) * double.CreateChecked(_direction[k]);
        }

        return sum;
    }

    private T[] Call(string what, double[] x, Func<T[], T[]> function, int length)
    {
        T[] result = Call(what, x, function) ?? throw new ArgumentException($"The {what} gave null, expected {length} numbers.");
        return result.Length == length
            ? result
            : throw new ArgumentException(
                $"The {what} gave {result.Length} numbers for a point of {length}: expected one for each element of the point.");
    }

    private TResult Call<TResult>(string what, double[] x, Func<T[], TResult> function)
    {
        // Each call gets an array of its own, so that one that writes to it spoils nothing but is seen.
        T[] given = Array.ConvertAll(x, T.CreateChecked);
        T[] before = [.. given];
        Evaluations++;
        TResult result = function(given);
        for (int k = 0; k < given.Length && Mutation is null; k++)
        {
            // By bits: NaN in, NaN out is no change.
            if (!given[k].Equals(before[k]))
            {
                Mutation = Text.Format($"the {what} changed x[{k}] from {before[k]} to {given[k]}: copy the input before writing to it");
            }
        }

        return result;
    }
}

using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <summary>A function on variables at a point, with the random vectors that its derivatives are tried along.</summary>
/// <remarks>The vectors are as long as all differentiable inputs together: the inputs are taken as one. A case knows nothing of the
/// catalogue, so that the checks on it can be tried on functions that are wrong on purpose.</remarks>
internal sealed class RowCase<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<Variable<T>[], Variable<T>> _function;
    private readonly Shape[] _shapes;
    private readonly bool[] _varied;

    public RowCase(
        Func<Variable<T>[], Variable<T>> function, Shape[] shapes, double[][] point, Func<int, bool> isVaried, RandomStream stream)
    {
        _function = function;
        _shapes = shapes;
        _varied = [.. Enumerable.Range(0, shapes.Length).Select(isVaried)];

        // The point as T holds it, so that a reference in double is taken at the same place.
        Point = [.. point.Select(values => Array.ConvertAll(values, value => double.CreateChecked(T.CreateChecked(value))))];
        Length = Enumerable.Range(0, shapes.Length).Where(k => _varied[k]).Sum(k => shapes[k].ElementCount);
        using Tape<T> tape = new();
        OutputShape = function(Place(tape, Flat())).Shape;
        Tangent = Direction(Length, stream);
        OtherTangent = Direction(Length, stream);
        Cotangent = Direction(OutputShape.ElementCount, stream);
        OtherCotangent = Direction(OutputShape.ElementCount, stream);
    }

    /// <summary>A case of a row of the catalogue.</summary>
    public static RowCase<T> Of(OperationRow<T> row, Shape[] shapes, int sample = 0)
    {
        RandomStream stream = new(7, row.Name, sample);
        Domain[] domains = [.. Enumerable.Range(0, shapes.Length).Select(row.DomainOf)];
        return new(row.Apply, shapes, Domain.Draw(domains, shapes, stream), row.IsDifferentiableIn, stream);
    }

    public double[][] Point { get; }

    /// <summary>The number of elements of the differentiable inputs.</summary>
    public int Length { get; }

    public Shape OutputShape { get; }

    public double[] Tangent { get; }

    public double[] OtherTangent { get; }

    public double[] Cotangent { get; }

    public double[] OtherCotangent { get; }

    /// <summary>The differentiable inputs' elements, one after the other.</summary>
    public double[] Flat() => [.. Point.Where((_, k) => _varied[k]).SelectMany(values => values)];

    /// <summary>Puts all inputs on a tape, the differentiable ones with the given elements.</summary>
    public Variable<T>[] Place(Tape<T> tape, double[] flat)
    {
        var inputs = new Variable<T>[_shapes.Length];
        int at = 0;
        for (int k = 0; k < inputs.Length; k++)
        {
            inputs[k] = On(tape, _varied[k] ? flat.AsSpan(at, _shapes[k].ElementCount) : Point[k], _shapes[k]);
            at += _varied[k] ? _shapes[k].ElementCount : 0;
        }

        return inputs;
    }

    public Variable<T> Apply(Variable<T>[] inputs) => _function(inputs);

    /// <summary>The inputs that are differentiated by.</summary>
    public Variable<T>[] Varied(Variable<T>[] inputs) => [.. inputs.Where((_, k) => _varied[k])];

    /// <summary>A vector of the length of all differentiable inputs, cut into their shapes.</summary>
    public Variable<T>[] Parts(Tape<T> tape, double[] flat)
    {
        List<Variable<T>> parts = [];
        int at = 0;
        for (int k = 0; k < _shapes.Length; k++)
        {
            if (_varied[k])
            {
                parts.Add(On(tape, flat.AsSpan(at, _shapes[k].ElementCount), _shapes[k]));
                at += _shapes[k].ElementCount;
            }
        }

        return [.. parts];
    }

    /// <summary>The elements of some variables, one after the other.</summary>
    public static double[] Join(IEnumerable<Variable<T>> parts) => [.. parts.SelectMany(part => Near.ToDouble(part.Values))];

    /// <summary>
    /// A single number from the output: &lt;w, y&gt; with the cotangent w, or, curved, &lt;w, sin y&gt;, which has derivatives of every
    /// order even where the operation itself is linear.
    /// </summary>
    public Variable<T> Loss(Variable<T>[] inputs, bool curved)
    {
        Variable<T> output = _function(inputs);
        Variable<T> weights = On(output.Tape, Cotangent, output.Shape);
        return (weights * (curved ? output.Sin() : output)).Sum();
    }

    public static Variable<T> On(Tape<T> tape, ReadOnlySpan<double> values, Shape shape)
    {
        var converted = new T[values.Length];
        for (int k = 0; k < converted.Length; k++)
        {
            converted[k] = T.CreateChecked(values[k]);
        }

        return tape.Input(converted, shape);
    }

    private static double[] Direction(int length, RandomStream stream)
        =>
        [
            .. Enumerable.Range(0, length).Select(
                _ => double.CreateChecked(T.CreateChecked(stream.NextUniform(0.3, 1.2) * (stream.NextInt32(2) == 0 ? 1 : -1)))),
        ];
}

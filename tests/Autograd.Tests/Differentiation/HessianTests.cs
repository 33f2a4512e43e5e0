using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>The whole Hessian of a small tanh net, by every way that gives it.</summary>
public sealed class HessianTests : IDisposable
{
    private const int Examples = 6;
    private const int Layers = 3;

    private static readonly Shape[] Shapes = [[4, 3], [4], [5, 4], [5], [1, 5], [1]];

    private readonly PoolCheck _pool = new();
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _point;

    public HessianTests()
    {
        RandomStream random = new(1, "hessian");
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
        _x = Draw(Examples * 3);
        _y = Draw(Examples);
        _point = Draw(Count);
    }

    private static int Count => Shapes.Sum(static shape => shape.ElementCount);

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Forward_over_reverse_gives_the_differences_of_the_gradient()
        => Near.Close(Matrix(unit => FiniteDifferences.Along(Gradient, _point, unit)), Matrix(ForwardOverReverse), 1e-9);

    [Fact]
    public void Forward_over_reverse_and_reverse_over_reverse_give_the_same_rows()
        => Near.Close(Matrix(ReverseOverReverse), Matrix(ForwardOverReverse), 1e-13);

    [Fact]
    public void It_is_symmetric_to_rounding()
    {
        double[] hessian = Matrix(ForwardOverReverse);
        double[] transposed = [.. Enumerable.Range(0, hessian.Length).Select(k => hessian[(k % Count * Count) + (k / Count)])];
        Near.Close(hessian, transposed, 1e-13);
    }

    [Fact]
    public void Directions_on_a_leading_axis_give_all_rows_at_once()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double>[] own =
        [
            .. Split(_point).Select((values, k) => tape.Input(values, Shapes[k]).BroadcastTo(Shapes[k].Prepend(Count))),
        ];
        Variable<double> error = Predict(tape.Constant(_x, [Examples, 3]), own, -1, null).Prediction - tape.Constant(_y, [Examples, 1]);
        Variable<double>[] gradient = tape.Gradient(error.Square().Mean([-2, -1]).Sum(), own);
        Variable<double> units = tape.Constant(Matrix(static unit => unit), [Count, Count]);
        Variable<double>[] directions =
        [
            .. Shapes.Select((shape, k) => units.Slice(1, Offset(k), shape.ElementCount).Reshape(shape.Prepend(Count))),
        ];
        Variable<double>[] rows = tape.JacobianVectorProduct(gradient, own, directions);
        double[] hessian = Variable.Concatenate([.. rows.Select(row => row.Reshape([Count, row.Shape.ElementCount / Count]))], 1).ToArray();
        Near.Close(Matrix(ForwardOverReverse), hessian, 1e-13);
    }

    [Fact]
    public void A_shift_of_each_unit_gives_the_rows_of_the_weights_into_it()
    {
        double[] expected = Matrix(ForwardOverReverse);
        for (int layer = 0; layer < Layers; layer++)
        {
            for (int unit = 0; unit < Shapes[2 * layer][0]; unit++)
            {
                double[][] rows = RowsOfUnit(layer, unit);
                int weights = Shapes[2 * layer][1];
                for (int k = 0; k <= weights; k++)
                {
                    int row = k < weights ? Offset(2 * layer) + (unit * weights) + k : Offset((2 * layer) + 1) + unit;
                    Near.Close(expected.AsSpan((row * Count) + Offset(2 * layer), Count - Offset(2 * layer)), rows[k], 1e-12);
                }
            }
        }
    }

    private static int Offset(int parameter) => Shapes[..parameter].Sum(static shape => shape.ElementCount);

    private static double[][] Split(double[] all) => [.. Shapes.Select((shape, k) => all.AsSpan(Offset(k), shape.ElementCount).ToArray())];

    private static (Variable<double> Prediction, Variable<double> Seen) Predict(
        Variable<double> x, Variable<double>[] parameters, int shifted, Variable<double>? shift)
    {
        Variable<double> h = x;
        Variable<double> seen = x;
        for (int layer = 0; layer < Layers; layer++)
        {
            seen = layer == shifted ? h : seen;
            Variable<double> bias = parameters[(2 * layer) + 1];
            h = h.MatMul(parameters[2 * layer], transposeRight: true) + (bias.Shape.Rank == 2 ? bias.InsertAxis(1) : bias);
            h = layer == shifted ? h + shift!.Value : h;
            h = layer < Layers - 1 ? h.Tanh() : h;
        }

        return (h, seen);
    }

    private static double[] Matrix(Func<double[], double[]> row)
        => [.. Enumerable.Range(0, Count).SelectMany(k => row([.. Enumerable.Range(0, Count).Select(j => j == k ? 1.0 : 0)]))];

    private static double[] Flat(Variable<double>[] parts) => [.. parts.SelectMany(static part => part.ToArray())];

    private (Variable<double> Loss, Variable<double>[] Parameters) Record(Tape<double> tape, double[] point)
    {
        Variable<double>[] parameters = [.. Split(point).Select((values, k) => tape.Input(values, Shapes[k]))];
        Variable<double> prediction = Predict(tape.Constant(_x, [Examples, 3]), parameters, -1, null).Prediction;
        return ((prediction - tape.Constant(_y, [Examples, 1])).Square().Mean(), parameters);
    }

    private double[] Gradient(double[] point)
    {
        using Tape<double> tape = _pool.Tape<double>();
        (Variable<double> loss, Variable<double>[] parameters) = Record(tape, point);
        return Flat(tape.Gradient(loss, parameters));
    }

    private double[] ForwardOverReverse(double[] direction)
    {
        using Tape<double> tape = _pool.Tape<double>();
        (Variable<double> loss, Variable<double>[] parameters) = Record(tape, _point);
        return Flat(
            tape.HessianVectorProduct(loss, parameters, [.. Split(direction).Select((values, k) => tape.Constant(values, Shapes[k]))]));
    }

    private double[] ReverseOverReverse(double[] direction)
    {
        using Tape<double> tape = _pool.Tape<double>();
        (Variable<double> loss, Variable<double>[] parameters) = Record(tape, _point);
        Variable<double>[] gradient = tape.Gradient(loss, parameters);
        Variable<double> along = gradient.Select((part, k) => (part * tape.Constant(Split(direction)[k], Shapes[k])).Sum())
            .Aggregate(static (sum, next) => sum + next);
        return Flat(tape.Gradient(along, parameters));
    }

    // The tangent of each example's own gradient for a shift of the unit's sum, times what the unit sees of the example.
    private double[][] RowsOfUnit(int layer, int unit)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double>[] own =
        [
            .. Split(_point).Select((values, k) => tape.Input(values, Shapes[k]).BroadcastTo(Shapes[k].Prepend(Examples))),
        ];
        int units = Shapes[2 * layer][0];
        Variable<double> shift = tape.Zeros([units]);
        Variable<double> direction = tape.Constant([.. Enumerable.Range(0, units).Select(k => k == unit ? 1.0 : 0)], [units]);
        (Variable<double> prediction, Variable<double> seen) = Predict(tape.Constant(_x, [Examples, 1, 3]), own, layer, shift);
        Variable<double> loss = (prediction - tape.Constant(_y, [Examples, 1, 1])).Square().Mean();
        Variable<double>[] gradient = tape.Gradient(loss, own.AsSpan(2 * layer));
        Variable<double>[] tangents = tape.JacobianVectorProduct(gradient, [shift], [direction]);
        Variable<double> inputs = Variable.Concatenate([seen.Reshape([Examples, seen.Shape[-1]]), tape.Ones([Examples, 1])], 1);
        Variable<double>[] parts =
        [
            .. tangents.Select(
                tangent => inputs.MatMul(tangent.Reshape([Examples, tangent.Shape.ElementCount / Examples]), transposeLeft: true)),
        ];
        double[] rows = Variable.Concatenate(parts, 1).ToArray();
        return [.. rows.Chunk(Count - Offset(2 * layer))];
    }
}

using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>A random smooth program on two matrices and a vector, drawn from a seed: the same in any type.</summary>
internal sealed class SmoothProgram
{
    private readonly int[] _choices;
    private readonly int _rows;
    private readonly int _columns;
    private readonly ulong _seed;

    public SmoothProgram(ulong seed)
    {
        _seed = seed;
        RandomStream random = new(seed, "smooth program");
        _rows = 1 + random.NextInt32(4);
        _columns = 1 + random.NextInt32(4);
        _choices = [.. Enumerable.Range(0, 3 + random.NextInt32(10)).Select(_ => random.NextInt32(20))];
    }

    public Tensor<double>[] Point() => [.. Shapes().Select((shape, k) => Tensors.Create(Values(shape, k), shape))];

    public Tensor<float>[] PointInFloat()
        => [.. Shapes().Select((shape, k) => Tensors.Create<float>(Array.ConvertAll(Values(shape, k), static v => (float)v), shape))];

    public Variable<T> Run<T>(Variable<T>[] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<Variable<T>> values = [inputs[0], inputs[1], inputs[0] + inputs[2]];
        Variable<T> half = inputs[0].Tape.Constant(T.CreateChecked(0.5));
        foreach (int choice in _choices)
        {
            Variable<T> a = values[^1];
            Variable<T> b = values[^2];
            Variable<T> c = values[^3];
            values.Add(choice switch
            {
                0 => a.Sin(),
                1 => a.Cos() * b,
                2 => a.Tanh(),
                3 => a.Sigmoid() * c,
                4 => (a.Tanh() * half).Exp(),
                5 => a.Softplus(),
                6 => (a.Square() + a.Tape.Ones(Shape.Scalar)).Log(),
                7 => (a.Square() + a.Tape.Ones(Shape.Scalar)).Sqrt(),
                8 => a.Gelu(),
                9 => a * b,
                10 => a - (b * half),
                11 => b / (a.Square() + a.Tape.Ones(Shape.Scalar)),
                12 => a.MatMul(b, transposeRight: true).MatMul(c) * half,
                13 => a + inputs[2],
                14 => a * inputs[2].Cos(),
                15 => a.LogSoftmax() + b,
                16 => a.Softmax() * c,
                17 => a.Mean([0], keepAxes: true) + b,
                18 => a.Sum([1], keepAxes: true).Tanh() * b,
                _ => a.Transpose().Reshape(a.Shape).Sin() + b,
            });
        }

        // The program may saturate; the last part keeps the gradient from vanishing, which would leave nothing to compare.
        Variable<T> slope = inputs[0].Sin().Sum() + (inputs[1] + inputs[2]).Sin().Sum();
        return values[^1].Tanh().Sum() + (values[^2].Square().Mean() * half) + slope;
    }

    private Shape[] Shapes() => [[_rows, _columns], [_rows, _columns], [_columns]];

    private double[] Values(Shape shape, int input)
    {
        RandomStream random = new(_seed, "smooth point", input);
        return [.. Enumerable.Range(0, shape.ElementCount).Select(_ => random.NextNormal())];
    }
}

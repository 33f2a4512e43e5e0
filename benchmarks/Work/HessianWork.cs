using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>
/// The Hessian of the mean squared error of a tanh net 10-64-64-1 on 128 examples by its 4,929 parameters: its product with a vector, or the whole.
/// Both run as programs, forward over reverse.
/// </summary>
/// <remarks>
/// The whole is computed by blocks of rows: unit directions in one block of the parameters, a few at a time on a leading axis, by one program for each
/// block. A block's program computes the columns from its own block on; those before follow from the symmetry of the Hessian. The program finds that the
/// parameters are the same for all directions and computes what depends on them alone once. The result is written into an array that is kept.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class HessianWork<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Examples = 128;

    private static readonly Shape[] Shapes = [[64, 10], [64], [64, 64], [64], [1, 64], [1]];
    private static readonly (int First, int Count, int Directions)[] Blocks = [(0, 2, 16), (2, 1, 16), (3, 3, 16)];

    private readonly T[][] _parameters;
    private readonly T[] _x;
    private readonly T[] _y;
    private readonly Workspace<T>? _product;
    private readonly Workspace<T>[] _blocks = [];
    private readonly T[] _hessian = [];

    /// <summary>Prepares the work.</summary>
    /// <param name="whole">Whether the whole Hessian is wanted, or its product with a vector.</param>
    public HessianWork(bool whole)
    {
        RandomStream random = new(1, "hessian");
        T[] Draw(int count, double deviation) => [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(deviation * random.NextNormal()))];
        _parameters = [.. Shapes.Select(shape => shape.Rank == 2 ? Draw(shape.ElementCount, 1 / Math.Sqrt(shape[1])) : new T[shape.ElementCount])];
        _x = Draw(Examples * 10, 1);
        _y = Draw(Examples, 1);
        if (whole)
        {
            _hessian = new T[Count * Count];
            _blocks = [.. Blocks.Select(RecordBlock)];
            return;
        }

        _product = RecordProduct();
        for (int k = 0; k < Shapes.Length; k++)
        {
            Draw(Shapes[k].ElementCount, 1).CopyTo(_product.Input(Shapes.Length + k));
        }
    }

    /// <summary>The number of parameters.</summary>
    public static int Count => Shapes.Sum(static shape => shape.ElementCount);

    /// <summary>The Hessian, row by row, if the whole was asked for.</summary>
    public ReadOnlySpan<T> Hessian => _hessian;

    /// <inheritdoc/>
    public void Dispose()
    {
        _product?.Dispose();
        foreach (Workspace<T> block in _blocks)
        {
            block.Dispose();
        }
    }

    /// <summary>Computes it once.</summary>
    public void Step()
    {
        _product?.Run();
        for (int block = 0; block < _blocks.Length; block++)
        {
            Rows(_blocks[block], Blocks[block].First, Blocks[block].Count, Blocks[block].Directions);
        }
    }

    private static int Offset(int parameter) => Shapes[..parameter].Sum(static shape => shape.ElementCount);

    private static Variable<T> Predict(Variable<T> x, Variable<T>[] parameters)
    {
        Variable<T> h = x;
        for (int layer = 0; layer < 3; layer++)
        {
            Variable<T> bias = parameters[(2 * layer) + 1];
            h = h.MatMul(parameters[2 * layer], transposeRight: true) + (bias.Shape.Rank == 2 ? bias.InsertAxis(1) : bias);
            h = layer < 2 ? h.Tanh() : h;
        }

        return h;
    }

    private Workspace<T> RecordProduct()
    {
        using Tape<T> tape = new();
        Variable<T>[] parameters = [.. _parameters.Select((values, k) => tape.Input(values, Shapes[k]))];
        Variable<T>[] vector = [.. Shapes.Select(tape.Zeros)];
        Variable<T> loss = (Predict(tape.Constant(_x, [Examples, 10]), parameters) - tape.Constant(_y, [Examples, 1])).Square().Mean();
        Variable<T>[] product = tape.HessianVectorProduct(loss, parameters, vector);
        return Ready(tape.Compile([.. parameters, .. vector], product));
    }

    private Workspace<T> RecordBlock((int First, int Count, int Directions) block)
    {
        using Tape<T> tape = new();
        Variable<T>[] parameters = [.. _parameters.Select((values, k) => tape.Input(values, Shapes[k]))];
        Variable<T>[] own = [.. parameters.Select(parameter => parameter.BroadcastTo(parameter.Shape.Prepend(block.Directions)))];
        Variable<T> error = Predict(tape.Constant(_x, [Examples, 10]), own) - tape.Constant(_y, [Examples, 1]);
        Variable<T> loss = error.Square().Mean([-2, -1]).Sum();
        Variable<T>[] gradient = tape.Gradient(loss, own.AsSpan(block.First));
        Variable<T>[] directions = [.. own.Skip(block.First).Take(block.Count).Select(parameter => tape.Zeros(parameter.Shape))];
        Variable<T>[] rows = tape.JacobianVectorProduct(gradient, own.AsSpan(block.First, block.Count), directions);
        return Ready(tape.Compile([.. parameters, .. directions], rows));
    }

    private Workspace<T> Ready(Program<T> program)
    {
        Workspace<T> workspace = program.CreateWorkspace();
        for (int k = 0; k < Shapes.Length; k++)
        {
            _parameters[k].CopyTo(workspace.Input(k));
        }

        return workspace;
    }

    private void Rows(Workspace<T> workspace, int first, int count, int directions)
    {
        int start = Offset(first);
        for (int k = 0; k < count; k++)
        {
            int length = Shapes[first + k].ElementCount;
            Span<T> direction = workspace.Input(Shapes.Length + k);
            for (int from = 0; from < length; from += directions)
            {
                int together = Math.Min(directions, length - from);
                for (int d = 0; d < together; d++)
                {
                    direction[(d * length) + from + d] = T.One;
                }

                workspace.Run();
                for (int d = 0; d < together; d++)
                {
                    direction[(d * length) + from + d] = T.Zero;
                    int row = Offset(first + k) + from + d;
                    for (int output = first; output < Shapes.Length; output++)
                    {
                        int columns = Shapes[output].ElementCount;
                        workspace.Output(output - first).Slice(d * columns, columns).CopyTo(_hessian.AsSpan((row * Count) + Offset(output)));
                    }
                }
            }
        }

        // The columns before the block are rows of earlier blocks; turned in squares, so that rows and columns stay in the cache.
        const int Square = 32;
        int end = first + count < Shapes.Length ? Offset(first + count) : Count;
        for (int row = start; row < end; row += Square)
        {
            for (int column = 0; column < start; column += Square)
            {
                for (int i = row; i < Math.Min(end, row + Square); i++)
                {
                    for (int j = column; j < Math.Min(start, column + Square); j++)
                    {
                        _hessian[(i * Count) + j] = _hessian[(j * Count) + i];
                    }
                }
            }
        }
    }
}

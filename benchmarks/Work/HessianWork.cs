using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>
/// The product of the Hessian of <see cref="HessianNet{T}"/> with a vector, or the whole Hessian direction by direction. Both run as
/// programs, forward over reverse, and use nothing that is special to the net: <see cref="UnitHessianWork{T}"/> does.
/// </summary>
/// <remarks>
/// The whole is computed by blocks of rows: unit directions in one block of the parameters, a few at a time on a leading axis, by one
/// program for each block. A block's program computes the columns from its own block on; those before follow from the symmetry of the
/// Hessian. The program finds that the parameters are the same for all directions and computes what depends on them alone once. The result
/// is written into an array that is kept.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class HessianWork<T> : IReplayedWork<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Examples = HessianNet<T>.Examples;

    private static readonly (int First, int Count, int Directions)[] Blocks = [(0, 2, 16), (2, 1, 16), (3, 3, 16)];

    private readonly HessianNet<T> _net = new();
    private readonly Workspace<T>? _product;
    private readonly Workspace<T>[] _blocks = [];
    private readonly T[] _hessian = [];

    /// <summary>Prepares the work.</summary>
    /// <param name="whole">Whether the whole Hessian is wanted, or its product with a vector.</param>
    public HessianWork(bool whole)
    {
        if (whole)
        {
            _hessian = new T[HessianNet<T>.Count * HessianNet<T>.Count];
            _blocks = [.. Blocks.Select(RecordBlock)];
            return;
        }

        _product = RecordProduct();
        for (int k = 0; k < Shapes.Length; k++)
        {
            _net.Draw(Shapes[k].ElementCount, 1).CopyTo(_product.Input(Shapes.Length + k));
        }
    }

    /// <summary>The Hessian, row by row, if the whole was asked for.</summary>
    public ReadOnlySpan<T> Hessian => _hessian;

    /// <inheritdoc/>
    public Workspace<T>? Replayed => _product ?? _blocks[0];

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

    private static Shape[] Shapes => HessianNet<T>.Shapes;

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
        Variable<T>[] parameters = [.. _net.Parameters.Select((values, k) => tape.Input(values, Shapes[k]))];
        Variable<T>[] vector = [.. Shapes.Select(tape.Zeros)];
        Variable<T> prediction = Predict(tape.Constant(_net.X, [Examples, HessianNet<T>.Features]), parameters);
        Variable<T> loss = (prediction - tape.Constant(_net.Y, [Examples, 1])).Square().Mean();
        Variable<T>[] product = tape.HessianVectorProduct(loss, parameters, vector);
        return _net.Ready(tape.Compile([.. parameters, .. vector], product));
    }

    private Workspace<T> RecordBlock((int First, int Count, int Directions) block)
    {
        using Tape<T> tape = new();
        Variable<T>[] parameters = [.. _net.Parameters.Select((values, k) => tape.Input(values, Shapes[k]))];
        Variable<T>[] own = [.. parameters.Select(parameter => parameter.BroadcastTo(parameter.Shape.Prepend(block.Directions)))];
        Variable<T> error = Predict(tape.Constant(_net.X, [Examples, HessianNet<T>.Features]), own) - tape.Constant(_net.Y, [Examples, 1]);
        Variable<T> loss = error.Square().Mean([-2, -1]).Sum();
        Variable<T>[] gradient = tape.Gradient(loss, own.AsSpan(block.First));
        Variable<T>[] directions = [.. own.Skip(block.First).Take(block.Count).Select(parameter => tape.Zeros(parameter.Shape))];
        Variable<T>[] rows = tape.JacobianVectorProduct(gradient, own.AsSpan(block.First, block.Count), directions);
        return _net.Ready(tape.Compile([.. parameters, .. directions], rows));
    }

    private void Rows(Workspace<T> workspace, int first, int count, int directions)
    {
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
                    int row = HessianNet<T>.Offset(first + k) + from + d;
                    for (int output = first; output < Shapes.Length; output++)
                    {
                        int columns = Shapes[output].ElementCount;
                        workspace.Output(output - first).Slice(d * columns, columns)
                            .CopyTo(_hessian.AsSpan((row * HessianNet<T>.Count) + HessianNet<T>.Offset(output)));
                    }
                }
            }
        }

        // The columns before the block are rows of earlier blocks.
        HessianNet<T>.Mirror(_hessian, first, count);
    }
}

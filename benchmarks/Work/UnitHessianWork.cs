using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>
/// The whole Hessian of <see cref="HessianNet{T}"/>, unit by unit: what the weights into one unit have in common is computed once.
/// </summary>
/// <remarks>
/// A weight W[i, j] acts on example n as a shift of unit i's sum by the input h[n, j], and a bias as one by 1. So with G[n, p], the tangent
/// of example n's gradient for a shift of unit i by 1, the Hessian's row of W[i, j] is the sum over n of h[n, j] G[n, p]: one product of
/// matrices for all weights into the unit. G is forward over reverse on parameters that are repeated for each example. This holds for the
/// parameters p of the unit's own layer and those after it, whose gradients know W by that sum only; the columns before follow from the
/// symmetry of the Hessian. It is exact for any net whose examples don't interact, and needs 129 directions instead of 4,929.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class UnitHessianWork<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Layers = 3;

    private readonly HessianNet<T> _net = new();
    private readonly Workspace<T>[] _layers;
    private readonly T[] _hessian = new T[HessianNet<T>.Count * HessianNet<T>.Count];

    /// <summary>Prepares the work.</summary>
    public UnitHessianWork() => _layers = [.. Enumerable.Range(0, Layers).Select(layer => _net.Ready(RecordLayer(layer)))];

    /// <summary>The Hessian, row by row.</summary>
    public ReadOnlySpan<T> Hessian => _hessian;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Workspace<T> layer in _layers)
        {
            layer.Dispose();
        }
    }

    /// <summary>Computes it once.</summary>
    public void Step()
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            int units = HessianNet<T>.Shapes[2 * layer][0];
            for (int unit = 0; unit < units; unit++)
            {
                ComputeRows(layer, unit);
            }

            HessianNet<T>.Mirror(_hessian, 2 * layer, 2);
        }
    }

    private Program<T> RecordLayer(int layer)
    {
        const int Examples = HessianNet<T>.Examples;
        using Tape<T> tape = new();
        Variable<T>[] parameters = [.. _net.Parameters.Select((values, k) => tape.Input(values, HessianNet<T>.Shapes[k]))];
        Variable<T>[] own = [.. parameters.Select(parameter => parameter.BroadcastTo(parameter.Shape.Prepend(Examples)))];
        Variable<T> shift = tape.Zeros([HessianNet<T>.Shapes[2 * layer][0]]);
        Variable<T> direction = tape.Zeros(shift.Shape);
        Variable<T> h = tape.Constant(_net.X, [Examples, 1, HessianNet<T>.Features]);
        Variable<T> seen = h;
        for (int k = 0; k < Layers; k++)
        {
            seen = k == layer ? h : seen;
            h = h.MatMul(own[2 * k], transposeRight: true) + own[(2 * k) + 1].InsertAxis(1);
            h = k == layer ? h + shift : h;
            h = k < Layers - 1 ? h.Tanh() : h;
        }

        Variable<T> loss = (h - tape.Constant(_net.Y, [Examples, 1, 1])).Square().Mean();
        Variable<T>[] gradients = tape.Gradient(loss, own.AsSpan(2 * layer));
        Variable<T>[] tangents = tape.JacobianVectorProduct(gradients, [shift], [direction]);

        // The bias is the weight of an input that is always 1.
        Variable<T> ones = tape.Ones([Examples, 1]);
        Variable<T> inputs = Variable.Concatenate([seen.Reshape([Examples, seen.Shape[-1]]), ones], 1);
        return tape.Compile(
            [.. parameters, direction],
            [
                .. tangents.Select(
                    tangent => inputs.MatMul(tangent.Reshape([Examples, tangent.Shape.ElementCount / Examples]), transposeLeft: true)),
            ]);
    }

    private void ComputeRows(int layer, int unit)
    {
        Workspace<T> workspace = _layers[layer];
        Span<T> direction = workspace.Input(HessianNet<T>.Shapes.Length);
        direction[unit] = T.One;
        workspace.Run();
        direction[unit] = T.Zero;
        int weights = HessianNet<T>.Shapes[2 * layer][1];
        for (int row = 0; row <= weights; row++)
        {
            int parameter = row < weights
                ? HessianNet<T>.Offset(2 * layer) + (unit * weights) + row
                : HessianNet<T>.Offset((2 * layer) + 1) + unit;
            for (int output = 2 * layer; output < HessianNet<T>.Shapes.Length; output++)
            {
                int columns = HessianNet<T>.Shapes[output].ElementCount;
                workspace.Output(output - (2 * layer)).Slice(row * columns, columns)
                    .CopyTo(_hessian.AsSpan((parameter * HessianNet<T>.Count) + HessianNet<T>.Offset(output)));
            }
        }
    }
}

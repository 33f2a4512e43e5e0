using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>A = Q R of matrices with at least as many rows as columns: Q with orthonormal columns over the upper triangular R, in one
/// array.</summary>
internal sealed class QrOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static QrOperation<T> Instance { get; } = new();

    public override string Name => "qr";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].With(-2, inputs[0][-2] + inputs[0][-1]);

    public override int ScratchLength(OperandShapes inputs, Shape output) => inputs[0][-2] * inputs[0][-1];

    public override void Compute(ComputeContext<T> context)
    {
        Shape shape = context.InputShape(0);
        (int rows, int columns) = (shape[-2], shape[-1]);
        for (int matrix = 0; matrix < MatrixShapes.Count(shape); matrix++)
        {
            Span<T> both = context.Output.Slice(matrix * (rows + columns) * columns, (rows + columns) * columns);
            Orthogonalization.Qr(
                rows,
                columns,
                context.Input(0).Slice(matrix * rows * columns, rows * columns),
                both[..(rows * columns)],
                both[(rows * columns)..],
                context.Scratch);
        }
    }

    // With M = R G_R' - G_Q' Q and its lower triangle mirrored upwards, the cotangent of A is (G_Q + Q mirrored(M)) R^-T (Walter and
    // Lehmann 2012).
    public override void Vjp(VjpContext<T> context)
    {
        (Variable<T> q, Variable<T> r) = Parts(context.Output);
        (Variable<T> ofQ, Variable<T> ofR) = Parts(context.Cotangent);
        Variable<T> m = r.MatMul(ofR.UpperTriangle(), transposeRight: true) - ofQ.MatMul(q, transposeLeft: true);
        Variable<T> mirrored = m.LowerTriangle() + m.LowerTriangle(-1).Transpose();
        context.Add(0, r.SolveTriangular((ofQ + q.MatMul(mirrored)).Transpose(), lower: false).Transpose());
    }

    // Of Q' dA R^-1 = Q' dQ + dR R^-1 the first is skew and the second upper triangular, which tells them apart.
    public override void Jvp(JvpContext<T> context)
    {
        (Variable<T> q, Variable<T> r) = Parts(context.Output);
        Variable<T> moved = r.SolveTriangular(context.Tangent(0).Transpose(), lower: false, transposed: true).Transpose();
        Variable<T> inner = q.MatMul(moved, transposeLeft: true);
        Variable<T> below = inner.LowerTriangle(-1);
        Variable<T> skew = below - below.Transpose();
        context.Add(Variable.Concatenate<T>([moved - q.MatMul(inner - skew), (inner - skew).MatMul(r)], -2));
    }

    internal static (Variable<T> Q, Variable<T> R) Parts(Variable<T> both)
    {
        int columns = both.Shape[-1];
        int rows = both.Shape[-2] - columns;
        return (both.Slice(-2, 0, rows), both.Slice(-2, rows, columns));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The factors A = Q R: Q with orthonormal columns, R upper triangular with a diagonal that is not negative, which makes them
    /// unique where the columns of A are independent.</summary>
    /// <returns>For [..., m, n]: Q [..., m, min(m, n)] and R [..., min(m, n), n]; the leading axes are batches.</returns>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    /// <remarks>By reflections, 4 m n^2 operations. Of a wide matrix the first m columns are factorized, and the others are Q' A. Where a
    /// column depends on those before it, to within m roundings of its length, R has a zero on its diagonal, and the derivative does not
    /// exist: taking it fails with a <see cref="FactorizationException"/>. Source of the rules: S. F. Walter and L. Lehmann, Algorithmic
    /// differentiation of linear algebra functions, 2012.</remarks>
    public (Variable<T> Q, Variable<T> R) Qr()
    {
        if (Shape.Rank < 2)
        {
            throw new ArgumentException($"Qr takes matrices [..., m, n], got {Shape}.");
        }

        (int rows, int columns) = (Shape[-2], Shape[-1]);
        if (rows >= columns)
        {
            return QrOperation<T>.Parts(Tape.Apply(QrOperation<T>.Instance, this));
        }

        (Variable<T> q, Variable<T> left) = QrOperation<T>.Parts(Tape.Apply(QrOperation<T>.Instance, Slice(-1, 0, rows)));
        return (q, Variable.Concatenate<T>([left, q.MatMul(Slice(-1, rows, columns - rows), transposeLeft: true)], -1));
    }
}

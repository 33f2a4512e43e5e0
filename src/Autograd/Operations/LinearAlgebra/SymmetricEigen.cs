using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>(A + A') / 2 = V diag(w) V': the row of eigenvalues over the eigenvectors as columns, in one array.</summary>
internal sealed class SymmetricEigenOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SymmetricEigenOperation<T> Instance { get; } = new();

    public override string Name => "symmetric eigen";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs)
        => MatrixShapes.RequireSquare(inputs[0], "SymmetricEigen").With(-2, inputs[0][-1] + 1);

    public override int ScratchLength(OperandShapes inputs, Shape output) => inputs[0][-1] * inputs[0][-1];

    public override void Compute(ComputeContext<T> context)
    {
        Shape shape = context.InputShape(0);
        int size = shape[-1];
        T half = T.CreateChecked(0.5);
        for (int matrix = 0; matrix < MatrixShapes.Count(shape); matrix++)
        {
            ReadOnlySpan<T> a = context.Input(0).Slice(matrix * size * size, size * size);
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                {
                    // Halves first: the sum might overflow.
                    context.Scratch[(i * size) + j] = (half * a[(i * size) + j]) + (half * a[(j * size) + i]);
                }
            }

            Span<T> both = context.Output.Slice(matrix * (size + 1) * size, (size + 1) * size);
            Orthogonalization.SymmetricEigen(size, context.Scratch[..(size * size)], both[..size], both[size..]);
        }
    }

    // dw = diag(V' dA V) and dV = V (F * (V' dA V)) with F_ij = 1 / (w_j - w_i) off the diagonal (Giles 2008, section 3.1).
    public override void Vjp(VjpContext<T> context)
    {
        (Variable<T> w, Variable<T> v) = Parts(context.Output);
        (Variable<T> ofW, Variable<T> ofV) = Parts(context.Cotangent);
        if (w.Shape[-1] == 0)
        {
            return;
        }

        Variable<T> inner = v.MatMul(ofV, transposeLeft: true).MultiplyOrZero(EigenGaps.Reciprocals(w)) + ofW.FromDiagonal();
        Variable<T> whole = v.MatMul(inner.MatMul(v, transposeRight: true));
        context.Add(0, T.CreateChecked(0.5) * (whole + whole.Transpose()));
    }

    public override void Jvp(JvpContext<T> context)
    {
        (Variable<T> w, Variable<T> v) = Parts(context.Output);
        Variable<T> tangent = T.CreateChecked(0.5) * (context.Tangent(0) + context.Tangent(0).Transpose());
        if (w.Shape[-1] == 0)
        {
            return;
        }

        Variable<T> inner = v.MatMul(tangent.MatMul(v), transposeLeft: true);
        context.Add(
            Variable.Concatenate<T>([inner.Diagonal().InsertAxis(-2), v.MatMul(inner.MultiplyOrZero(EigenGaps.Reciprocals(w)))], -2));
    }

    internal static (Variable<T> Values, Variable<T> Vectors) Parts(Variable<T> both)
        => (both.At(-2, 0), both.Slice(-2, 1, both.Shape[-1]));
}

public readonly partial struct Variable<T>
{
    /// <summary>Eigenvalues and eigenvectors of symmetric matrices: A = V diag(w) V' with orthonormal columns of V.</summary>
    /// <returns>For [..., n, n]: w [..., n], ascending, and V [..., n, n], one eigenvector a column, with its greatest component positive;
    /// the leading axes are batches.</returns>
    /// <exception cref="ArgumentException">This is not [..., n, n].</exception>
    /// <remarks>
    /// Of a matrix that is not symmetric (A + A') / 2 is taken. By rotations, some 10 n^3 operations a round for six to ten rounds. The
    /// derivative of an eigenvalue is v v'; that of an eigenvector has the reciprocals of the gaps to the other eigenvalues. Where two are
    /// equal, any basis of their plane would do and the eigenvectors have no derivative: what depends on them gets numbers that are not
    /// finite. A function of the eigenvalues alone that treats equal ones alike has its first derivative there all the same. Source of the
    /// rules: M. B. Giles, An extended collection of matrix derivative results, 2008, section 3.1.
    /// </remarks>
    public (Variable<T> Values, Variable<T> Vectors) SymmetricEigen()
        => SymmetricEigenOperation<T>.Parts(Tape.Apply(SymmetricEigenOperation<T>.Instance, this));
}

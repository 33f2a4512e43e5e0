using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>A = U diag(s) V' of matrices with at least as many rows as columns: U over the row s over V, in one array.</summary>
internal sealed class SingularValueOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SingularValueOperation<T> Instance { get; } = new();

    public override string Name => "singular values";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].With(-2, inputs[0][-2] + 1 + inputs[0][-1]);

    public override void Compute(ComputeContext<T> context)
    {
        Shape shape = context.InputShape(0);
        (int rows, int columns) = (shape[-2], shape[-1]);
        int length = rows * columns;
        for (int matrix = 0; matrix < MatrixShapes.Count(shape); matrix++)
        {
            Span<T> all = context.Output.Slice(matrix * (rows + 1 + columns) * columns, (rows + 1 + columns) * columns);
            Orthogonalization.SingularValues(
                rows,
                columns,
                context.Input(0).Slice(matrix * length, length),
                all[..length],
                all.Slice(length, columns),
                all[(length + columns)..]);
        }
    }

    // With P = U' dA V, S = diag(s) and F_ij = 1 / (s_j^2 - s_i^2): ds = diag(P), dU = U (F * (P S + S P')) + (1 - U U') dA V S^-1, dV = V
    // (F * (S P + P' S)) (Townsend 2016).
    public override void Vjp(VjpContext<T> context)
    {
        (Variable<T> u, Variable<T> s, Variable<T> v) = Parts(context.Output);
        (Variable<T> ofU, Variable<T> ofS, Variable<T> ofV) = Parts(context.Cotangent);
        if (s.Shape[-1] == 0)
        {
            return;
        }

        Variable<T> gaps = EigenGaps.ReciprocalsOfSquares(s);
        Variable<T> projected = u.MatMul(ofU, transposeLeft: true);
        Variable<T> left = projected.MultiplyOrZero(gaps);
        Variable<T> right = v.MatMul(ofV, transposeLeft: true).MultiplyOrZero(gaps);
        Variable<T> inner = ByColumns(left, s) + ByRows(left, s).Transpose() + ByRows(right, s) + ByColumns(right, s).Transpose()
            + ofS.FromDiagonal();
        Variable<T> moved = u.MatMul(inner);
        context.Add(0, (u.Shape[-2] == u.Shape[-1] ? moved : moved + Outside(ofU, u, projected, s)).MatMul(v, transposeRight: true));
    }

    public override void Jvp(JvpContext<T> context)
    {
        (Variable<T> u, Variable<T> s, Variable<T> v) = Parts(context.Output);
        if (s.Shape[-1] == 0)
        {
            return;
        }

        Variable<T> moved = context.Tangent(0).MatMul(v);
        Variable<T> p = u.MatMul(moved, transposeLeft: true);
        Variable<T> gaps = EigenGaps.ReciprocalsOfSquares(s);
        Variable<T> left = (ByColumns(p, s) + ByColumns(p, s).Transpose()).MultiplyOrZero(gaps);
        Variable<T> right = (ByRows(p, s) + ByRows(p, s).Transpose()).MultiplyOrZero(gaps);
        Variable<T> within = u.MatMul(left);
        Variable<T> ofU = u.Shape[-2] == u.Shape[-1] ? within : within + Outside(moved, u, p, s);
        context.Add(Variable.Concatenate<T>([ofU, p.Diagonal().InsertAxis(-2), v.MatMul(right)], -2));
    }

    internal static (Variable<T> U, Variable<T> Values, Variable<T> V) Parts(Variable<T> all)
    {
        int columns = all.Shape[-1];
        int rows = all.Shape[-2] - columns - 1;
        return (all.Slice(-2, 0, rows), all.At(-2, rows), all.Slice(-2, rows + 1, columns));
    }

    // What leaves the columns of U, (X - U U' X) S^-1; of a square matrix there is nothing outside.
    private static Variable<T> Outside(Variable<T> x, Variable<T> u, Variable<T> projected, Variable<T> s)
        => (x - u.MatMul(projected)).MultiplyOrZero((T.One / s).InsertAxis(-2));

    // X diag(s) and diag(s) X.
    private static Variable<T> ByColumns(Variable<T> x, Variable<T> s) => x * s.InsertAxis(-2);

    private static Variable<T> ByRows(Variable<T> x, Variable<T> s) => x * s.InsertAxis(-1);
}

public readonly partial struct Variable<T>
{
    /// <summary>The singular values and vectors of matrices: A = U diag(s) V' with orthonormal columns of U and of V.</summary>
    /// <returns>For [..., m, n], with k = min(m, n): U [..., m, k], s [..., k], descending and not negative, and V [..., n, k]; the leading
    /// axes are batches. Of each pair of singular vectors the one on the shorter side has its greatest component positive.</returns>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    /// <remarks>
    /// By rotations of columns, some 6 m n^2 operations a round for six to ten rounds; singular values below max(m, n) roundings of the
    /// greatest are 0. The derivative of a singular value is u v'; those of the vectors have the reciprocals of the gaps between squares of
    /// singular values. Where two are equal, or one is 0 and the matrix is not square, the vectors have no derivative: what depends on them
    /// gets numbers that are not finite. A function of the singular values alone that treats equal ones alike has its first derivative
    /// there all the same, with the vectors that are given; at 0, where a singular value has a kink, one of those on either side. Source of
    /// the rules: J. Townsend, Differentiating the singular value decomposition, 2016.
    /// </remarks>
    public (Variable<T> U, Variable<T> Values, Variable<T> V) SingularValueDecomposition()
    {
        if (Shape.Rank < 2)
        {
            throw new ArgumentException($"SingularValueDecomposition takes matrices [..., m, n], got {Shape}.");
        }

        if (Shape[-2] >= Shape[-1])
        {
            return SingularValueOperation<T>.Parts(Tape.Apply(SingularValueOperation<T>.Instance, this));
        }

        Variable<T> turned = Tape.Apply(SingularValueOperation<T>.Instance, Transpose());
        (Variable<T> v, Variable<T> values, Variable<T> u) = SingularValueOperation<T>.Parts(turned);
        return (u, values, v);
    }

    /// <summary>The singular values of matrices, descending: those of <see cref="SingularValueDecomposition"/>.</summary>
    /// <returns>[..., min(m, n)] for [..., m, n].</returns>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    public Variable<T> SingularValues() => SingularValueDecomposition().Values;
}

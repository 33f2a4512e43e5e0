using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The lower L with L L' = A for symmetric positive definite A, of which the lower triangle is read.</summary>
internal sealed class CholeskyOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static CholeskyOperation<T> Instance { get; } = new();

    public override string Name => "cholesky";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => MatrixShapes.RequireSquare(inputs[0], "Cholesky");

    public override void Compute(ComputeContext<T> context)
    {
        Shape shape = context.InputShape(0);
        int size = shape[-1];
        int length = size * size;
        for (int matrix = 0; matrix < MatrixShapes.Count(shape); matrix++)
        {
            int pivot = Factorizations.Cholesky(
                size, context.Input(0).Slice(matrix * length, length), context.Output.Slice(matrix * length, length));
            MatrixShapes.RequireDone(
                pivot, matrix, shape, "Cholesky",
                "is not positive definite: add a positive multiple of the identity if it should be up to rounding");
        }
    }

    // With F taking the lower triangle and half of the diagonal, dL = L F(L^-1 dA L^-T), and the cotangent of A as a symmetric matrix is
    // the symmetric part of S = L^-T F(L' G) L^-1 (Murray 2016, equations 8 and 10). An element below the diagonal stands for two of the
    // symmetric matrix, which makes its cotangent F(S + S').
    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> l = context.Output;
        Variable<T> inner = LowerWithHalfDiagonal(l.MatMul(context.Cotangent.LowerTriangle(), transposeLeft: true));
        Variable<T> left = l.SolveTriangular(inner, lower: true, transposed: true);
        Variable<T> s = l.SolveTriangular(left.Transpose(), lower: true, transposed: true);
        context.Add(0, LowerWithHalfDiagonal(s + s.Transpose()));
    }

    public override void Jvp(JvpContext<T> context)
    {
        Variable<T> l = context.Output;
        Variable<T> lower = context.Tangent(0).LowerTriangle();
        Variable<T> symmetric = lower + context.Tangent(0).LowerTriangle(-1).Transpose();
        Variable<T> left = l.SolveTriangular(symmetric, lower: true);
        Variable<T> both = l.SolveTriangular(left.Transpose(), lower: true);
        context.Add(l.MatMul(LowerWithHalfDiagonal(both)));
    }

    private static Variable<T> LowerWithHalfDiagonal(Variable<T> matrices)
        => T.CreateChecked(0.5) * (matrices.LowerTriangle() + matrices.LowerTriangle(-1));
}

public readonly partial struct Variable<T>
{
    /// <summary>The Cholesky factor of symmetric positive definite matrices: the lower triangular L with L L' = A.</summary>
    /// <returns>[..., n, n], zero above the diagonal; the leading axes are batches.</returns>
    /// <exception cref="ArgumentException">This is not [..., n, n].</exception>
    /// <exception cref="FactorizationException">A matrix is not positive definite; says which one and at which pivot.</exception>
    /// <remarks>Only the lower triangle is read, and only it gets a gradient: an element below the diagonal stands for both of its places.
    /// n^3 / 3 operations. Source of the rules: I. Murray, Differentiation of the Cholesky decomposition, 2016.</remarks>
    public Variable<T> Cholesky() => Tape.Apply(CholeskyOperation<T>.Instance, this);
}

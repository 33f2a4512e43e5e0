using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>X with op(A) X = B for triangular A, op being the transpose or nothing. Only the triangle of A is read.</summary>
internal sealed class SolveTriangularOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly SolveTriangularOperation<T>[] All = [new(false, false), new(false, true), new(true, false), new(true, true)];

    private readonly bool _lower;
    private readonly bool _transposed;

    private SolveTriangularOperation(bool lower, bool transposed)
    {
        _lower = lower;
        _transposed = transposed;
    }

    public override string Name => $"solve {(_lower ? "lower" : "upper")} triangular{(_transposed ? " transposed" : string.Empty)}";

    internal override OperationDescription? Description => new(Name);

    public static SolveTriangularOperation<T> Get(bool lower, bool transposed) => All[(lower ? 2 : 0) + (transposed ? 1 : 0)];

    public override Shape OutputShape(OperandShapes inputs) => MatrixShapes.RequireRightSide(inputs[0], inputs[1], "SolveTriangular");

    public override void Compute(ComputeContext<T> context)
    {
        Shape shape = context.InputShape(0);
        int size = shape[-1];
        int columns = context.OutputShape[-1];
        context.Input(1).CopyTo(context.Output);
        for (int matrix = 0; matrix < MatrixShapes.Count(shape); matrix++)
        {
            int pivot = Factorizations.SolveTriangular(
                size,
                context.Input(0).Slice(matrix * size * size, size * size),
                _lower,
                _transposed,
                columns,
                context.Output.Slice(matrix * size * columns, size * columns));
            MatrixShapes.RequireDone(pivot, matrix, shape, "SolveTriangular", "has a zero on the diagonal");
        }
    }

    // B' = op(A)^-T X' for the cotangents, and -B' X^T for op(A), of which the triangle that is read counts (Giles 2008, section 2.3.1).
    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> a = context.Input(0);
        Variable<T> x = context.Output;
        Variable<T> right = a.SolveTriangular(context.Cotangent, _lower, !_transposed);
        if (context.Needs(0))
        {
            context.Add(0, Triangle(-(_transposed ? x.MatMul(right, false, true) : right.MatMul(x, false, true))));
        }

        if (context.Needs(1))
        {
            context.Add(1, right);
        }
    }

    // dX = op(A)^-1 (dB - op(dA) X).
    public override void Jvp(JvpContext<T> context)
    {
        Variable<T> a = context.Input(0);
        if (context.Has(0))
        {
            Variable<T> change = Triangle(context.Tangent(0)).MatMul(context.Output, transposeLeft: _transposed);
            context.Add(-a.SolveTriangular(change, _lower, _transposed));
        }

        if (context.Has(1))
        {
            context.Add(a.SolveTriangular(context.Tangent(1), _lower, _transposed));
        }
    }

    private Variable<T> Triangle(Variable<T> matrices) => _lower ? matrices.LowerTriangle() : matrices.UpperTriangle();
}

public readonly partial struct Variable<T>
{
    /// <summary>X with A X = B, or A' X = B when transposed, for triangular matrices A, this.</summary>
    /// <param name="right">B: [..., n, columns] for A of [..., n, n]; the leading axes are batches and broadcast.</param>
    /// <param name="lower">Whether A is lower triangular; upper otherwise. The other triangle is not read and gets gradient zero.</param>
    /// <param name="transposed">Whether the transpose of A is meant.</param>
    /// <param name="unitDiagonal">Whether the diagonal of A is taken to be 1 throughout. What stands there is not read and gets gradient
    /// zero.</param>
    /// <returns>X: [..., n, columns].</returns>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="FactorizationException">There is a zero on a diagonal; says in which matrix and where.</exception>
    /// <remarks>n^2 operations for each column. Source of the rules: M. B. Giles, An extended collection of matrix derivative results,
    /// 2008.</remarks>
    public Variable<T> SolveTriangular(Variable<T> right, bool lower, bool transposed = false, bool unitDiagonal = false)
    {
        Tape.IndexOf(right);
        MatrixShapes.RequireSquare(Shape, "SolveTriangular");
        Variable<T> self = this;
        return Tape.Compose(() =>
        {
            Variable<T> triangle = unitDiagonal ? self.UnitTriangle(lower) : self;
            (Variable<T> a, Variable<T> b) = MatrixShapes.Align(triangle, right, "SolveTriangular");
            return self.Tape.Apply(SolveTriangularOperation<T>.Get(lower, transposed), a, b);
        });
    }

    // The triangle beside the diagonal, with ones on it.
    private Variable<T> UnitTriangle(bool lower)
        => (lower ? LowerTriangle(-1) : UpperTriangle(1)) + Tape.Ones([Shape[-1]]).FromDiagonal();
}

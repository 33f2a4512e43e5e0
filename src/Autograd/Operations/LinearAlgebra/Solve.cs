using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>X with op(A) X = B, op being the transpose or nothing: by elimination with partial pivoting.</summary>
internal sealed class SolveOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _transposed;

    private SolveOperation(bool transposed) => _transposed = transposed;

    public static SolveOperation<T> Plain { get; } = new(false);

    public static SolveOperation<T> Transposed { get; } = new(true);

    public override string Name => _transposed ? "solve transposed" : "solve";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => MatrixShapes.RequireRightSide(inputs[0], inputs[1], "Solve");

    public override int ScratchLength(OperandShapes inputs, Shape output) => inputs[0][-1] * inputs[0][-1];

    public override unsafe void Compute(ComputeContext<T> context)
    {
        Shape shape = context.InputShape(0);
        int size = shape[-1];
        int columns = context.OutputShape[-1];
        context.Input(1).CopyTo(context.Output);
        for (int matrix = 0; matrix < MatrixShapes.Count(shape); matrix++)
        {
            ReadOnlySpan<T> a = context.Input(0).Slice(matrix * size * size, size * size);
            Span<T> x = context.Output.Slice(matrix * size * columns, size * columns);
            if (_transposed)
            {
                fixed (T* source = a)
                fixed (T* destination = context.Scratch)
                {
                    MatrixTranspose.Transpose(source, size, size, destination);
                }
            }
            else
            {
                a.CopyTo(context.Scratch);
            }

            int pivot = Factorizations.Eliminate(size, context.Scratch, columns, x, out _);
            MatrixShapes.RequireDone(pivot, matrix, shape, "Solve", "is singular");
            Factorizations.SolveTriangular(size, context.Scratch, lower: false, transposed: false, columns, x);
        }
    }

    // B' = op(A)^-T X' for the cotangents, and -B' X^T for op(A) (Giles 2008, section 2.3.1).
    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> x = context.Output;
        Variable<T> right = context.Input(0).Solve(context.Cotangent, !_transposed);
        if (context.Needs(0))
        {
            context.Add(0, -(_transposed ? x.MatMul(right, false, true) : right.MatMul(x, false, true)));
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
            context.Add(-a.Solve(context.Tangent(0).MatMul(context.Output, transposeLeft: _transposed), _transposed));
        }

        if (context.Has(1))
        {
            context.Add(a.Solve(context.Tangent(1), _transposed));
        }
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>X with A X = B, or A' X = B when transposed, for regular matrices A, this.</summary>
    /// <param name="right">B: [..., n, columns] for A of [..., n, n]; the leading axes are batches and broadcast.</param>
    /// <param name="transposed">Whether the transpose of A is meant.</param>
    /// <returns>X: [..., n, columns].</returns>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="FactorizationException">A matrix is singular to the last bit; says which one and at which pivot.</exception>
    /// <remarks>By elimination with partial pivoting: 2 n^3 / 3 operations and 2 n^2 for each column, here and again in each derivative.
    /// Source of the rules: M. B. Giles, An extended collection of matrix derivative results, 2008.</remarks>
    public Variable<T> Solve(Variable<T> right, bool transposed = false)
    {
        Tape.IndexOf(right);
        Variable<T> self = this;
        return Tape.Compose(() =>
        {
            (Variable<T> a, Variable<T> b) = MatrixShapes.Align(self, right, "Solve");
            return self.Tape.Apply(transposed ? SolveOperation<T>.Transposed : SolveOperation<T>.Plain, a, b);
        });
    }

    /// <summary>The inverses of matrices of [..., n, n]: the solutions of A X = I.</summary>
    /// <exception cref="ArgumentException">This is not [..., n, n].</exception>
    /// <exception cref="FactorizationException">A matrix is singular; says which one and at which pivot.</exception>
    /// <remarks>dX = -X dA X. To solve with the inverse use <see cref="Solve"/>, which is cheaper and more exact. 8 n^3 / 3
    /// operations.</remarks>
    public Variable<T> Inverse()
    {
        int size = MatrixShapes.RequireSquare(Shape, "Inverse")[-1];
        Variable<T> self = this;
        return Tape.Compose(() => self.Solve(self.Tape.Ones([size]).FromDiagonal()));
    }
}

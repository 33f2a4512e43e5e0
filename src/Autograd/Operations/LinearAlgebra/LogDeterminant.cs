using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>log |det A| by elimination with partial pivoting; or the sign of the determinant.</summary>
internal sealed class LogDeterminantOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _signOnly;

    private LogDeterminantOperation(bool signOnly) => _signOnly = signOnly;

    public static LogDeterminantOperation<T> Magnitude { get; } = new(false);

    public static LogDeterminantOperation<T> SignOnly { get; } = new(true);

    public override string Name => _signOnly ? "sign of determinant" : "log determinant";

    internal override OperationDescription? Description => new(Name);

    public override bool IsDifferentiable => !_signOnly;

    public override Shape OutputShape(OperandShapes inputs)
        => Shape.Create(MatrixShapes.RequireSquare(inputs[0], _signOnly ? "DeterminantSign" : "LogDeterminant").Sizes[..^2]);

    public override int ScratchLength(OperandShapes inputs, Shape output) => inputs[0][-1] * inputs[0][-1];

    public override void Compute(ComputeContext<T> context)
    {
        Shape shape = context.InputShape(0);
        int size = shape[-1];
        for (int matrix = 0; matrix < context.Output.Length; matrix++)
        {
            context.Input(0).Slice(matrix * size * size, size * size).CopyTo(context.Scratch);
            int pivot = Factorizations.Eliminate(size, context.Scratch, 0, default, out int swaps);
            if (!_signOnly)
            {
                MatrixShapes.RequireDone(pivot, matrix, shape, "LogDeterminant", "is singular, so that the logarithm is minus infinity");
            }

            T sum = T.Zero;
            T sign = swaps % 2 == 0 ? T.One : T.NegativeOne;
            for (int k = 0; k < size; k++)
            {
                T element = context.Scratch[k * (size + 1)];
                sum += _signOnly ? T.Zero : T.Log(T.Abs(element));
                sign = T.IsNaN(element) ? element : element < T.Zero ? -sign : sign;
            }

            context.Output[matrix] = !_signOnly ? sum : pivot == Factorizations.Done ? sign : T.Zero;
        }
    }

    // d log |det A| = tr(A^-1 dA) (Giles 2008, section 2.2.4).
    public override void Vjp(VjpContext<T> context)
        => context.Add(0, context.Cotangent.InsertAxis(-1).InsertAxis(-1) * context.Input(0).Inverse().Transpose());

    public override void Jvp(JvpContext<T> context) => context.Add(context.Input(0).Solve(context.Tangent(0)).Trace());
}

public readonly partial struct Variable<T>
{
    /// <summary>log |det A| of matrices [..., n, n], without overflow of the determinant; its sign is
    /// <see cref="DeterminantSign"/>.</summary>
    /// <returns>[...]: one number for each matrix.</returns>
    /// <exception cref="ArgumentException">This is not [..., n, n].</exception>
    /// <exception cref="FactorizationException">A matrix is singular; says which one and at which pivot.</exception>
    /// <remarks>The derivative by A is the transposed inverse. 2 n^3 / 3 operations. Source of the rules: M. B. Giles, An extended
    /// collection of matrix derivative results, 2008.</remarks>
    public Variable<T> LogDeterminant() => Tape.Apply(LogDeterminantOperation<T>.Magnitude, this);

    /// <summary>The sign of the determinant of matrices [..., n, n]: 1 or -1, and 0 for a singular one; a constant as far as derivatives
    /// go.</summary>
    /// <returns>[...]: one number for each matrix.</returns>
    /// <exception cref="ArgumentException">This is not [..., n, n].</exception>
    public Variable<T> DeterminantSign() => Tape.Apply(LogDeterminantOperation<T>.SignOnly, this);
}

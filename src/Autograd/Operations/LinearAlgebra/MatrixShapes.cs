namespace AutogradMaml.Autograd;

/// <summary>Checks and descriptions of stacks of matrices, which the operations of linear algebra share.</summary>
internal static class MatrixShapes
{
    /// <summary>The shape of square matrices, checked: [..., n, n].</summary>
    public static Shape RequireSquare(Shape shape, string operation) => shape.Rank >= 2 && shape[-1] == shape[-2]
        ? shape
        : throw new ArgumentException($"{operation} takes square matrices [..., n, n], got {shape}.");

    /// <summary>The shape of right-hand sides, checked: [..., n, m] for matrices of [..., n, n], with the same leading axes.</summary>
    public static Shape RequireRightSide(Shape matrices, Shape right, string operation)
    {
        RequireSquare(matrices, operation);
        return right.Rank == matrices.Rank && right[-2] == matrices[-1] && right.Sizes[..^2].SequenceEqual(matrices.Sizes[..^2])
            ? right
            : throw new ArgumentException(
                $"{operation} with matrices {matrices} takes right-hand sides [..., {matrices[-1]}, columns] with leading axes " +
                $"that broadcast, got {right}. A single vector is made a column with InsertAxis(-1).");
    }

    /// <summary>Both operands with their leading axes broadcast to those of both.</summary>
    public static (Variable<T> Matrices, Variable<T> Right) Align<T>(Variable<T> matrices, Variable<T> right, string operation)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Shape square = RequireSquare(matrices.Shape, operation);
        Shape shape = right.Shape;
        if (shape.Rank < 2 || shape[-2] != square[-1])
        {
            RequireRightSide(square, shape, operation);
        }

        Shape batch = Shape.Broadcast(Shape.Create(square.Sizes[..^2]), Shape.Create(shape.Sizes[..^2]), $"{operation}, leading axes");
        return (
            matrices.RepeatedTo(Shape.Create([.. batch.Sizes, .. square.Sizes[^2..]])),
            right.RepeatedTo(Shape.Create([.. batch.Sizes, .. shape.Sizes[^2..]])));
    }

    /// <summary>How many matrices there are.</summary>
    public static int Count(Shape shape)
    {
        int count = 1;
        foreach (int size in shape.Sizes[..^2])
        {
            count *= size;
        }

        return count;
    }

    /// <summary>Throws unless a factorization went through.</summary>
    public static void RequireDone(int pivot, int matrix, Shape shape, string operation, string trouble)
    {
        if (pivot >= 0)
        {
            string which = shape.Rank > 2 ? $"matrix {matrix} of {shape}" : $"the matrix of {shape}";
            throw new FactorizationException($"{operation}: {which} {trouble} (pivot {pivot}).", matrix, pivot);
        }
    }
}

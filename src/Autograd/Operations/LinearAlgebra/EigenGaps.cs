using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The reciprocals of gaps that derivatives of eigenvectors and singular vectors are made of.</summary>
/// <remarks>Infinite where two values are equal: multiplied by <see cref="Variable{T}.MultiplyOrZero"/>, what asks for no derivative of
/// vectors gets none there, and what does is told so by numbers that are not finite.</remarks>
internal static class EigenGaps
{
    /// <summary>1 / (v_j - v_i) at [..., i, j], and 0 on the diagonal.</summary>
    /// <param name="values">[..., n].</param>
    public static Variable<T> Reciprocals<T>(Variable<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => OffDiagonal(values.InsertAxis(-2) - values.InsertAxis(-1));

    /// <summary>1 / (v_j^2 - v_i^2) at [..., i, j], and 0 on the diagonal.</summary>
    /// <param name="values">[..., n].</param>
    public static Variable<T> ReciprocalsOfSquares<T>(Variable<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Variable<T> along, Variable<T> down) = (values.InsertAxis(-2), values.InsertAxis(-1));
        return OffDiagonal((along - down) * (along + down));
    }

    // 1 in place of the zeros on the diagonal before they divide.
    private static Variable<T> OffDiagonal<T>(Variable<T> gaps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> diagonal = gaps.Tape.Ones([gaps.Shape[-1]]).FromDiagonal();
        return (T.One - diagonal) / (gaps + diagonal);
    }
}

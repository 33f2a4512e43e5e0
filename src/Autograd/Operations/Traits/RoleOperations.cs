using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The operations that passes put into programs of their own accord, by the role that each has there; the traits of the same names
/// say which recorded operations have it.</summary>
internal static class RoleOperations<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>factor x. <see cref="Operation{T}.ConstantFactor"/></summary>
    public static Operation<T> Multiple(T factor) => new ScaleOperation<T>(factor);

    /// <summary>x + y or x - y. <see cref="Operation{T}.SumSign"/></summary>
    /// <param name="sign">1 or -1.</param>
    public static Operation<T> Sum(int sign) => sign > 0 ? AddOperation<T>.Instance : SubtractOperation<T>.Instance;

    /// <summary>The values repeated to a shape. <see cref="Operation{T}.Repeats"/></summary>
    public static Operation<T> Repetition(Shape shape) => new BroadcastToOperation<T>(shape);

    /// <summary>The memory under another shape. <see cref="Operation{T}.OnlyReshapes"/></summary>
    public static Operation<T> View(Shape shape) => new ReshapeOperation<T>(shape);

    /// <summary>op(A) op(B). <see cref="Operation{T}.Product"/></summary>
    public static Operation<T> Product(MatrixOrientation orientation)
        => MatrixMultiplyOperation<T>.Get(orientation.TransposesLeft, orientation.TransposesRight);
}

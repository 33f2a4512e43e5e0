using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// A group of lanes. A kernel is written once on this interface and runs on every width: 512, 256 or 128 bits, and one lane, which is
/// both the fallback without vector hardware and the tail of every loop.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe interface ISimd<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Load(T* source);

    static abstract TSelf Broadcast(T value);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left * right + addend; fused where the hardware has it.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>Lane by lane, <paramref name="whenTrue"/> where left > right and <paramref name="whenFalse"/> elsewhere, NaN included.</summary>
    static abstract TSelf SelectGreater(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Lane by lane, <paramref name="whenTrue"/> where left = right and <paramref name="whenFalse"/> elsewhere, NaN included.</summary>
    static abstract TSelf SelectEqual(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    void Store(T* destination);
}

/// <summary>One lane.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct Lane1<T>(T value) : ISimd<Lane1<T>, T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    private readonly T _value = value;

    public static int Count => 1;

    public static Lane1<T> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Load(T* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Broadcast(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator +(Lane1<T> left, Lane1<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator -(Lane1<T> left, Lane1<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator *(Lane1<T> left, Lane1<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator /(Lane1<T> left, Lane1<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> MultiplyAdd(Lane1<T> left, Lane1<T> right, Lane1<T> addend)
        => new(T.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> SelectGreater(Lane1<T> left, Lane1<T> right, Lane1<T> whenTrue, Lane1<T> whenFalse)
        => left._value > right._value ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> SelectEqual(Lane1<T> left, Lane1<T> right, Lane1<T> whenTrue, Lane1<T> whenFalse)
        => left._value == right._value ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => *destination = _value;
}

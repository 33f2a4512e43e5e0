using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd.Kernels;

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

    public static bool HasParts => false;

    public static Lane1<T> FirstLanes(int count) => throw new NotSupportedException("One lane has no parts.");

    public static Lane1<T> LoadPart(T* source, Lane1<T> mask) => throw new NotSupportedException("One lane has no parts.");

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
    public static Lane1<T> SelectNewMaximum(Lane1<T> candidate, Lane1<T> held, Lane1<T> whenTrue, Lane1<T> whenFalse)
        => candidate._value <= held._value || T.IsNaN(held._value) ? whenFalse : whenTrue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(Lane1<T> first, Lane1<T> second, out Lane1<T> even, out Lane1<T> odd) => (even, odd) = (first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Lane1<T> even, Lane1<T> odd, out Lane1<T> first, out Lane1<T> second) => (first, second) = (even, odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Magnitude(Lane1<T> x) => new(T.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> CopySign(Lane1<T> magnitude, Lane1<T> x) => new(T.CopySign(magnitude._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Sqrt(Lane1<T> x) => new(T.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> PowerOfTwo(Lane1<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            int bits = BitConverter.SingleToInt32Bits(Unsafe.BitCast<T, float>(exponent._value) + (Binary32.RoundingShift + Binary32.Bias));
            return new(Unsafe.BitCast<int, T>(bits << Binary32.FractionBits));
        }

        long wide = BitConverter.DoubleToInt64Bits(Unsafe.BitCast<T, double>(exponent._value) + (Binary64.RoundingShift + Binary64.Bias));
        return new(Unsafe.BitCast<long, T>(wide << Binary64.FractionBits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Exponent(Lane1<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            return new(Unsafe.BitCast<float, T>((Unsafe.BitCast<T, int>(x._value) >>> Binary32.FractionBits) - (int)Binary32.Bias));
        }

        return new(Unsafe.BitCast<double, T>((Unsafe.BitCast<T, long>(x._value) >>> Binary64.FractionBits) - (long)Binary64.Bias));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Significand(Lane1<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            int bits = Unsafe.BitCast<T, int>(x._value) & Binary32.FractionMask;
            return new(Unsafe.BitCast<int, T>(bits | BitConverter.SingleToInt32Bits(1f)));
        }

        long wide = Unsafe.BitCast<T, long>(x._value) & Binary64.FractionMask;
        return new(Unsafe.BitCast<long, T>(wide | BitConverter.DoubleToInt64Bits(1d)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T SumByHalves() => _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => *destination = _value;

    // One lane has no parts: the kernels ask HasParts first.
    public void StorePart(T* destination, Lane1<T> mask) => throw new NotSupportedException("One lane has no parts.");
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The lanes of a 512-bit vector: 16 of float, 8 of double.</summary>
internal readonly unsafe struct Lanes512<T>(Vector512<T> value) : ISimd<Lanes512<T>, T>
    where T : unmanaged
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    /// <summary>The first half of the lanes.</summary>
    public Lanes256<T> Lower => new(_value.GetLower());

    public static Lanes512<T> Zero => new(Vector512<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    public static bool HasParts => Avx512F.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> FirstLanes(int count)
        => typeof(T) == typeof(float)
            ? new(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>())
            : new(Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LoadPart(T* source, Lanes512<T> mask)
        => typeof(T) == typeof(float)
            ? new(Avx512F.MaskLoad((float*)source, mask._value.AsSingle(), Vector512<float>.Zero).As<float, T>())
            : new(Avx512F.MaskLoad((double*)source, mask._value.AsDouble(), Vector512<double>.Zero).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> left, Lanes512<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> left, Lanes512<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> left, Lanes512<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> left, Lanes512<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> left, Lanes512<T> right, Lanes512<T> addend)
    {
        if (typeof(T) == typeof(float))
        {
            return new(
                Vector512.MultiplyAddEstimate(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>());
        }

        if (typeof(T) == typeof(double))
        {
            return new(
                Vector512.MultiplyAddEstimate(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());
        }

        return new((left._value * right._value) + addend._value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SelectGreater(Lanes512<T> left, Lanes512<T> right, Lanes512<T> whenTrue, Lanes512<T> whenFalse)
        => new(Vector512.ConditionalSelect(Vector512.GreaterThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SelectEqual(Lanes512<T> left, Lanes512<T> right, Lanes512<T> whenTrue, Lanes512<T> whenFalse)
        => new(Vector512.ConditionalSelect(Vector512.Equals(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SelectNewMaximum(Lanes512<T> candidate, Lanes512<T> held, Lanes512<T> whenTrue, Lanes512<T> whenFalse)
    {
        Vector512<T> takes = Vector512.AndNot(
            Vector512.Equals(held._value, held._value), Vector512.LessThanOrEqual(candidate._value, held._value));
        return new(Vector512.ConditionalSelect(takes, whenTrue._value, whenFalse._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(Lanes512<T> first, Lanes512<T> second, out Lanes512<T> even, out Lanes512<T> odd)
    {
        Vector512<T> left = EvenThenOdd(first._value);
        Vector512<T> right = EvenThenOdd(second._value);
        even = new(Vector512.Create(left.GetLower(), right.GetLower()));
        odd = new(Vector512.Create(left.GetUpper(), right.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Lanes512<T> even, Lanes512<T> odd, out Lanes512<T> first, out Lanes512<T> second)
    {
        first = new(Alternate(Vector512.Create(even._value.GetLower(), odd._value.GetLower())));
        second = new(Alternate(Vector512.Create(even._value.GetUpper(), odd._value.GetUpper())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Magnitude(Lanes512<T> x) => new(Vector512.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> CopySign(Lanes512<T> magnitude, Lanes512<T> x) => new(Vector512.CopySign(magnitude._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Sqrt(Lanes512<T> x) => new(Vector512.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> PowerOfTwo(Lanes512<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            return new(
                Vector512.ShiftLeft(
                    (exponent._value.AsSingle() + Vector512.Create(Binary32.RoundingShift + Binary32.Bias)).AsInt32(),
                    Binary32.FractionBits).As<int, T>());
        }

        return new(
            Vector512.ShiftLeft(
                (exponent._value.AsDouble() + Vector512.Create(Binary64.RoundingShift + Binary64.Bias)).AsInt64(),
                Binary64.FractionBits).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Exponent(Lanes512<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<int> biased =
                Vector512.ShiftRightLogical(x._value.AsInt32(), Binary32.FractionBits) | Vector512.Create(Binary32.UnitStep).AsInt32();
            return new((biased.AsSingle() - Vector512.Create(Binary32.UnitStep + Binary32.Bias)).As<float, T>());
        }

        Vector512<long> wide = Vector512.ShiftRightLogical(x._value.AsInt64(), Binary64.FractionBits) | Vector512.Create(Binary64.UnitStep)
            .AsInt64();
        return new((wide.AsDouble() - Vector512.Create(Binary64.UnitStep + Binary64.Bias)).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Significand(Lanes512<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            return new(((x._value.AsInt32() & Vector512.Create(Binary32.FractionMask)) | Vector512.Create(1f).AsInt32()).As<int, T>());
        }

        return new(((x._value.AsInt64() & Vector512.Create(Binary64.FractionMask)) | Vector512.Create(1d).AsInt64()).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T SumByHalves() => new Lanes256<T>(_value.GetLower() + _value.GetUpper()).SumByHalves();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePart(T* destination, Lanes512<T> mask)
    {
        if (typeof(T) == typeof(float))
        {
            Avx512F.MaskStore((float*)destination, mask._value.AsSingle(), _value.AsSingle());
        }
        else
        {
            Avx512F.MaskStore((double*)destination, mask._value.AsDouble(), _value.AsDouble());
        }
    }

    // The lanes at even places, then those at odd places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> EvenThenOdd(Vector512<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            return Vector512.Shuffle(
                value.AsSingle(), Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15)).As<float, T>();
        }

        return Vector512.Shuffle(value.AsDouble(), Vector512.Create(0L, 2L, 4L, 6L, 1L, 3L, 5L, 7L)).As<double, T>();
    }

    // A lane of the lower half, one of the upper half, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Alternate(Vector512<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            return Vector512.Shuffle(
                value.AsSingle(), Vector512.Create(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15)).As<float, T>();
        }

        return Vector512.Shuffle(value.AsDouble(), Vector512.Create(0L, 4L, 1L, 5L, 2L, 6L, 3L, 7L)).As<double, T>();
    }
}

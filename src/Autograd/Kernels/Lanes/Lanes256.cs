using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The lanes of a 256-bit vector: 8 of float, 4 of double.</summary>
internal readonly unsafe struct Lanes256<T>(Vector256<T> value) : ISimd<Lanes256<T>, T>
    where T : unmanaged
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    public static Lanes256<T> Zero => new(Vector256<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(T* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T value) => new(Vector256.Create(value));

    public static bool HasParts => Avx.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> FirstLanes(int count)
        => typeof(T) == typeof(float)
            ? new(Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>())
            : new(Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> LoadPart(T* source, Lanes256<T> mask)
        => typeof(T) == typeof(float)
            ? new((Avx512F.VL.IsSupported
                    ? Avx512F.VL.MaskLoad((float*)source, mask._value.AsSingle(), Vector256<float>.Zero)
                    : Avx.MaskLoad((float*)source, mask._value.AsSingle())).As<float, T>())
            : new((Avx512F.VL.IsSupported
                    ? Avx512F.VL.MaskLoad((double*)source, mask._value.AsDouble(), Vector256<double>.Zero)
                    : Avx.MaskLoad((double*)source, mask._value.AsDouble())).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> left, Lanes256<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> left, Lanes256<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> left, Lanes256<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> left, Lanes256<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> left, Lanes256<T> right, Lanes256<T> addend)
    {
        if (typeof(T) == typeof(float))
        {
            return new(
                Vector256.MultiplyAddEstimate(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>());
        }

        if (typeof(T) == typeof(double))
        {
            return new(
                Vector256.MultiplyAddEstimate(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());
        }

        return new((left._value * right._value) + addend._value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SelectGreater(Lanes256<T> left, Lanes256<T> right, Lanes256<T> whenTrue, Lanes256<T> whenFalse)
        => new(Vector256.ConditionalSelect(Vector256.GreaterThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SelectEqual(Lanes256<T> left, Lanes256<T> right, Lanes256<T> whenTrue, Lanes256<T> whenFalse)
        => new(Vector256.ConditionalSelect(Vector256.Equals(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SelectNewMaximum(Lanes256<T> candidate, Lanes256<T> held, Lanes256<T> whenTrue, Lanes256<T> whenFalse)
    {
        Vector256<T> takes = Vector256.AndNot(
            Vector256.Equals(held._value, held._value), Vector256.LessThanOrEqual(candidate._value, held._value));
        return new(Vector256.ConditionalSelect(takes, whenTrue._value, whenFalse._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(Lanes256<T> first, Lanes256<T> second, out Lanes256<T> even, out Lanes256<T> odd)
    {
        Vector256<T> left = EvenThenOdd(first._value);
        Vector256<T> right = EvenThenOdd(second._value);
        even = new(Vector256.Create(left.GetLower(), right.GetLower()));
        odd = new(Vector256.Create(left.GetUpper(), right.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Lanes256<T> even, Lanes256<T> odd, out Lanes256<T> first, out Lanes256<T> second)
    {
        first = new(Alternate(Vector256.Create(even._value.GetLower(), odd._value.GetLower())));
        second = new(Alternate(Vector256.Create(even._value.GetUpper(), odd._value.GetUpper())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Magnitude(Lanes256<T> x) => new(Vector256.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> CopySign(Lanes256<T> magnitude, Lanes256<T> x) => new(Vector256.CopySign(magnitude._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Sqrt(Lanes256<T> x) => new(Vector256.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> PowerOfTwo(Lanes256<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            return new(
                Vector256.ShiftLeft(
                    (exponent._value.AsSingle() + Vector256.Create(Binary32.RoundingShift + Binary32.Bias)).AsInt32(),
                    Binary32.FractionBits).As<int, T>());
        }

        return new(
            Vector256.ShiftLeft(
                (exponent._value.AsDouble() + Vector256.Create(Binary64.RoundingShift + Binary64.Bias)).AsInt64(),
                Binary64.FractionBits).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Exponent(Lanes256<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<int> biased =
                Vector256.ShiftRightLogical(x._value.AsInt32(), Binary32.FractionBits) | Vector256.Create(Binary32.UnitStep).AsInt32();
            return new((biased.AsSingle() - Vector256.Create(Binary32.UnitStep + Binary32.Bias)).As<float, T>());
        }

        Vector256<long> wide = Vector256.ShiftRightLogical(x._value.AsInt64(), Binary64.FractionBits) | Vector256.Create(Binary64.UnitStep)
            .AsInt64();
        return new((wide.AsDouble() - Vector256.Create(Binary64.UnitStep + Binary64.Bias)).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Significand(Lanes256<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            return new(((x._value.AsInt32() & Vector256.Create(Binary32.FractionMask)) | Vector256.Create(1f).AsInt32()).As<int, T>());
        }

        return new(((x._value.AsInt64() & Vector256.Create(Binary64.FractionMask)) | Vector256.Create(1d).AsInt64()).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T SumByHalves() => new Lanes128<T>(_value.GetLower() + _value.GetUpper()).SumByHalves();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePart(T* destination, Lanes256<T> mask)
    {
        if (Avx512F.VL.IsSupported)
        {
            if (typeof(T) == typeof(float))
            {
                Avx512F.VL.MaskStore((float*)destination, mask._value.AsSingle(), _value.AsSingle());
            }
            else
            {
                Avx512F.VL.MaskStore((double*)destination, mask._value.AsDouble(), _value.AsDouble());
            }
        }
        else if (typeof(T) == typeof(float))
        {
            Avx.MaskStore((float*)destination, mask._value.AsSingle(), _value.AsSingle());
        }
        else
        {
            Avx.MaskStore((double*)destination, mask._value.AsDouble(), _value.AsDouble());
        }
    }

    // The lanes at even places, then those at odd places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> EvenThenOdd(Vector256<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            return Vector256.Shuffle(value.AsSingle(), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7)).As<float, T>();
        }

        return Vector256.Shuffle(value.AsDouble(), Vector256.Create(0L, 2L, 1L, 3L)).As<double, T>();
    }

    // A lane of the lower half, one of the upper half, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Alternate(Vector256<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            return Vector256.Shuffle(value.AsSingle(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).As<float, T>();
        }

        return Vector256.Shuffle(value.AsDouble(), Vector256.Create(0L, 2L, 1L, 3L)).As<double, T>();
    }
}

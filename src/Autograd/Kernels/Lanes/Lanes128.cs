using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The lanes of a 128-bit vector: 4 of float, 2 of double.</summary>
internal readonly unsafe struct Lanes128<T>(Vector128<T> value) : ISimd<Lanes128<T>, T>
    where T : unmanaged
{
    // Lanes 0 and 2 of either vector, and lanes 1 and 3. Halves of 128 bits have no registers of their own on x86, and would go by way of
    // memory.
    private const byte EvenLanes = 0b10_00_10_00;
    private const byte OddLanes = 0b11_01_11_01;

    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    public static Lanes128<T> Zero => new(Vector128<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));

    public static bool HasParts => Avx.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> FirstLanes(int count)
        => typeof(T) == typeof(float)
            ? new(Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).As<int, T>())
            : new(Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> LoadPart(T* source, Lanes128<T> mask)
        => typeof(T) == typeof(float)
            ? new((Avx512F.VL.IsSupported
                    ? Avx512F.VL.MaskLoad((float*)source, mask._value.AsSingle(), Vector128<float>.Zero)
                    : Avx.MaskLoad((float*)source, mask._value.AsSingle())).As<float, T>())
            : new((Avx512F.VL.IsSupported
                    ? Avx512F.VL.MaskLoad((double*)source, mask._value.AsDouble(), Vector128<double>.Zero)
                    : Avx.MaskLoad((double*)source, mask._value.AsDouble())).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> left, Lanes128<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> left, Lanes128<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> left, Lanes128<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> left, Lanes128<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> left, Lanes128<T> right, Lanes128<T> addend)
    {
        if (typeof(T) == typeof(float))
        {
            return new(
                Vector128.MultiplyAddEstimate(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>());
        }

        if (typeof(T) == typeof(double))
        {
            return new(
                Vector128.MultiplyAddEstimate(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());
        }

        return new((left._value * right._value) + addend._value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SelectGreater(Lanes128<T> left, Lanes128<T> right, Lanes128<T> whenTrue, Lanes128<T> whenFalse)
        => new(Vector128.ConditionalSelect(Vector128.GreaterThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SelectEqual(Lanes128<T> left, Lanes128<T> right, Lanes128<T> whenTrue, Lanes128<T> whenFalse)
        => new(Vector128.ConditionalSelect(Vector128.Equals(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SelectNewMaximum(Lanes128<T> candidate, Lanes128<T> held, Lanes128<T> whenTrue, Lanes128<T> whenFalse)
    {
        Vector128<T> takes = Vector128.AndNot(
            Vector128.Equals(held._value, held._value), Vector128.LessThanOrEqual(candidate._value, held._value));
        return new(Vector128.ConditionalSelect(takes, whenTrue._value, whenFalse._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(Lanes128<T> first, Lanes128<T> second, out Lanes128<T> even, out Lanes128<T> odd)
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported)
        {
            even = new(Sse.Shuffle(first._value.AsSingle(), second._value.AsSingle(), EvenLanes).As<float, T>());
            odd = new(Sse.Shuffle(first._value.AsSingle(), second._value.AsSingle(), OddLanes).As<float, T>());
            return;
        }

        if (typeof(T) == typeof(double) && Sse2.IsSupported)
        {
            even = new(Sse2.UnpackLow(first._value.AsDouble(), second._value.AsDouble()).As<double, T>());
            odd = new(Sse2.UnpackHigh(first._value.AsDouble(), second._value.AsDouble()).As<double, T>());
            return;
        }

        Vector128<T> left = EvenThenOdd(first._value);
        Vector128<T> right = EvenThenOdd(second._value);
        even = new(Vector128.Create(left.GetLower(), right.GetLower()));
        odd = new(Vector128.Create(left.GetUpper(), right.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Lanes128<T> even, Lanes128<T> odd, out Lanes128<T> first, out Lanes128<T> second)
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported)
        {
            first = new(Sse.UnpackLow(even._value.AsSingle(), odd._value.AsSingle()).As<float, T>());
            second = new(Sse.UnpackHigh(even._value.AsSingle(), odd._value.AsSingle()).As<float, T>());
            return;
        }

        if (typeof(T) == typeof(double) && Sse2.IsSupported)
        {
            first = new(Sse2.UnpackLow(even._value.AsDouble(), odd._value.AsDouble()).As<double, T>());
            second = new(Sse2.UnpackHigh(even._value.AsDouble(), odd._value.AsDouble()).As<double, T>());
            return;
        }

        first = new(Alternate(Vector128.Create(even._value.GetLower(), odd._value.GetLower())));
        second = new(Alternate(Vector128.Create(even._value.GetUpper(), odd._value.GetUpper())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Magnitude(Lanes128<T> x) => new(Vector128.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> CopySign(Lanes128<T> magnitude, Lanes128<T> x) => new(Vector128.CopySign(magnitude._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Sqrt(Lanes128<T> x) => new(Vector128.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> PowerOfTwo(Lanes128<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            return new(
                Vector128.ShiftLeft(
                    (exponent._value.AsSingle() + Vector128.Create(Binary32.RoundingShift + Binary32.Bias)).AsInt32(),
                    Binary32.FractionBits).As<int, T>());
        }

        return new(
            Vector128.ShiftLeft(
                (exponent._value.AsDouble() + Vector128.Create(Binary64.RoundingShift + Binary64.Bias)).AsInt64(),
                Binary64.FractionBits).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Exponent(Lanes128<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<int> biased =
                Vector128.ShiftRightLogical(x._value.AsInt32(), Binary32.FractionBits) | Vector128.Create(Binary32.UnitStep).AsInt32();
            return new((biased.AsSingle() - Vector128.Create(Binary32.UnitStep + Binary32.Bias)).As<float, T>());
        }

        Vector128<long> wide = Vector128.ShiftRightLogical(x._value.AsInt64(), Binary64.FractionBits) | Vector128.Create(Binary64.UnitStep)
            .AsInt64();
        return new((wide.AsDouble() - Vector128.Create(Binary64.UnitStep + Binary64.Bias)).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Significand(Lanes128<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            return new(((x._value.AsInt32() & Vector128.Create(Binary32.FractionMask)) | Vector128.Create(1f).AsInt32()).As<int, T>());
        }

        return new(((x._value.AsInt64() & Vector128.Create(Binary64.FractionMask)) | Vector128.Create(1d).AsInt64()).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T SumByHalves()
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<float> quarters = _value.AsSingle();
            Vector128<float> halves = quarters + Vector128.Shuffle(quarters, Vector128.Create(2, 3, 2, 3));
            return (halves + Vector128.Shuffle(halves, Vector128.Create(1, 1, 1, 1))).As<float, T>().ToScalar();
        }

        Vector128<double> pair = _value.AsDouble();
        return (pair + Vector128.Shuffle(pair, Vector128.Create(1L, 1L))).As<double, T>().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePart(T* destination, Lanes128<T> mask)
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
    private static Vector128<T> EvenThenOdd(Vector128<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            return Vector128.Shuffle(value.AsSingle(), Vector128.Create(0, 2, 1, 3)).As<float, T>();
        }

        return Vector128.Shuffle(value.AsDouble(), Vector128.Create(0L, 1L)).As<double, T>();
    }

    // A lane of the lower half, one of the upper half, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Alternate(Vector128<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            return Vector128.Shuffle(value.AsSingle(), Vector128.Create(0, 2, 1, 3)).As<float, T>();
        }

        return Vector128.Shuffle(value.AsDouble(), Vector128.Create(0L, 1L)).As<double, T>();
    }
}

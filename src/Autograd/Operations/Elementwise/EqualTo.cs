using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>1 where x = y and 0 elsewhere, NaN included. Its derivative is zero.</summary>
internal sealed class EqualToOperation<T> : ComparisonOperation<T, EqualToOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static EqualToOperation<T> Instance { get; } = new();

    public override string Name => "equal";

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectEqual(x, y, TSimd.Broadcast(T.One), TSimd.Zero);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>1 where this = other and 0 elsewhere, NaN included; a constant as far as derivatives go.</summary>
    /// <param name="other">The other operand; the two broadcast.</param>
    public Variable<T> EqualTo(Variable<T> other) => Tape.Apply(EqualToOperation<T>.Instance, this, other);
}

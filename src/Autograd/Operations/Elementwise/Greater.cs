using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>1 where x &gt; y and 0 elsewhere, NaN included. Its derivative is zero.</summary>
internal sealed class GreaterOperation<T> : ComparisonOperation<T, GreaterOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static GreaterOperation<T> Instance { get; } = new();

    public override string Name => "greater";

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectGreater(x, y, TSimd.Broadcast(T.One), TSimd.Zero);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>1 where this &gt; other and 0 elsewhere, NaN included; a constant as far as derivatives go.</summary>
    /// <param name="other">The other operand; the two broadcast.</param>
    public Variable<T> Greater(Variable<T> other) => Tape.Apply(GreaterOperation<T>.Instance, this, other);
}

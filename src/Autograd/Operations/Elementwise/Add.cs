using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>x + y, element by element.</summary>
internal sealed class AddOperation<T> : BinaryOperation<T, Addition<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static AddOperation<T> Instance { get; } = new();

    public override string Name => "add";

    internal override AnewCost Anew => AnewCost.Cheap;

    internal override int SumSign => 1;

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => direction;
}

public readonly partial struct Variable<T>
{
    /// <summary>x + y, element by element.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand; the two broadcast.</param>
    public static Variable<T> operator +(Variable<T> left, Variable<T> right) => left.Tape.Apply(AddOperation<T>.Instance, left, right);
}

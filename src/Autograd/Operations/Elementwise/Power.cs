using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>x to a constant power, element by element. Whole exponents are computed by repeated multiplication.</summary>
internal sealed class PowerOperation<T>(T exponent) : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LargestByMultiplication = 64;

    public override string Name => FormattableString.Invariant($"power({exponent})");

    internal override object? Constants => exponent;

    internal override OperationDescription? Description => new OperationDescription("power").WithNumber("exponent", exponent);

    protected override void Map(ReadOnlySpan<T> x, Span<T> y)
    {
        if (!T.IsInteger(exponent) || T.Abs(exponent) > T.CreateChecked(LargestByMultiplication))
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = T.Pow(x[i], exponent);
            }

            return;
        }

        int times = int.CreateChecked(T.Abs(exponent));
        bool invert = exponent < T.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            T square = x[i];
            T product = T.One;
            for (int left = times; left > 0; left >>= 1)
            {
                product = (left & 1) == 1 ? product * square : product;
                square *= square;
            }

            y[i] = invert ? T.One / product : product;
        }
    }

    // The power rule ends at exponent 1, whose derivative is the constant 1: so x^n has derivatives of every order at 0.
    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => exponent == T.Zero ? T.Zero * direction : exponent * (direction * x.Pow(exponent - T.One));
}

public readonly partial struct Variable<T>
{
    /// <summary>x to a constant power, element by element.</summary>
    /// <param name="exponent">The exponent.</param>
    /// <remarks>f' = exponent * x^(exponent - 1); x^0 = 1 everywhere, with derivative 0. A negative x with an exponent that is not whole
    /// gives NaN.</remarks>
    public Variable<T> Pow(T exponent)
        => exponent == T.Zero ? Tape.Ones(Shape)
        : exponent == T.One ? Unchanged()
        : Tape.Apply(new PowerOperation<T>(exponent), this);

    /// <summary>x squared, element by element.</summary>
    public Variable<T> Square() => this * this;
}

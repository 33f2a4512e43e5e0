using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <content>Element-wise functions of one number.</content>
internal static partial class OperationCatalogue<T>
{
    private const double Infinity = double.PositiveInfinity;

    private static OperationRow<T>[] Functions =>
    [
        Unary("negate", x => -x, x => -x, Domain.Between(-3, 3), At(0, 0, -1, 0), At(Infinity, -Infinity, -1, 0)).Says("-x", "-1", "-x"),
        Unary(
            "abs", x => x.Abs(), Math.Abs, Domain.AwayFromZero(0.1, 3),
            At(0, 0, 0, 0), At(-0.0, 0, 0, 0), At(-2, 2, -1, 0), At(-Infinity, Infinity, -1, 0), At(Infinity, Infinity, 1, 0))
            .Says("|x|", "sign(x)", "x.Abs()"),
        Step(
            "floor", x => x.Floor(), Math.Floor, At(0, 0, 0, 0), At(2, 2, 0, 0), At(-2.5, -3, 0, 0), At(-0.0, -0.0), At(1e30, 1e30, 0),
            At(-Infinity, -Infinity), At(double.NaN, double.NaN))
            .Says("the greatest whole number at most x", OperationFormula.None, "x.Floor()"),
        Step(
            "sign", x => x.Sign(), x => Math.Sign(x), At(0, 0, 0, 0), At(1e-30, 1, 0, 0), At(-1e-30, -1, 0, 0), At(-Infinity, -1, 0, 0),
            At(double.NaN, double.NaN))
            .Says("1, 0 or -1", OperationFormula.None, "x.Sign()"),
        Unary(
            "exp", x => x.Exp(), Math.Exp, Domain.Between(-2, 2), At(0, 1, 1, 1), At(-1e3, 0, 0, 0), At(-Infinity, 0, 0, 0),
            At(1e3, Infinity))
            .Says("exp(x)", "exp(x)", "x.Exp()"),
        Unary(
            "log", x => x.Log(), Math.Log, Domain.Between(0.2, 5), At(1, 0, 1, -1), At(0, -Infinity, Infinity, -Infinity),
            At(-1, double.NaN, -1), At(Infinity, Infinity, 0, 0))
            .Says("log(x)", "1 / x", "x.Log()"),
        Unary(
            "sqrt", x => x.Sqrt(), Math.Sqrt, Domain.Between(0.2, 5), At(4, 2, 0.25, -1.0 / 32), At(0, 0, Infinity, -Infinity),
            At(Infinity, Infinity, 0, 0), At(-1, double.NaN))
            .Says("√x", "1 / (2 √x)", "x.Sqrt()"),
        Unary(
            "sqrt or zero", x => x.SqrtOrZero(), Math.Sqrt, Domain.Between(0.2, 5),
            At(0, 0, 0, 0), At(-0.0, 0, 0, 0), At(4, 2, 0.25, -1.0 / 32), At(Infinity, Infinity, 0, 0))
            .Says("√x", "1 / (2 √x), and 0 at 0", "x.SqrtOrZero()"),
        Unary("sin", x => x.Sin(), Math.Sin, Domain.Between(-3, 3), At(0, 0, 1, 0), At(1e5, Math.Sin(1e5), Math.Cos(1e5), -Math.Sin(1e5)))
            .Says("sin(x)", "cos(x)", "x.Sin()"),
        Unary(
            "cos", x => x.Cos(), Math.Cos, Domain.Between(-3, 3), At(0, 1, 0, -1), At(1e5, Math.Cos(1e5), -Math.Sin(1e5), -Math.Cos(1e5)))
            .Says("cos(x)", "-sin(x)", "x.Cos()"),
        Unary(
            "tanh", x => x.Tanh(), Math.Tanh, Domain.Between(-3, 3),
            At(0, 0, 1, 0), At(1e3, 1, 0, 0), At(-1e3, -1, 0, 0), At(Infinity, 1, 0, 0), At(-Infinity, -1, 0, 0))
            .Says("tanh(x)", "1 - tanh(x)²", "x.Tanh()"),
        Unary(
            "sigmoid", x => x.Sigmoid(), Logistic, Domain.Between(-3, 3),
            At(0, 0.5, 0.25, 0), At(1e3, 1, 0, 0), At(-1e3, 0, 0, 0), At(Infinity, 1, 0, 0), At(-Infinity, 0, 0, 0))
            .Says("1 / (1 + exp(-x))", "y (1 - y)", "x.Sigmoid()"),
        Unary(
            "softplus", x => x.Softplus(), x => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))), Domain.Between(-4, 4),
            At(0, Math.Log(2), 0.5, 0.25), At(1e3, 1e3, 1, 0), At(-1e3, 0, 0, 0), At(Infinity, Infinity, 1, 0), At(-Infinity, 0, 0, 0),
            new([[-40]], [Math.Exp(-40)], [Math.Exp(-40)], [Math.Exp(-40)]))
            .Says("log(1 + exp(x))", "sigmoid(x)", "x.Softplus()"),
        Tail(Unary(
            "normal cdf", x => x.NormalCdf(), NormalCdf, Domain.Between(-3, 3),
            At(0, 0.5, Density(0), 0), At(1e3, 1, 0, 0), At(-1e3, 0, 0, 0), At(Infinity, 1, 0, 0), At(-Infinity, 0, 0, 0),
            new([[-10]], [7.619853024160527e-24], [Density(10)], [10 * Density(10)]) { Tolerance = 1e-13 },
            new([[-20]], [2.753624118606234e-89]) { Tolerance = 1e-12, OnlyInDouble = true }))
            .Says("Φ(x)", "φ(x) = exp(-x² / 2) / √(2π)", "x.NormalCdf()"),
        Tail(Unary(
            "gelu", x => x.Gelu(), x => x * NormalCdf(x), Domain.Between(-3, 3),
            At(0, 0, 0.5, 2 * Density(0)), At(1e3, 1e3, 1, 0), At(-1e3, 0, 0, 0), At(3e38, 3e38, 1, 0), At(-3e38, 0, 0, 0),
            At(Infinity, Infinity, 1, 0), At(-Infinity, 0, 0, 0)))
            .Says("x Φ(x)", "Φ(x) + x φ(x)", "x.Gelu()"),
        Unary(
            "relu", x => x.Relu(), x => Math.Max(x, 0), Domain.AwayFromZero(0.1, 3),
            At(0, 0, 0, 0), At(-0.0, 0, 0, 0), At(1e-30, 1e-30, 1, 0), At(-1e-30, 0, 0, 0), At(Infinity, Infinity, 1, 0),
            At(-Infinity, 0, 0, 0), At(double.NaN, double.NaN))
            .Says("max(x, 0)", "1 above 0, else 0", "x.Relu()"),
        Unary(
            "leaky relu", x => x.LeakyRelu(Number(0.25)), x => x > 0 ? x : 0.25 * x, Domain.AwayFromZero(0.1, 3),
            At(0, 0, 0.25, 0), At(2, 2, 1, 0), At(-2, -0.5, 0.25, 0), At(-Infinity, -Infinity, 0.25, 0), At(double.NaN, double.NaN))
            .Says("x above 0, else a x", "1 above 0, else a", "x.LeakyRelu(a)"),
        Unary("scale", x => Number(2.5) * x, x => 2.5 * x, Domain.Between(-3, 3)).Says("a x", "a", "a * x"),
        Unary("scale from the right", x => x * Number(-1.25), x => -1.25 * x, Domain.Between(-3, 3)).Says("x a", "a", "x * a"),
        Unary("divide by a constant", x => x / Number(4), x => x / 4, Domain.Between(-3, 3)).Says("x / a", "1 / a", "x / a"),
        Unary("shift", x => x + Number(1.5), x => x + 1.5, Domain.Between(-1, 3)).Says("x + a", "1", "x + a"),
        Unary("shift from the left", x => Number(0.5) + x, x => 0.5 + x, Domain.Between(0, 3)).Says("a + x", "1", "a + x"),
        Unary("subtract a constant", x => x - Number(0.75), x => x - 0.75, Domain.Between(1, 3)).Says("x - a", "1", "x - a"),
        Unary("subtract from", x => Number(4) - x, x => 4 - x, Domain.Between(-3, 3)).Says("a - x", "-1", "a - x"),
        Unary(
            "divide into", x => Number(2) / x, x => 2 / x, Domain.AwayFromZero(0.4, 3),
            At(Infinity, 0, 0, 0), At(-Infinity, 0, 0, 0), At(0, Infinity, -Infinity, Infinity), At(-0.0, -Infinity, -Infinity, -Infinity))
            .Says("a / x", "-a / x²", "a / x"),
        Unary("square", x => x.Square(), x => x * x, Domain.Between(-3, 3), At(0, 0, 0, 2)).Says("x²", "2 x", "x.Square()"),
        Unary("power 2", x => x.Pow(Number(2)), x => x * x, Domain.Between(-3, 3), At(0, 0, 0, 2)).Says("x²", "2 x"),
        Unary("power 3", x => x.Pow(Number(3)), x => x * x * x, Domain.Between(-2, 2), At(0, 0, 0, 0)).Says("x³", "3 x²", "x.Pow(3)"),
        Unary("power 7", x => x.Pow(Number(7)), x => Math.Pow(x, 7), Domain.Between(-1.2, 1.2), At(0, 0, 0, 0)).Says("x⁷", "7 x⁶"),
        Unary("power 1", x => x.Pow(Number(1)), x => x, Domain.Between(-2, 2), At(0, 0, 1, 0)).Says("x", "1"),
        Unary("power -2", x => x.Pow(Number(-2)), x => 1 / (x * x), Domain.AwayFromZero(0.5, 2), At(Infinity, 0, 0, 0), At(0, Infinity))
            .Says("x⁻²", "-2 x⁻³", "x.Pow(-2)"),
        Unary("power 0.5", x => x.Pow(Number(0.5)), Math.Sqrt, Domain.Between(0.3, 3), At(-1, double.NaN)).Says("x^0.5", "0.5 x^-0.5"),
        Unary("power 2.75", x => x.Pow(Number(2.75)), x => Math.Pow(x, 2.75), Domain.Between(0.3, 2), At(0, 0, 0, 0))
            .Says("x^2.75", "2.75 x^1.75", "x.Pow(2.75)"),
        Unary("power 70", x => x.Pow(Number(70)), x => Math.Pow(x, 70), Domain.Between(0.95, 1.05)).Says("x^70", "70 x^69"),
        new()
        {
            Name = "power 0",
            Formula = new("1", OperationFormula.None),
            Apply = inputs => inputs[0].Pow(Number(0)),
            Reference = inputs => inputs[0].Map(_ => 1),
            Scalar = _ => 1,
            Samples = UnarySamples,
            Domains = [Domain.Between(-2, 2)],
            Constant = "It is 1 everywhere.",
            Special = [At(0, 1, 0, 0), At(double.NaN, 1, 0, 0)],
            NoBadInput = "Every array of numbers is fit for it.",
        },
        new()
        {
            Name = "detach",
            Formula = new("x, as a constant", "0, on purpose", "x.Detach()"),
            Apply = inputs => inputs[0].Detach(),
            Reference = inputs => inputs[0],
            Scalar = values => values[0],
            Samples = UnarySamples,
            Domains = [Domain.Between(-2, 2)],
            Constant = "That is what it is for.",
            NoBadInput = "Every array of numbers is fit for it.",
        },
    ];

    private static OperationRow<T> Step(
        string name, Func<Variable<T>, Variable<T>> apply, Func<double, double> scalar, params SpecialValue[] special)
        => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => inputs[0].Map(scalar),
            Scalar = values => scalar(values[0]),
            Samples = UnarySamples,
            Domains = [Domain.OneOf(-2, -1, 0, 1, 2.5)],
            Constant = "Its derivative is zero wherever it has one.",
            Special = special,
            NoBadInput = "Every array of numbers is fit for it.",
        };

    // The reference integrates from 0, so it is exact to about 1e-15 of 1 and not of the small value in the left tail.
    private static OperationRow<T> Tail(OperationRow<T> row) => row with { ValueTolerance = 1e-14 };

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>log(1 + x) for x from 0 to 1 by 2 artanh(x / (2 + x)), a series of terms of one sign.</summary>
    private static double LogOnePlus(double x)
    {
        double ratio = x / (2 + x);
        double sum = 0;
        for (int n = 41; n >= 1; n -= 2)
        {
            sum = (sum * ratio * ratio) + (1.0 / n);
        }

        return 2 * ratio * sum;
    }

    private static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>1/2 + the integral of the density from 0 to x, term by term of its Taylor series: sum of (-1)^n x^(2n + 1) / (2^n n! (2n +
    /// 1)), which for |x| up to 3 has terms up to 15 and so an error of about 1e-15.</summary>
    private static double NormalCdf(double x)
    {
        double power = x;
        double sum = 0;
        for (int n = 0; n < 60; n++)
        {
            sum += power / ((2 * n) + 1);
            power *= -x * x / (2 * (n + 1));
        }

        return 0.5 + (sum / Math.Sqrt(2 * Math.PI));
    }
}

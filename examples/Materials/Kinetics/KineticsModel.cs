using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Materials;

/// <summary>
/// The transformation of <see cref="Alloy"/> as a module whose three parameters are its three numbers: the age ln(k t) = log_rate + energy
/// z + ln(t / s), and the exponent, from which X = 1 - exp(-exp(n ln(k t))).
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs [(tasks,) examples, 2]: ln(t / s) and z. Outputs [(tasks,) examples, 2]: ln(k t) and n. Parameters [1] each, or [tasks,
/// 1].</remarks>
internal sealed class KineticsModel<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name of ln(k s) at the reference temperature.</summary>
    public const string LogRate = "log_rate";

    /// <summary>The name of Q, in units of 100 kJ/mol.</summary>
    public const string Energy = "energy";

    /// <summary>The name of ln n.</summary>
    public const string LogExponent = "log_exponent";

    private readonly Alloy _start;
    private readonly ParameterSpecification<T>[] _parameters;

    /// <summary>Describes the model.</summary>
    /// <param name="start">The alloy that it starts as.</param>
    public KineticsModel(Alloy start)
    {
        _start = start;
        _parameters =
        [
            new(LogRate, [1], Initializers.Constant(T.CreateChecked(start.LogRate))),
            new(Energy, [1], Initializers.Constant(T.CreateChecked(start.Energy))),
            new(LogExponent, [1], Initializers.Constant(T.CreateChecked(start.LogExponent))),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant(
        $"from {_start.LogRate:R}, {_start.Energy:R}, {_start.LogExponent:R} at {Alloy.Reference} K");

    /// <inheritdoc/>
    protected override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        if (input.Shape.Rank is not (2 or 3) || input.Shape[-1] != 2)
        {
            throw new ArgumentException($"The model takes [(tasks,) examples, 2], got {input.Shape}.", nameof(input));
        }

        Variable<T> logTime = input.Slice(-1, 0, 1);
        Variable<T> coolness = input.Slice(-1, 1, 1);
        Variable<T> logAge = Own(parameters[0]) + (Own(parameters[1]) * coolness) + logTime;
        return Variable.Concatenate<T>([logAge, Own(parameters[2]).Exp().BroadcastTo(logAge.Shape)], input.Shape.Rank - 1);
    }

    /// <summary>X = 1 - exp(-exp(n ln(k t))).</summary>
    /// <param name="ages">What the module gives, [..., 2].</param>
    /// <returns>X, [..., 1].</returns>
    /// <remarks>Where (k t)^n is above 100, X is 1 in every digit and its derivatives, below 1e-40, are taken as 0; so nothing overflows,
    /// whatever the parameters.</remarks>
    public static Variable<T> Fractions(Variable<T> ages)
    {
        Variable<T> most = ages.Tape.Constant(T.CreateChecked(Math.Log(Alloy.Complete)));
        Variable<T> ordinates = (ages.Slice(-1, 0, 1) * ages.Slice(-1, 1, 1)).Minimum(most);
        return -(-ordinates.Exp()).Expm1();
    }

    // [tasks, 1] is [tasks, 1, 1] beside examples.
    private static Variable<T> Own(Variable<T> parameter) => HasTaskAxis(parameter, 1) ? parameter.InsertAxis(1) : parameter;
}

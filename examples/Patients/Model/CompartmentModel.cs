using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Patients;

/// <summary>
/// The concentration in one compartment, for doses that add up: after a dose D into the blood c(t) = D / V e^(-k_e t); after one by mouth,
/// absorbed at the rate k_a, c(t) = D k_a k_e / (Cl (k_a - k_e)) (e^(-k_e t) - e^(-k_a t)), with Cl = k_e V.
/// </summary>
/// <remarks>
/// <para>At steady state, the same dose every tau hours without end, e^(-k t) becomes e^(-k t) / (1 - e^(-k tau)).</para>
/// <para>Parameters: natural logarithms, [1] each, or [tasks, 1]. Input: [..., samples, 4 doses], the blocks of <see
/// cref="DosingHistory"/>: elapsed hours, amounts, intervals, and 1 where a dose is at steady state. Output: [..., samples, 1].</para>
/// <para>The quotient by k_a - k_e is written so that it is smooth where the two rates meet: (e^(-k_e t) - e^(-k_a t)) / (k_a - k_e) =
/// t e^(-k_e t) (1 - e^(-x)) / x with x = (k_a - k_e) t.</para>
/// <para>Source: Gibaldi and Perrier, Pharmacokinetics, 1982, chapters 1 and 3.</para>
/// </remarks>
internal sealed class CompartmentModel : Module<double>
{
    // Below, the quotient is a polynomial whose first missing term is 0.1^9 / 10!, less than the rounding of 1.
    private const double SmallExponent = 0.1;

    private readonly PharmacokineticParameter[] _kinds;
    private readonly int _doses;
    private readonly ParameterSpecification<double>[] _parameters;

    /// <summary>Describes the model of a study.</summary>
    /// <param name="start">The parameters with the natural logarithms at which they start: clearance, and elimination or volume, and
    /// absorption where the drug is taken by mouth.</param>
    /// <param name="doses">The most doses that act on one sample.</param>
    /// <exception cref="ArgumentException">The parameters are not those of a model.</exception>
    public CompartmentModel(IReadOnlyList<(PharmacokineticParameter Kind, double Start)> start, int doses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(doses, 1);
        _kinds = [.. start.Select(static parameter => parameter.Kind)];
        _doses = doses;
        bool fits = _kinds.Contains(PharmacokineticParameter.Clearance)
            && (_kinds.Contains(PharmacokineticParameter.Elimination) ^ _kinds.Contains(PharmacokineticParameter.Volume))
            && _kinds.Distinct().Count() == _kinds.Length;
        if (!fits)
        {
            throw new ArgumentException(
                $"A compartment has a clearance and either a rate of elimination or a volume, each once, got {string.Join(", ", _kinds)}.",
                nameof(start));
        }

        _parameters =
        [
            .. start.Select(static parameter => new ParameterSpecification<double>(
                NameOf(parameter.Kind), [1], Initializers.Constant(parameter.Start))),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<double>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"up to {_doses} doses");

    /// <summary>The name of a parameter: its logarithm.</summary>
    /// <param name="kind">Which.</param>
    public static string NameOf(PharmacokineticParameter kind) => kind switch
    {
        PharmacokineticParameter.Elimination => "log_elimination",
        PharmacokineticParameter.Absorption => "log_absorption",
        PharmacokineticParameter.Clearance => "log_clearance",
        PharmacokineticParameter.Volume => "log_volume",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such parameter."),
    };

    /// <inheritdoc/>
    protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
    {
        if (input.Shape.Rank < 2 || input.Shape[-1] != DosingHistory.Blocks * _doses)
        {
            throw new ArgumentException(
                $"The compartment takes [..., samples, {DosingHistory.Blocks * _doses}], got {input.Shape}.", nameof(input));
        }

        Variable<double> elapsed = Block(input, 0);
        Variable<double> amount = Block(input, 1);
        Variable<double> interval = Block(input, 2);
        Variable<double> repeated = Block(input, 3);
        Variable<double> clearance = Of(parameters, PharmacokineticParameter.Clearance)!.Value;
        Variable<double> elimination = Of(parameters, PharmacokineticParameter.Elimination)
            ?? (clearance / Of(parameters, PharmacokineticParameter.Volume)!.Value);
        Variable<double> volume = clearance / elimination;
        Variable<double> kept;
        if (Of(parameters, PharmacokineticParameter.Absorption) is { } absorption)
        {
            // (A(k_e) - A(k_a)) / (k_a - k_e) with A(k) = e^(-k t) / (1 - r e^(-k tau)), r = 1 at steady state and 0 else. Over the common
            // denominator the numerator is e^(-k_e t) - e^(-k_a t) + r (e^(-k_a t - k_e tau) - e^(-k_e t - k_a tau)), and both differences
            // are of the same kind.
            Variable<double> gap = interval - elapsed;
            Variable<double> earlier = (-(elimination + absorption) * elapsed.Minimum(interval)).Exp();
            Variable<double> numerator = Difference(elimination, absorption, elapsed)
                + (repeated * gap.Sign() * earlier * Difference(elimination, absorption, gap.Abs()));
            kept = absorption * numerator / (Left(elimination, interval, repeated) * Left(absorption, interval, repeated));
        }
        else
        {
            kept = (-elimination * elapsed).Exp() / Left(elimination, interval, repeated);
        }

        return (amount * kept / volume).Sum([-1], keepAxes: true);
    }

    // 1 - r e^(-k tau).
    private static Variable<double> Left(Variable<double> rate, Variable<double> interval, Variable<double> repeated)
        => 1 - (repeated * (-rate * interval).Exp());

    // (e^(-a t) - e^(-b t)) / (b - a) for t of 0 or more. With x = (b - a) t it is t e^(-a t) (1 - e^(-x)) / x: near 0 by the series, whose
    // derivatives don't suffer from the difference; farther by the slower of the two exponentials, so that none overflows.
    private static Variable<double> Difference(Variable<double> a, Variable<double> b, Variable<double> elapsed)
    {
        Variable<double> x = (b - a) * elapsed;
        Variable<double> near = x.Abs().Less(x.Tape.Constant(SmallExponent));
        Variable<double> one = x.Tape.Ones(x.Shape);
        Variable<double> small = Variable.Where(near, x, x.Tape.Zeros(x.Shape));
        Variable<double> series = one;
        for (int order = 9; order >= 2; order--)
        {
            series = one - (small * series / order);
        }

        Variable<double> size = Variable.Where(near, one, x.Abs());
        Variable<double> first = (-a * elapsed).Exp();
        Variable<double> second = (-b * elapsed).Exp();
        Variable<double> slower = Variable.Where(x.Greater(x.Tape.Constant(0)), first, second);
        return elapsed * Variable.Where(near, first * series, slower * -(-size).Expm1() / size);
    }

    private Variable<double> Block(Variable<double> input, int block) => input.Slice(-1, block * _doses, _doses);

    // exp of the logarithm, [1], or [tasks, 1, 1] where each task has its own.
    private Variable<double>? Of(ReadOnlySpan<Variable<double>> parameters, PharmacokineticParameter kind)
    {
        int place = Array.IndexOf(_kinds, kind);
        return place < 0 ? null
            : HasTaskAxis(parameters[place], 1) ? parameters[place].Exp().InsertAxis(1)
            : parameters[place].Exp();
    }
}

using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A net some of whose parameters adapt, while each of the others is drawn for a task from a normal distribution that is learned,
/// and pays for what it tells: the outer loss has beta KL(N(m, s^2) || N(0, 1)) added.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Meta-parameters beside those of <see cref="NetAdaptation{T}"/>: <c>log_variance.*</c>, log s^2 of each parameter that does not adapt,
/// whose mean m stands under <c>net.*</c>. A drawn parameter is m + s e, e standard normal from the episode's noise, one draw for each task
/// that holds through all its steps and its queries; x has it, [tasks, ...], under <c>net.*</c>. KL = 1/2 sum of (m^2 + s^2 - 1 - log s^2),
/// and the measure <c>information</c> tells it, in nats. <see cref="AtMeans"/> draws nothing. Source: Yin, Tucker, Zhou, Levine and Finn,
/// Meta-learning without memorization, 2020.
/// </remarks>
public sealed class GaussianWeightsAdaptation<T> : NetAdaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string LogVariancePart = "log_variance";

    private readonly double _beta;
    private readonly double _deviation;
    private readonly bool _draws;
    private readonly string[] _drawn;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="adapts">Which parameters adapt; not all.</param>
    /// <param name="stepSizes">How far the inner steps go.</param>
    /// <param name="beta">What a nat costs; 0 or more.</param>
    /// <param name="deviation">Where all s start; above 0.</param>
    /// <param name="optimizer">The rule of the inner steps; by default plain gradient descent.</param>
    /// <exception cref="ArgumentException">All parameters would adapt, or none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    public GaussianWeightsAdaptation(
        Module<T> net, LossFunction<T> loss, Selection adapts, StepSizes<T> stepSizes, double beta, double deviation = 0.05,
        Optimizer<T>? optimizer = null)
        : base(net, loss, stepSizes, optimizer, adapts)
    {
        if (!(beta >= 0) || !double.IsFinite(beta))
        {
            throw new ArgumentOutOfRangeException(
                nameof(beta), FormattableString.Invariant($"The cost of a nat is finite and 0 or more, got {beta}."));
        }

        if (!(deviation > 0) || !double.IsFinite(deviation))
        {
            throw new ArgumentOutOfRangeException(
                nameof(deviation),
                FormattableString.Invariant($"A standard deviation starts at a finite number above 0, got {deviation}."));
        }

        (_beta, _deviation, _draws) = (beta, deviation, true);
        ParameterSpecification<T>[] drawn = [.. net.Parameters.Where(parameter => !Adapts.Contains(parameter.Name))];
        if (drawn.Length == 0)
        {
            throw new ArgumentException(
                $"The selection '{Adapts.Description}' lets all parameters adapt, so that none would be drawn: leave some out.",
                nameof(adapts));
        }

        Initializer<T> start = Initializers.Constant(T.CreateChecked(2 * Math.Log(deviation)));
        _drawn = [.. drawn.Select(static parameter => parameter.Name)];
        Parts =
        [
            .. base.Parts,
            new(LogVariancePart, [.. drawn.Select(parameter => new ParameterSpecification<T>(parameter.Name, parameter.Shape, start))]),
        ];
        AtMeans = new GaussianWeightsAdaptation<T>(this, net, loss, adapts, stepSizes, optimizer);
    }

    // The same parts, with nothing drawn and nothing to pay.
    private GaussianWeightsAdaptation(
        GaussianWeightsAdaptation<T> of, Module<T> net, LossFunction<T> loss, Selection adapts, StepSizes<T> stepSizes,
        Optimizer<T>? optimizer)
        : base(net, loss, stepSizes, optimizer, adapts)
    {
        _drawn = [];
        Parts = of.Parts;
        AtMeans = this;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <summary>The same with each parameter at the mean of its distribution, and without the term of the outer loss: for
    /// evaluation.</summary>
    public Adaptation<T> AtMeans { get; }

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{base.Description}, the others " +
            $"{(_draws ? $"drawn, {_beta:R} for a nat, deviations from {_deviation:R}" : "at the means of what they were drawn from")}");

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        return base.Start(meta, episode).Concat(new(_drawn.Select(name =>
        {
            Variable<T> mean = meta[$"{NetPart}.{name}"];
            Variable<T> deviation = (T.CreateChecked(0.5) * meta[$"{LogVariancePart}.{name}"]).Exp();
            return KeyValuePair.Create(
                $"{NetPart}.{name}", mean + (deviation * episode.Noise($"weights {name}", mean.Shape, RandomNumberKind.Normal)));
        })));
    }

    /// <inheritdoc/>
    public override Variables<T> Adapting(Variables<T> x)
    {
        Variables<T> all = base.Adapting(x);
        return new(all.Take(all.Count - _drawn.Length));
    }

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        // What was drawn stands at the end.
        Variables<T> own = new(x.Take(x.Count - _drawn.Length));
        return base.Update(own, gradient, meta, at).Concat(new(x.Skip(own.Count)));
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
    {
        Variable<T> loss = base.Outer(x, meta, episode, at);
        return _draws ? loss + (T.CreateChecked(_beta) * Information(meta)) : loss;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => _draws
            ? [.. base.Measures(x, meta, episode, at), new("information", Information(meta).BroadcastTo([episode.Tasks]))]
            : base.Measures(x, meta, episode, at);

    private Variable<T> Information(Variables<T> meta)
    {
        Variable<T>? sum = null;
        foreach (string name in _drawn)
        {
            Variable<T> logVariance = meta[$"{LogVariancePart}.{name}"];
            Variable<T> nats = (meta[$"{NetPart}.{name}"].Square() + logVariance.Exp() - T.One - logVariance).Sum();
            sum = sum is { } before ? before + nats : nats;
        }

        return T.CreateChecked(0.5) * sum!.Value;
    }
}

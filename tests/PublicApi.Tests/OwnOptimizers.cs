using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>Optimizers that a user writes, which go by the names of parameters.</summary>
internal static class OwnOptimizers
{
    /// <summary>Momentum, with a decay of weights alone: v' = mu v + g, and the direction is v' + decay p where the name ends in
    /// <c>.weight</c>, v' elsewhere.</summary>
    internal sealed class DecayOfWeights(double decay, double momentum = 0.5) : Optimizer<double>
    {
        public override string Name => "decay of weights";

        public override string Description => FormattableString.Invariant($"{Name} {decay} momentum {momentum}");

        protected override int MomentCount => 1;

        protected override Variable<double> Direction(
            string name, Variable<double> parameter, Variable<double> gradient, Span<Variable<double>> moments,
            ReadOnlySpan<Variable<double>> numbers)
        {
            moments[0] = (momentum * moments[0]) + gradient;
            return name.EndsWith(".weight", StringComparison.Ordinal) ? moments[0] + (decay * parameter) : moments[0];
        }
    }

    /// <summary>Plain descent with a rate for each layer: that of the first module whose name stands in the parameter's.</summary>
    internal sealed class RateOfEachLayer(params IReadOnlyList<(string Module, double Rate)> rates) : Optimizer<double>
    {
        /// <summary>The names it was asked for.</summary>
        public HashSet<string> Asked { get; } = [];

        public override string Name => "rate of each layer";

        public override string Description => FormattableString.Invariant($"{Name} {string.Join(' ', rates)}");

        protected override int MomentCount => 0;

        protected override Variable<double> Direction(
            string name, Variable<double> parameter, Variable<double> gradient, Span<Variable<double>> moments,
            ReadOnlySpan<Variable<double>> numbers)
        {
            lock (Asked)
            {
                Asked.Add(name);
            }

            return rates.First(rate => $".{name}".Contains($".{rate.Module}.", StringComparison.Ordinal)).Rate * gradient;
        }
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>A layer that keeps statistics and rules of the inner step size, as a user writes them.</summary>
internal static class OwnLayers
{
    /// <summary>y = x - mean: by the batch, or by a running mean of each inner step, which moves by a share of the batch's.</summary>
    internal sealed class Centre(int features, int steps, double share) : Module<double>
    {
        public const string Running = "running_mean";

        public override IReadOnlyList<ParameterSpecification<double>> Parameters => [];

        public override IReadOnlyList<ParameterSpecification<double>> Statistics { get; } =
        [
            new(Running, [steps, features], Initializers.Constant(0.0)),
        ];

        protected override string Settings => FormattableString.Invariant($"{steps} steps, share {share}");

        protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
        {
            if (pass.StatisticsUse == StatisticsUse.Given)
            {
                return input - (pass.TryGetStatistic("mean", out Variable<double> collected) ? collected : Kept(pass)).InsertAxis(-2);
            }

            Variable<double> mean = input.Mean([-2]);
            switch (pass.StatisticsUse)
            {
                case StatisticsUse.Collect:
                    pass.HandOut("mean", mean);
                    break;
                case StatisticsUse.Update:
                    Variable<double> before = pass.Statistic(Running);
                    pass.HandOut(
                        Running, before + (share * pass.RowMask(input.Tape, steps).InsertAxis(-1) * (mean.InsertAxis(-2) - before)));
                    break;
            }

            return input - mean.InsertAxis(-2);
        }

        private static Variable<double> Kept(Pass<double> pass)
        {
            Variable<double> kept = pass.Statistic(Running, "the centre");
            return pass.Row(kept, perTask: HasTaskAxis(kept, 2));
        }
    }

    /// <summary>One learned size that falls with the step: exp(s) / (1 + k), and half of it for biases.</summary>
    internal sealed class FallingSizes(double initial) : StepSizes<double>
    {
        public override string Description => FormattableString.Invariant($"falling from {initial}");

        public override IReadOnlyList<ParameterSpecification<double>> Parameters(IReadOnlyList<ParameterSpecification<double>> adapting)
            => [new("logarithm", Shape.Scalar, Initializers.Constant(Math.Log(initial)))];

        public override StepSize<double> At(Variables<double> adapting, Variables<double> own, InnerStep<double> at)
        {
            Variable<double> size = own["logarithm"].Exp() / (1 + at.Number);
            return new Variables<double>(
                adapting.Names.Select(
                    name => KeyValuePair.Create(name, name.EndsWith(".bias", StringComparison.Ordinal) ? 0.5 * size : size)));
        }
    }

    /// <summary>Sizes of another rule, less and less far over the iterations.</summary>
    internal sealed class Annealed(StepSizes<double> sizes, Schedule factor) : StepSizes<double>
    {
        public override string Description => $"{sizes.Description} times {factor.Description}";

        public override IReadOnlyList<ParameterSpecification<double>> Parameters(IReadOnlyList<ParameterSpecification<double>> adapting)
            => sizes.Parameters(adapting);

        public override StepSize<double> At(Variables<double> adapting, Variables<double> own, InnerStep<double> at)
        {
            StepSize<double> whole = sizes.At(adapting, own, at);
            Variable<double> part = at.Episode.Scheduled("annealing", factor);
            return new Variables<double>(adapting.Names.Select(name => KeyValuePair.Create(name, whole.Times(name, part))));
        }
    }
}

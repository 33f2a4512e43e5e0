using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>Learners that a user writes, on nothing but the public surface.</summary>
internal static class OwnLearners
{
    /// <summary>Meta-SGD: a step size for each element, with its sign, learned along with the start. Written out, though an argument of the
    /// library's own adaptation does the same.</summary>
    internal sealed class MetaSgd(Module<double> net, double start) : Adaptation<double>
    {
        public override string Description => $"own meta-sgd {start} of {net.Description}";

        public override IReadOnlyList<MetaPart<double>> Parts { get; } =
        [
            new("net", net.Parameters),
            new("alpha", [.. net.Parameters.Select(parameter => parameter with { Initializer = Initializers.Constant(start) })]),
        ];

        public override Variables<double> Start(Variables<double> meta, Episode<double> episode)
            => meta.Under("net").Map(value => value.BroadcastTo(value.Shape.Prepend(episode.Tasks)));

        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => Loss.MeanSquaredError(net.Forward(x, episode[EpisodeNames.SupportInputs]), episode[EpisodeNames.SupportTargets], 1);

        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => x - (meta.Under("alpha") * gradient);

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => Loss.MeanSquaredError(
                Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<double>.Evaluation), episode[EpisodeNames.QueryTargets], 1);

        public override Variable<double> Predict(Variables<double> x, Variables<double> meta, Variable<double> inputs, Pass<double> pass)
            => net.Forward(x, inputs, pass);
    }

    /// <summary>Meta-curvature: the inner gradient of each weight [out, in] is multiplied by matrices of its own on both sides, that of a
    /// bias [out] on one, learned along with the start. Source: Park and Oliva, Meta-curvature, 2019.</summary>
    internal sealed class MetaCurvature(Module<double> net, double size)
        : NetAdaptation<double>(net, Nn.Loss.MeanSquaredError, StepSizes<double>.Constant(size))
    {
        private const string Part = "curvature";

        public override string Description => $"own meta-curvature, {base.Description}";

        public override IReadOnlyList<MetaPart<double>> Parts =>
        [
            .. base.Parts,
            new(Part, [.. Net.Parameters.SelectMany(
                static parameter => parameter.Shape.Sizes.ToArray().Select((side, axis) => Identity($"{parameter.Name}.{axis}", side)))]),
        ];

        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => base.Update(
                x,
                new(
                    gradient.Select(
                        entry => KeyValuePair.Create(entry.Key, Turned(entry.Value, meta.Under(Part).Under(entry.Key["net.".Length..]))))),
                meta, at);

        private static Variable<double> Turned(Variable<double> gradient, Variables<double> matrices)
        {
            Variable<double> columns = matrices.Count == 2 ? gradient.MatMul(matrices["1"]) : gradient.InsertAxis(-1);
            return matrices["0"].MatMul(columns).Reshape(gradient.Shape);
        }

        private static ParameterSpecification<double> Identity(string name, int side) => new(name, [side, side], new IdentityInitializer());

        private sealed class IdentityInitializer : Initializer<double>
        {
            public override void Fill(Span<double> values, Shape shape, RandomStream random)
            {
                for (int k = 0; k < values.Length; k++)
                {
                    values[k] = k / shape[1] == k % shape[1] ? 1 : 0;
                }
            }
        }
    }

    /// <summary>Prototypes: the mean of each class's embedded support examples; a query is scored by its distance to them. A start and no
    /// steps.</summary>
    internal sealed class Prototypes(Module<double> embedding, int ways) : Adaptation<double>
    {
        public override string Description => $"own prototypes, {ways} ways, of {embedding.Description}";

        public override IReadOnlyList<MetaPart<double>> Parts { get; } = [new("net", embedding.Parameters)];

        public override bool TakesSteps => false;

        public override Variables<double> Start(Variables<double> meta, Episode<double> episode)
        {
            Variable<double> embedded = embedding.Forward(meta.Under("net"), episode[EpisodeNames.SupportInputs]);
            Variable<double> members = episode[EpisodeNames.SupportTargets].OneHot(ways);
            Variable<double> counts = members.Sum([1]).InsertAxis(-1);
            return new([KeyValuePair.Create("prototypes", members.MatMul(embedded, transposeLeft: true) / counts)]);
        }

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => Loss.CrossEntropy(
                Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<double>.Evaluation), episode[EpisodeNames.QueryTargets], 1);

        public override IReadOnlyList<Measure<double>> Measures(
            Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        {
            Variable<double> scores = Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<double>.Evaluation);
            return [new("accuracy", scores.ArgMax([-1]).EqualTo(episode[EpisodeNames.QueryTargets]).Mean([1]))];
        }

        public override Variable<double> Predict(Variables<double> x, Variables<double> meta, Variable<double> inputs, Pass<double> pass)
        {
            Variable<double> queries = embedding.Forward(meta.Under("net"), inputs).InsertAxis(2);
            return -(queries - x["prototypes"].InsertAxis(1)).Square().Sum([-1]);
        }
    }

    /// <summary>A host call in the inner loss: weights of the examples that the host draws anew for each iteration, task and
    /// step.</summary>
    internal sealed class HostWeighted(Module<double> net) : Adaptation<double>
    {
        private readonly NetAdaptation<double> _net = new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05));

        public override string Description => $"host weighted, {_net.Description}";

        public override IReadOnlyList<MetaPart<double>> Parts => _net.Parts;

        public override Variables<double> Start(Variables<double> meta, Episode<double> episode) => _net.Start(meta, episode);

        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        {
            Variable<double> targets = episode[EpisodeNames.SupportTargets];
            Variable<double> weights = at.Host("weights", Draw, [targets.Shape], [])[0];
            return (weights * (net.Forward(x.Under("net"), episode[EpisodeNames.SupportInputs]) - targets).Square()).Mean([1, 2]);
        }

        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => _net.Update(x, gradient, meta, at);

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => _net.Outer(x, meta, episode, at);

        public override Variable<double> Predict(Variables<double> x, Variables<double> meta, Variable<double> inputs, Pass<double> pass)
            => _net.Predict(x, meta, inputs, pass);

        // The keys come first: from a task's key the host makes that task's own stream.
        private static void Draw(HostContext<double> context)
        {
            int tasks = context.ArgumentShape(0)[0];
            int each = context.Result(0).Length / tasks;
            RandomStream random = new(0, "weights");
            for (int task = 0; task < tasks; task++)
            {
                RandomKey.Reopen(context.Argument(0).Slice(task * RandomKey.Length, RandomKey.Length), "weights", random);
                foreach (ref double weight in context.Result(0).Slice(task * each, each))
                {
                    weight = random.NextUniform(0.5, 1.5);
                }
            }
        }
    }

    /// <summary>An outer rule of one's own: a step of fixed length against the direction, with the number of steps so far as its
    /// state.</summary>
    internal sealed class UnitSteps : OuterRule<double>
    {
        public override string Description => "unit steps";

        public override Parameters<double> InitialState(Parameters<double> part)
            => new([KeyValuePair.Create("taken", Tensors.Wrap([0.0], [1]))]);

        public override (Variables<double> Values, Variables<double> State) Step(
            Variables<double> values, Variables<double> direction, Variables<double> state, Variable<double> stepSize)
            => (values - ((stepSize / direction.Norm()) * direction), state.Map(static taken => taken + 1));
    }

    /// <summary>A net whose start is moved by a rule of one's own.</summary>
    internal sealed class OwnRule(Module<double> net) : Adaptation<double>
    {
        private readonly NetAdaptation<double> _net = new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05));

        public override string Description => $"own rule, {_net.Description}";

        public override IReadOnlyList<MetaPart<double>> Parts { get; } = [new("net", net.Parameters, new UnitSteps())];

        public override Variables<double> Start(Variables<double> meta, Episode<double> episode) => _net.Start(meta, episode);

        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => _net.Inner(x, meta, episode, at);

        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => _net.Update(x, gradient, meta, at);

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => _net.Outer(x, meta, episode, at);

        public override Variable<double> Predict(Variables<double> x, Variables<double> meta, Variable<double> inputs, Pass<double> pass)
            => _net.Predict(x, meta, inputs, pass);
    }
}

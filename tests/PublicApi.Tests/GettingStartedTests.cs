using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The programs of docs/getting-started.md, as they stand there, with what they print.</summary>
public sealed class GettingStartedTests
{
    [Fact]
    public void The_meta_gradient_and_its_program_print_what_the_page_says()
    {
        StringWriter Console = new();

        // <guide>
        var model = new Sequential<double>(new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 1));
        using var tape = new Tape<double>();
        var xs = tape.Input([-2, -1, 0.5, 1.5], [4, 1]);        // support set: four points of a sine
        var ys = xs.Sin();
        var xq = tape.Input([-1.5, 0, 1], [3, 1]);              // query set: three others
        var yq = xq.Sin();

        var theta = model.Initialize(seed: 1).On(tape);
        var support = Loss.MeanSquaredError(model.Forward(theta, xs), ys);
        var adapted = theta - 0.1 * tape.Gradient(support, theta);
        var query = Loss.MeanSquaredError(model.Forward(adapted, xq), yq);
        var metaGradient = tape.Gradient(query, theta);
        Console.WriteLine($"query loss {query.Scalar:f6}, norm of the meta-gradient {metaGradient.Norm().Scalar:f6}");

        var program = tape.Compile([xs, xq, .. theta.Values], [query, .. metaGradient.Values]);
        using var workspace = program.CreateWorkspace();
        for (int k = 0; k < theta.Values.Length; k++)
        {
            theta.Values[k].Values.CopyTo(workspace.Input(2 + k));
        }

        double[] otherSupport = [-1.8, -0.3, 0.2, 1.1];
        double[] otherQuery = [-1.2, 0.4, 0.9];
        otherSupport.CopyTo(workspace.Input(0));
        otherQuery.CopyTo(workspace.Input(1));
        workspace.Run();                                        // allocates nothing
        Console.WriteLine($"query loss at other points {workspace.Output(0)[0]:f6}");
        // </guide>
        Guide.RequirePrinted("getting-started.md", Console.ToString(), tolerance: 1e-5);
    }

    [Fact]
    public void The_training_prints_what_the_page_says()
    {
        StringWriter Console = new();

        // <guide>
        var net = new Sequential<float>(
            new Linear<float>(1, 40), Activations.Relu<float>(), new Linear<float>(40, 40), Activations.Relu<float>(),
            new Linear<float>(40, 1));
        var plan = new TrainingPlan<float>
        {
            Learner = new Maml<float>(net, Loss.MeanSquaredError, steps: 1, StepSizes<float>.Constant(0.01)),
            // FirstOrderMaml for first order
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 1000,
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());
        using var evaluator = new Evaluator<float>(plan.Learner);
        var curve = evaluator.Evaluate(trained.MetaParameters, plan.Tasks, seed: 99, count: 100);
        Console.WriteLine($"query loss {curve.After(0).Mean:f2} before and {curve.After(1).Mean:f2} after one inner step");
        // </guide>
        Guide.RequirePrinted("getting-started.md", Console.ToString(), tolerance: 0.05);
    }

    [Fact]
    public void Parts_of_a_net_are_what_the_page_says()
    {
        // <guide>
        var net = new Sequential<float>(
            (
                "features",
                new Sequential<float>(
                    new Linear<float>(1, 40), Activations.Relu<float>(), new Linear<float>(40, 40), Activations.Relu<float>())),
            ("head", new Linear<float>(40, 1)));
        var weights =
            net.Initialize(seed: 1);                        // features.0.weight, features.0.bias, features.2.weight, ..., head.bias

        var embedding = net.Until("head");                            // or net[..^1]
        var twoLayers = net.From("features.2");                       // features.2, features.3 and head
        var sameFeatures = net.With("head", new Linear<float>(40, 5));    // another head
        var start = embedding.Load(weights).Concat(sameFeatures.From("head").Initialize(seed: 2));

        using var tape = new Tape<float>();
        var theta = weights.On(tape);
        var inputs = tape.Input([-1, 0, 1], [3, 1]);
        var embedded = embedding.Forward(theta, inputs);              // [3, 40]: what a head of your own takes
        var scores = net.From("head").Forward(theta, embedded);       // the bits of net.Forward(theta, inputs)
        var onlyTheHead = new NetAdaptation<float>(
            net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.01), adapts: Selection.Only("head"));
        // </guide>
        Assert.Equal(net.Forward(theta, inputs).ToArray(), scores.ToArray());
        Assert.Equal([3, 40], embedded.Shape);
        Assert.Equal(
            ["features.2.weight", "features.2.bias", "head.weight", "head.bias"],
            twoLayers.Parameters.Select(static parameter => parameter.Name));
        Assert.Equal(5, sameFeatures.Forward(sameFeatures.Load(start).On(tape), inputs).Shape[1]);
        Assert.Contains("adapts only head", onlyTheHead.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_the_pages_programs_is_compiled_above()
        => Guide.RequireCompiled("getting-started.md", "GettingStartedTests.cs", 7);

    [Fact]
    public void The_learner_of_the_page_trains()
    {
        var net = new Sequential<float>(new Linear<float>(1, 8), Activations.Tanh<float>(), new Linear<float>(8, 1));
        var plan = new TrainingPlan<float>
        {
            Learner = new Learner<float>("meta-sgd", new MetaSgd(net, 0.01f), new Unrolled<float>(steps: 1)),
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 20,
        };
        var trainer = new Trainer<float>(plan);
        Assert.Equal(20, trainer.Run(trainer.Start()).Iteration);
    }

    private sealed
    class MetaSgd(Module<float> net, float size) : Adaptation<float>
    {
        public override string Description => $"meta-sgd from {size} of {net.Description}";

        public override IReadOnlyList<MetaPart<float>> Parts { get; } =
        [
            new("net", net.Parameters),
            new("alpha", [.. net.Parameters.Select(parameter => parameter with { Initializer = Initializers.Constant(size) })]),
        ];

        public override Variables<float> Start(Variables<float> meta, Episode<float> episode)
            => meta.Under("net").Map(value => value.BroadcastTo(value.Shape.Prepend(episode.Tasks)));

        public override Variable<float> Inner(Variables<float> x, Variables<float> meta, Episode<float> episode, InnerStep<float> at)
            => Loss.MeanSquaredError(net.Forward(x, episode["support.inputs"]), episode["support.targets"], taskAxes: 1);

        public override Variables<float> Update(Variables<float> x, Variables<float> gradient, Variables<float> meta, InnerStep<float> at)
            => x - meta.Under("alpha") * gradient;

        public override Variable<float> Outer(Variables<float> x, Variables<float> meta, Episode<float> episode, InnerStep<float> at)
            => Loss.MeanSquaredError(net.Forward(x, episode["query.inputs"]), episode["query.targets"], taskAxes: 1);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    public void The_layer_of_ones_own_keeps_the_tasks_apart(int block)
    {
        var net = new Sequential<float>(new Linear<float>(1, 16), new Wave(16), new Linear<float>(16, 1));
        var plan = new TrainingPlan<float>
        {
            Learner = new Maml<float>(
                new NetAdaptation<float>(net, static (p, t) => (p - t).Square().Mean(), StepSizes<float>.Constant(0.01)), steps: 1),
            Tasks = new SinusoidTasks<float>(shots: 4, queries: 4),
            Iterations = 2,
            TasksPerBlock = block,
        };
        var trainer = new Trainer<float>(plan);
        Assert.Equal(2, trainer.Run(trainer.Start()).Iteration);
    }

    // <guide>
    internal sealed class Wave(int width) : Module<float>
    {
        public override IReadOnlyList<ParameterSpecification<float>> Parameters { get; } =
        [
            new("factor", [width], Initializers.Normal<float>(1)),
        ];

        protected override Variable<float> Compute(ReadOnlySpan<Variable<float>> parameters, Variable<float> input, Pass<float> pass)
        {
            var factor = parameters[0];                     // [width], or [tasks, width] where each task has its own
            factor = HasTaskAxis(factor, ownRank: 1) ? factor.InsertAxis(1) : factor;
            return (input * factor).Sin();                  // [tasks, examples, width] times [tasks, 1, width]
        }
    }

    // </guide>

    [Fact]
    public void The_layer_that_keeps_statistics_keeps_the_mean_of_each_step()
    {
        var net = new Sequential<float>(
            ("body", new Linear<float>(1, 8)), ("centre", new Centre(8, steps: 2, share: 0.25f)), ("head", new Linear<float>(8, 1)));
        var plan = new TrainingPlan<float>
        {
            Learner = new Maml<float>(new NetAdaptation<float>(net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.01)), steps: 3),
            Tasks = new SinusoidTasks<float>(shots: 4, queries: 4),
            Iterations = 2,
            MetaBatch = 3,
        };
        var trainer = new Trainer<float>(plan);
        var end = trainer.Run(trainer.Start());
        Assert.Equal([2, 8], Tensors.ShapeOf(end.MetaParameters["statistics.centre.running_mean"]));
        Assert.All(Tensors.ToArray(end.MetaParameters["statistics.centre.running_mean"]), static mean => Assert.NotEqual(0, mean));
    }

    // <guide>
    internal sealed class Centre(int features, int steps, float share) : Module<float>
    {
        public override IReadOnlyList<ParameterSpecification<float>> Parameters => [];

        public override IReadOnlyList<ParameterSpecification<float>> Statistics { get; } =
        [
            new("running_mean", [steps, features], Initializers.Constant(0f)),
        ];

        protected override string Settings => $"share {share}";

        protected override Variable<float> Compute(ReadOnlySpan<Variable<float>> parameters, Variable<float> input, Pass<float> pass)
        {
            if (pass.StatisticsUse == StatisticsUse.Given)
            {
                var given = pass.TryGetStatistic("mean", out var collected) ? collected : Kept();
                return input - given.InsertAxis(-2);            // [features], or [tasks, features]
            }

            var mean = input.Mean([-2]);                        // over the examples
            if (pass.StatisticsUse == StatisticsUse.Collect)
            {
                pass.HandOut("mean", mean);
            }
            else if (pass.StatisticsUse == StatisticsUse.Update)
            {
                var before = pass.Statistic("running_mean");    // only this step's row moves
                pass.HandOut(
                    "running_mean", before + share * pass.RowMask(input.Tape, steps).InsertAxis(-1) * (mean.InsertAxis(-2) - before));
            }

            return input - mean.InsertAxis(-2);

            Variable<float> Kept()
            {
                var kept = pass.Statistic("running_mean");      // [steps, features], or [tasks, steps, features]
                return pass.Row(kept, perTask: HasTaskAxis(kept, ownRank: 2));
            }
        }
    }

    // </guide>
}

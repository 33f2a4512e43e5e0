using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>An optimizer that a user writes knows which parameter it is at, in inner loops and as the outer update.</summary>
public class OwnOptimizersTests
{
    private static readonly Sequential<double> Net = new(
        ("body", new Sequential<double>(new Linear<double>(1, 6), Activations.Tanh<double>())), ("head", new Linear<double>(6, 1)));

    [Fact]
    public void Only_what_the_names_say_decays()
    {
        using Tape<double> tape = new();
        OwnOptimizers.DecayOfWeights optimizer = new(decay: 0.5);
        Variables<double> theta = Net.Initialize(1).On(tape).Map(static value => value + 1);
        Variables<double> zero = theta.Map(static value => value.Tape.Zeros(value.Shape));
        (Variables<double> after, _) = optimizer.Step(theta, zero, optimizer.InitialState(theta), 0.25);
        foreach ((string name, Variable<double> value) in theta)
        {
            double kept = name.EndsWith(".weight", StringComparison.Ordinal) ? 1 - (0.25 * 0.5) : 1;
            Assert.Equal(value.ToArray().Select(number => kept * number), after[name].ToArray());
        }
    }

    [Fact]
    public void It_trains_as_inner_and_outer_rule_to_the_same_bits_replayed_or_not_stopped_or_not()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            TrainingPlan<double> plan = Plan(new OwnOptimizers.DecayOfWeights(0.1), new OwnOptimizers.DecayOfWeights(0.2));
            Trainer<double> trainer = new(plan);
            TrainingState<double> whole = trainer.Run(trainer.Start());
            Assert.Equal(Numbers(whole), Numbers(trainer.Run(trainer.Start(), new() { Replay = false, Threads = 1 })));
            string path = Path.Combine(folder, "state");
            new Trainer<double>(plan with { Iterations = 3 }).Run(trainer.Start(), new() { CheckpointPath = path });
            Assert.Equal(Numbers(whole), Numbers(trainer.Run(trainer.Resume(path))));

            // Both decays play a part.
            Assert.NotEqual(
                Numbers(whole), Numbers(Trained(Plan(new OwnOptimizers.DecayOfWeights(0), new OwnOptimizers.DecayOfWeights(0.2)))));
            Assert.NotEqual(
                Numbers(whole), Numbers(Trained(Plan(new OwnOptimizers.DecayOfWeights(0.1), new OwnOptimizers.DecayOfWeights(0)))));

            MetaGradientCertificate certificate = MetaGradientCertificate.Issue(
                plan.Learner, whole.MetaParameters, plan.Tasks.Batch(3, 0, 2));
            Assert.True(certificate.Check.Passed, certificate.ToString());
            Assert.Equal(MetaGradientKind.SecondOrder, certificate.Kind);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_rate_for_each_layer_moves_each_layer_by_its_own()
    {
        OwnOptimizers.RateOfEachLayer inner = new(("body", 0.5), ("head", 0));
        OwnOptimizers.RateOfEachLayer outer = new(("body", 0), ("head", 2));
        TrainingPlan<double> plan = Plan(inner, outer) with { Iterations = 1 };
        Trainer<double> trainer = new(plan);
        TrainingState<double> start = trainer.Start();
        TrainingState<double> end = trainer.Run(start);
        Assert.Equal(["body.0.bias", "body.0.weight", "head.bias", "head.weight"], inner.Asked.Order());
        Assert.Equal(["net.body.0.bias", "net.body.0.weight", "net.head.bias", "net.head.weight"], outer.Asked.Order());
        Assert.Equal(Tensors.ToArray(start.MetaParameters["net.body.0.weight"]), Tensors.ToArray(end.MetaParameters["net.body.0.weight"]));
        Assert.NotEqual(Tensors.ToArray(start.MetaParameters["net.head.weight"]), Tensors.ToArray(end.MetaParameters["net.head.weight"]));
        Parameters<double> adapted = plan.Learner.Adapt(start.MetaParameters, plan.Tasks.Sample(seed: 1, index: 0)).Adapted;
        Assert.Equal(Tensors.ToArray(start.MetaParameters["net.head.weight"]), Tensors.ToArray(adapted["net.head.weight"]));
        Assert.NotEqual(Tensors.ToArray(start.MetaParameters["net.body.0.weight"]), Tensors.ToArray(adapted["net.body.0.weight"]));
    }

    [Fact]
    public void A_rule_of_one_part_sees_the_names_within_it()
    {
        OwnOptimizers.RateOfEachLayer rule = new(("body", 1), ("head", 1));
        using Tape<double> tape = new();
        Parameters<double> part = Net.Initialize(1);
        OuterRule<double> descend = OuterRule<double>.Descend(rule);
        descend.Step(part.On(tape), part.On(tape), descend.InitialState(part).On(tape), tape.Constant(0.1));
        Assert.Equal(["body.0.bias", "body.0.weight", "head.bias", "head.weight"], rule.Asked.Order());
    }

    private static TrainingState<double> Trained(TrainingPlan<double> plan)
    {
        Trainer<double> trainer = new(plan);
        return trainer.Run(trainer.Start());
    }

    private static TrainingPlan<double> Plan(Optimizer<double> inner, Optimizer<double> outer) => new()
    {
        Learner = new Maml<double>(
            new NetAdaptation<double>(Net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05), inner), steps: 2),
        Tasks = new SinusoidTasks<double>(5, 4),
        Iterations = 6,
        MetaBatch = 4,
        TasksPerBlock = 2,
        OuterOptimizer = outer,
        OuterStepSize = 0.05,
    };

    private static double[] Numbers(TrainingState<double> state)
        => [.. state.MetaParameters.Concat(state.OptimizerState).SelectMany(static entry => Tensors.ToArray(entry.Value))];
}

using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>Where nothing says in which passes dropout acts it is refused.</summary>
public class DropoutRefusalTests
{
    private static readonly RandomTasks<double> Tasks = new(5, 6, 2, 2);

    [Theory]
    [InlineData("maml")]
    [InlineData("reptile")]
    [InlineData("pretrained")]
    public void A_trainer_refuses_dropout_by_name(string name)
    {
        Module<double> net = Dropping(0.25);
        Trainer<double> trainer = new(Plans.Of(name switch
        {
            "maml" => new Maml<double>(Adapting(net), 2),
            "reptile" => new Reptile<double>(Adapting(net), 2),
            _ => new JointTraining<double>(net, Loss.MeanSquaredError),
        }));
        RequireRefused("'1.block.1'", () => trainer.Run(trainer.Start()));
        RequireRefused("'1.block.1'", () => trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));
    }

    [Fact]
    public void An_adaptation_and_the_evaluators_refuse_it_too()
    {
        Maml<double> learner = new(Adapting(Dropping(0.25)), 3);
        Parameters<double> start = learner.Initialize(1);
        RequireRefused("'1.block.1'", () => learner.Adapt(start, Tasks.Sample(1, 0)));
        using Evaluator<double> losses = new(learner);
        RequireRefused("'1.block.1'", () => losses.Evaluate(start, Tasks, 1, 3));
        using ClassificationEvaluator<double> evaluator = new(
            new NetAdaptation<double>(Dropping(0.25), Loss.CrossEntropy, StepSizes<double>.Constant(0.1)), 1);
        RandomTasks<double> classes = new(5, 6, 2, 2, classes: true);
        RequireRefused("'1.block.1'", () => evaluator.Evaluate(start, classes, 1, 3));
        Maml<double> channels = new(
            Adapting(new Sequential<double>(new OfImages(), new Dropout2d<double>(0.25), new Flatten<double>(3), new Linear<double>(2, 2))),
            1);
        using Evaluator<double> ofChannels = new(channels);
        RequireRefused("'1'", () => ofChannels.Evaluate(channels.Initialize(1), Tasks, 1, 3));
    }

    [Fact]
    public void Probability_0_drops_nothing_and_a_pass_of_ones_own_is_free_to_drop()
    {
        Maml<double> learner = new(Adapting(Dropping(0)), 3);
        using Evaluator<double> losses = new(learner);
        Assert.Equal(4, losses.Evaluate(learner.Initialize(1), Tasks, 1, 3).Losses.Count);
        using Tape<double> tape = new();
        Module<double> net = Dropping(0.25);
        Variables<double> theta = net.Initialize(1).On(tape);
        Variable<double> x = tape.Input(Tasks.Sample(1, 0).SupportInputs);
        Assert.Equal(net.Forward(theta, x).ToArray(), net.Forward(theta, x, Pass<double>.Evaluation).ToArray());
        Assert.NotEqual(net.Forward(theta, x).ToArray(), net.Forward(theta, x, Pass<double>.Training(1, 0)).ToArray());
    }

    private static NetAdaptation<double> Adapting(Module<double> net) => new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.1));

    private static Sequential<double> Dropping(double probability) => new(
        new Linear<double>(2, 4),
        new Residual<double>(new Sequential<double>(Activations.Tanh<double>(), new Dropout<double>(probability))),
        new Linear<double>(4, 2));

    private static void RequireRefused(string layer, Action action)
    {
        string message = Assert.Throws<InvalidOperationException>(action).Message;
        Assert.StartsWith(
            $"The dropout layer {layer} drops with probability 0.25, and inner loops, trainers and evaluators bring no masks", message,
            StringComparison.Ordinal);
    }

    /// <summary>[..., examples, features] as images of one pixel.</summary>
    private sealed class OfImages : Module<double>
    {
        public override IReadOnlyList<ParameterSpecification<double>> Parameters => [];

        protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
            => input.Reshape([.. input.Shape.Sizes, 1, 1]);
    }
}

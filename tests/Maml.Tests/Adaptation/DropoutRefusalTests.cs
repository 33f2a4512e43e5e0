using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>Dropout acts in no inner loop, so it is refused there.</summary>
public class DropoutRefusalTests
{
    private static readonly RandomTasks<double> Tasks = new(5, 6, 2, 2);

    [Theory]
    [InlineData("maml")]
    [InlineData("reptile")]
    [InlineData("pretrained")]
    public void A_trainer_refuses_dropout_by_name(string name)
    {
        InnerLoop<double> loop = Loop(Dropping(0.25));
        Trainer<double> trainer = new(Plans.Of(name switch
        {
            "maml" => new Maml<double>(loop, 2),
            "reptile" => new Reptile<double>(loop, 2),
            _ => new JointTraining<double>(loop),
        }));
        RequireRefused("'1.block.1'", () => trainer.Run(trainer.Start()));
        RequireRefused("'1.block.1'", () => trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));
    }

    [Fact]
    public void An_inner_loop_and_the_evaluators_refuse_it_too()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Loop(Dropping(0.25));
        TaskData<double> data = TaskData<double>.Single(tape, Tasks.Sample(1, 0));
        RequireRefused("'1.block.1'", () => loop.Adapt(loop.InitializeMetaParameters(1).On(tape), data.SupportInputs, data.SupportTargets, 1));
        RequireRefused("'1.block.1'", () => Evaluator.Evaluate(loop, loop.InitializeMetaParameters(1), Tasks, 1, 3, 0));
        InnerLoop<double> classifier = new(Dropping(0.25), Loss.CrossEntropy, InnerStepSize<double>.Constant(0.1));
        using ClassificationEvaluator<double> evaluator = new(classifier, 1);
        RandomTasks<double> classes = new(5, 6, 2, 2, classes: true);
        RequireRefused("'1.block.1'", () => evaluator.Evaluate(loop.InitializeMetaParameters(1), classes, 1, 3));
        InnerLoop<double> channels = Loop(new Sequential<double>(
            new OfImages(), new Dropout2d<double>(0.25), new Flatten<double>(3), new Linear<double>(2, 2)));
        RequireRefused("'1'", () => Evaluator.Evaluate(channels, channels.InitializeMetaParameters(1), Tasks, 1, 3, 0));
    }

    [Fact]
    public void Probability_0_drops_nothing_and_a_pass_of_ones_own_is_free_to_drop()
    {
        InnerLoop<double> loop = Loop(Dropping(0));
        Assert.Equal(4, Evaluator.Evaluate(loop, loop.InitializeMetaParameters(1), Tasks, 1, 3, 3).Losses.Count);
        using Tape<double> tape = new();
        Module<double> net = Dropping(0.25);
        Variables<double> theta = net.Initialize(1).On(tape);
        Variable<double> x = tape.Input(Tasks.Sample(1, 0).SupportInputs);
        Assert.Equal(net.Forward(theta, x).ToArray(), net.Forward(theta, x, Pass<double>.Evaluation).ToArray());
        Assert.NotEqual(net.Forward(theta, x).ToArray(), net.Forward(theta, x, Pass<double>.Training(1, 0)).ToArray());
    }

    private static InnerLoop<double> Loop(Module<double> net) => new(net, Loss.MeanSquaredError, InnerStepSize<double>.Constant(0.1));

    private static Sequential<double> Dropping(double probability) => new(
        new Linear<double>(2, 4),
        new Residual<double>(new Sequential<double>(Activations.Tanh<double>(), new Dropout<double>(probability))),
        new Linear<double>(4, 2));

    private static void RequireRefused(string layer, Action action)
    {
        string message = Assert.Throws<InvalidOperationException>(action).Message;
        Assert.StartsWith(
            $"The dropout layer {layer} drops with probability 0.25, and inner loops, trainers and evaluators bring no masks", message, StringComparison.Ordinal);
    }

    /// <summary>[..., examples, features] as images of one pixel.</summary>
    private sealed class OfImages : Module<double>
    {
        public override IReadOnlyList<ParameterSpecification<double>> Parameters => [];

        protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
            => input.Reshape([.. input.Shape.Sizes, 1, 1]);
    }
}

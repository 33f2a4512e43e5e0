using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>A task comes out the same alone and in its block, or the training is refused with the name of what mixes the tasks.</summary>
public class TaskAxisAgreementTests
{
    private const int Width = 6;

    [Theory]
    [InlineData("maml", true)]
    [InlineData("maml", false)]
    [InlineData("fomaml", true)]
    [InlineData("reptile", true)]
    public void A_layer_that_matches_its_parameters_with_the_examples_is_refused_by_name(string learner, bool replay)
    {
        // Four tasks in a block of four examples each: the factors [tasks, width] broadcast against [tasks, examples, width] without a
        // word.
        Trainer<double> trainer = new(Plan(new Wave(aligned: false), learner));
        string message = Assert.ThrowsAny<InvalidOperationException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { Replay = replay })).Message;
        Assert.Contains(
            "The layer '1' (Wave) mixes the tasks: of the input [4, 4, 6], with parameters of 4 tasks", message, StringComparison.Ordinal);
        Assert.Contains("docs/getting-started.md", message, StringComparison.Ordinal);
        Assert.EndsWith("Or compute tasks one by one, in blocks of one (TasksPerBlock = 1).", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maml")]
    [InlineData("fomaml")]
    [InlineData("reptile")]
    public void Aligned_it_trains_on_the_task_axis_as_the_other_does_in_a_loop(string learner)
    {
        Trainer<double> aligned = new(Plan(new Wave(aligned: true), learner));
        Trainer<double> loop = new(Plan(new Wave(aligned: false), learner) with { TasksPerBlock = 1 });
        Near.Close(
            Flat.Of(loop.Run(loop.Start()).MetaParameters), Flat.Of(aligned.Run(aligned.Start()).MetaParameters), 1e-12);
    }

    [Fact]
    public void Where_no_task_has_parameters_of_its_own_it_is_right_and_trains()
    {
        Trainer<double> trainer = new(Plan(new Wave(aligned: false), "pretrained"));
        Assert.Equal(2, trainer.Run(trainer.Start()).Iteration);
    }

    [Fact]
    public void A_bias_of_zeros_is_refused_though_the_first_losses_are_right()
    {
        Trainer<double> trainer = new(Plan(new Shift(), "maml"));
        string message = Assert.ThrowsAny<InvalidOperationException>(() => trainer.Run(trainer.Start())).Message;
        Assert.Contains("The layer '1' (Shift) mixes the tasks", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inside_a_residual_block_it_is_named_by_its_path()
    {
        Residual<double> block = new(new Sequential<double>(Activations.Tanh<double>(), new Wave(aligned: false)));
        Trainer<double> trainer = new(Plan(block, "maml"));
        string message = Assert.ThrowsAny<InvalidOperationException>(() => trainer.Run(trainer.Start())).Message;
        Assert.Contains("The layer '1.block.1' (Wave) mixes the tasks", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_activation_that_takes_its_first_axis_for_the_examples_is_refused_by_its_name()
    {
        Activation<double> centred = new("centred", static x => x - x.Mean([0], keepAxes: true));
        Trainer<double> trainer = new(Plan(centred, "maml"));
        string message = Assert.ThrowsAny<InvalidOperationException>(() => trainer.Run(trainer.Start())).Message;
        Assert.Contains("The layer '1' (activation 'centred') mixes the tasks", message, StringComparison.Ordinal);

        // Alone in a block as well: there the first axis is that of one task.
        Trainer<double> single = new(Plan(centred, "maml") with { TasksPerBlock = 1 });
        Assert.Contains(
            "'centred'", Assert.ThrowsAny<InvalidOperationException>(() => single.Run(single.Start())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_mixes_the_tasks_is_told_apart_from_the_layers()
    {
        static Variable<double> Mixing(Variable<double> prediction, Variable<double> target, int taskAxes = 0)
        {
            Variable<double> losses = Loss.MeanSquaredError(prediction, target, taskAxes);
            return taskAxes == 0 ? losses : losses + (0.01 * losses.Sum());
        }

        Trainer<double> trainer = new(Plan(Activations.Tanh<double>(), "maml", Mixing));
        string message = Assert.ThrowsAny<InvalidOperationException>(() => trainer.Run(trainer.Start())).Message;
        Assert.Contains(
            "No layer of the net does so by itself, so the loss or the learner mixes the tasks", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_evaluators_refuse_the_layer_too()
    {
        Maml<double> learner = new(Net(new Wave(aligned: false)), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(0.01));
        using Evaluator<double> losses = new(learner);
        Assert.Contains(
            "'1' (Wave)",
            Assert.ThrowsAny<InvalidOperationException>(
                () => losses.Evaluate(learner.Initialize(1), new SinusoidTasks<double>(25, 25), 1, 25)).Message,
            StringComparison.Ordinal);
        Maml<double> classifier = new(
            new Sequential<double>(new Linear<double>(2, Width), new Wave(aligned: false), new Linear<double>(Width, 2)),
            Loss.CrossEntropy,
            1,
            StepSizes<double>.Constant(0.1));
        using ClassificationEvaluator<double> evaluator = new(classifier);
        Assert.Contains(
            "'1' (Wave)",
            Assert.ThrowsAny<InvalidOperationException>(
                () => evaluator.Evaluate(classifier.Initialize(1), new RandomTasks<double>(4, 4, 2, 2, classes: true), 1, 8)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0.01)]
    [InlineData(3, 0.3)]
    public void A_net_that_rounding_switches_at_many_kinks_is_not_refused(int steps, double size)
    {
        // Long and steep inner loops in float, of many seeds, make much of rounding.
        for (ulong seed = 0; seed < 20; seed++)
        {
            Maml<float> learner = new(
                Nets.Relu<float>(1, 1, width: 40), static (p, t, axes) => Loss.Huber(p, t, 1f, axes), steps,
                StepSizes<float>.Constant(size));
            Trainer<float> trainer = new(Plans.Sinusoid(1) with { Learner = learner, Seed = seed, TasksPerBlock = 6 });
            Assert.Equal(1, trainer.Run(trainer.Start()).Iteration);
        }
    }

    private static TrainingPlan<double> Plan(Module<double> module, string learner, LossFunction<double>? loss = null)
    {
        NetAdaptation<double> net = new(Net(module), loss ?? Loss.MeanSquaredError, StepSizes<double>.Constant(0.01));
        return new()
        {
            Learner = learner switch
            {
                "maml" => new Maml<double>(net, 2),
                "fomaml" => new FirstOrderMaml<double>(net, 2),
                "reptile" => new Reptile<double>(net, 2),
                _ => new JointTraining<double>(net.Net, net.Loss),
            },
            Tasks = new SinusoidTasks<double>(shots: 4, queries: 4),
            Iterations = 2,
            MetaBatch = 8,
            TasksPerBlock = 4,
        };
    }

    private static Module<double> Net(Module<double> module)
        => new Sequential<double>(new Linear<double>(1, Width), module, new Linear<double>(Width, 1));

    /// <summary>sin(x p), with or without room for the examples between the axis of the tasks and that of the features.</summary>
    private sealed class Wave(bool aligned) : Module<double>
    {
        public override IReadOnlyList<ParameterSpecification<double>> Parameters { get; } =
        [
            new("factor", [Width], Initializers.Constant(1.0)),
        ];

        protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
            => (input * (aligned && HasTaskAxis(parameters[0], 1) ? parameters[0].InsertAxis(1) : parameters[0])).Sin();
    }

    private sealed class Shift : Module<double>
    {
        public override IReadOnlyList<ParameterSpecification<double>> Parameters { get; } =
        [
            new("bias", [Width], Initializers.Constant(0.0)),
        ];

        protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
            => input + parameters[0];
    }
}

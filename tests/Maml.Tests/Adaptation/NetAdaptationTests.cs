using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

public class NetAdaptationTests
{
    private static readonly RandomTasks<double> Tasks = new(4, 5, 2, 2);

    [Fact]
    public void Each_step_descends_the_support_loss_and_no_steps_leave_everything_as_it_is()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        Maml<double> learner = new(net, 3);
        Parameters<double> start = learner.Initialize(1);
        Parameters<double> task = Tasks.Sample(1, 0);
        Same.Bits(start, learner.Adapt(start, task, 0).Adapted);
        double before = SupportLoss(net, start, task);
        for (int steps = 1; steps <= 3; steps++)
        {
            AdaptedLearner<double> adapted = learner.Adapt(start, task, steps);
            Assert.Equal(steps, adapted.Steps);
            double after = SupportLoss(net, adapted.Adapted, task);
            Assert.True(after < before);
            before = after;
        }
    }

    [Fact]
    public void Every_task_has_parameters_of_its_own_and_what_does_not_adapt_is_shared()
    {
        using Tape<double> tape = new();
        Sequential<double> model = Nets.Tanh<double>(2, 2);
        NetAdaptation<double> head = new(
            model, Loss.MeanSquaredError, StepSizes<double>.Constant(0.1), new Adam<double>(), Selection.Only("4"));
        Variables<double> meta = MetaPart<double>.Initialize(head.Parts, 1).On(tape);
        Variables<double> x = head.Start(meta, Tasks.Batch(5, 0, 3).On(tape));
        Assert.Equal(["net.4.weight", "net.4.bias"], head.Adapting(x).Names);
        Assert.Equal([3, 2, 5], x["net.4.weight"].Shape);
        Assert.Equal([3, 2, 5], x["inner.moment.1.4.weight"].Shape);
        Assert.Equal([1], x["inner.number.0"].Shape);
        Parameters<double> direction = new Maml<double>(head, 2).Numbers(meta.ToParameters(), Tasks.First(3)).Direction;
        Assert.Contains(Tensors.ToArray(direction["net.0.weight"]), static value => value != 0);
    }

    [Fact]
    public void A_selection_goes_by_whole_module_names()
    {
        string[] names = ["1.weight", "10.weight", "10.bias", "body.1.weight"];
        Assert.Equal(["1.weight"], names.Where(Selection.Only("1").Contains));
        Assert.Equal(["10.weight", "10.bias"], names.Where(Selection.Only("10").Contains));
        Assert.Equal(["10.bias"], names.Where(Selection.Only("10.bias").Contains));
        Assert.Equal(["1.weight", "body.1.weight"], names.Where(Selection.Except("10").Contains));
        Assert.Equal(
            ["10.bias"], names.Where(Selection.Where("biases", static name => name.EndsWith(".bias", StringComparison.Ordinal)).Contains));
        Selection.Only("body").RequireFits(names);
        string message = Assert.Throws<ArgumentException>(() => Selection.Only("1", "head").RequireFits(names)).Message;
        Assert.Contains("'head'", message, StringComparison.Ordinal);
        Assert.Contains("body.1.weight", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Selection.Except("1", "10", "body").RequireFits(names));
        Assert.Throws<ArgumentException>(() => Selection.Only("head."));
        Assert.Throws<ArgumentException>(() => Selection.Only());
    }

    [Theory]
    [InlineData(StepSizeForm.Bounded, 1, false)]
    [InlineData(StepSizeForm.Bounded, 2, true)]
    [InlineData(StepSizeForm.Positive, 2, false)]
    [InlineData(StepSizeForm.Signed, 3, true)]
    public void Learned_step_sizes_begin_where_they_are_said_to_and_every_selection_has_its_own(
        StepSizeForm form, int steps, bool perElement)
    {
        foreach (Selection selection in (Selection[])[Selection.All, Selection.Only("4"), Selection.Except("0")])
        {
            Sequential<double> model = Nets.Tanh<double>(2, 2);
            NetAdaptation<double> learned = new(
                model, Loss.MeanSquaredError, StepSizes<double>.Learned(0.05, steps, perElement, form), adapts: selection);
            NetAdaptation<double> constant = new(model, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05), adapts: selection);
            Parameters<double> start = MetaPart<double>.Initialize(learned.Parts, 1);
            Assert.Equal(model.Parameters.Count(parameter => selection.Contains(parameter.Name)), start.Under("step_size").Count);
            foreach ((string name, var sizes) in start.Under("step_size"))
            {
                Shape shape = Tensors.ShapeOf(start[$"net.{name}"]);
                Assert.Equal(perElement ? shape.Prepend(steps) : [steps], Tensors.ShapeOf(sizes));
            }

            Parameters<double> task = Tasks.Sample(1, 0);
            Near.Close(
                Flat.Of(new Maml<double>(constant, 4).Adapt(MetaPart<double>.Initialize(constant.Parts, 1), task).Adapted),
                Flat.Of(new Maml<double>(learned, 4).Adapt(start, task).Adapted),
                1e-13);
        }
    }

    [Theory]
    [InlineData(-40, 0)]
    [InlineData(0, 0.1)]
    [InlineData(40, 0.2)]
    public void No_bounded_step_size_passes_its_bound(double logit, double size)
    {
        NetAdaptation<double> learned = Learners.Net(StepSizes<double>.Learned(0.05, largest: 0.2));
        NetAdaptation<double> constant = Learners.Net(StepSizes<double>.Constant(size));
        Parameters<double> start = MetaPart<double>.Initialize(constant.Parts, 1);
        Parameters<double> sizes = new(MetaPart<double>.Initialize(learned.Parts, 1).Under("step_size")
            .Select(entry => KeyValuePair.Create(entry.Key, Tensors.Create<double>([logit], [1]))));
        Parameters<double> task = Tasks.Sample(1, 0);
        Near.Close(
            Flat.Of(new Maml<double>(constant, 1).Adapt(start, task).Adapted),
            Flat.Of(new Maml<double>(learned, 1).Adapt(start.Concat(sizes.Prefixed("step_size")), task).Adapted),
            1e-14);
    }

    [Fact]
    public void A_scheduled_step_size_follows_the_iteration_replayed_and_recorded()
    {
        NetAdaptation<double> net = Learners.Net(StepSizes<double>.Scheduled(Schedule.Linear(0.1, 0.01, 5)));
        TrainingPlan<double> plan = Plans.Of(new Maml<double>(net, 2), iterations: 6);
        Trainer<double> trainer = new(plan);
        TrainingState<double> replayed = trainer.Run(trainer.Start());
        Same.Bits(trainer.Run(trainer.Start(), new() { Replay = false }), replayed);
        Trainer<double> constant = new(plan with { Learner = new Maml<double>(Learners.Net<double>(), 2) });
        Assert.NotEqual(Flat.Of(constant.Run(constant.Start()).MetaParameters), Flat.Of(replayed.MetaParameters));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void A_scheduled_step_size_outlives_the_step_that_first_asked_for_it_where_steps_are_given_back(int? tasksPerBlock)
    {
        NetAdaptation<double> net = Learners.Net(StepSizes<double>.Scheduled(Schedule.Linear(0.1, 0.01, 5)));
        Trainer<double> trainer = new(Plans.Of(new Reptile<double>(net, 4), iterations: 6) with { TasksPerBlock = tasksPerBlock });
        Same.Bits(trainer.Run(trainer.Start(), new() { Replay = false }), trainer.Run(trainer.Start()));
    }

    [Fact]
    public void One_that_was_derived_may_be_judged_by_an_array_of_its_own()
    {
        Trainer<double> trainer = new(Plans.Of(new Maml<double>(new Aimed(), 2)) with { Tasks = new Aims() });
        Same.Bits(trainer.Run(trainer.Start(), new() { Replay = false }), trainer.Run(trainer.Start()));
    }

    [Fact]
    public void Without_an_iteration_a_schedule_is_not_taken_at_the_first()
    {
        Reptile<double> learner = new(Learners.Net(StepSizes<double>.Scheduled(Schedule.Linear(0.1, 0.01, 5))), 2);
        Parameters<double> task = new RandomTasks<double>(5, 6, 2, 2).Sample(1, 0);
        Assert.Contains(
            "follow the iteration", Assert.Throws<ArgumentException>(() => learner.Adapt(learner.Initialize(1), task)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_mixes_the_tasks_is_refused()
    {
        // It ignores the task axis: the mean over all tasks would make every inner gradient too small by the number of tasks, and nobody
        // the wiser.
        LossFunction<double> mixing = static (prediction, target, _) => Loss.MeanSquaredError(prediction, target);
        NetAdaptation<double> net = new(Nets.Tanh<double>(2, 2), mixing, StepSizes<double>.Constant(0.1));
        foreach (Learner<double> learner in (Learner<double>[])[
            new Maml<double>(net, 1), new Reptile<double>(net, 1), new JointTraining<double>(net.Net, mixing)])
        {
            string message = Assert.Throws<ArgumentException>(() => learner.Numbers(learner.Initialize(1), Tasks.First(3))).Message;
            Assert.Contains("[3]", message, StringComparison.Ordinal);
            Assert.Contains("[]", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_batch_beyond_the_support_set_is_refused_with_both_numbers(int batch)
    {
        Reptile<double> learner = new(Learners.Net<double>(batch: batch), 1);
        string message = Assert.Throws<ArgumentOutOfRangeException>(
            () => learner.Numbers(learner.Initialize(1), Tasks.Sample(1, 0))).Message;
        Assert.Contains("all 4 examples", message, StringComparison.Ordinal);
        Assert.Contains($"got {batch}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_whose_number_is_a_variable_is_that_of_the_number()
    {
        using Tape<double> tape = new();
        Episode<double> episode = new RandomTasks<double>(7, 2, 3, 1).Batch(5, 0, 2).On(tape);
        foreach (int size in (int[])[1, 2, 3, 5, 7])
        {
            for (int number = 0; number < 16; number++)
            {
                double[] known = new InnerStep<double>(episode, number).Batch(episode[EpisodeNames.SupportInputs], size).ToArray();
                double[] variable = new InnerStep<double>(episode, tape.Input((double)number))
                    .Batch(episode[EpisodeNames.SupportInputs], size).ToArray();
                Assert.Equal(known, variable);
            }
        }
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        Assert.Throws<ArgumentOutOfRangeException>(() => new Maml<double>(net, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderMaml<double>(net, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Reptile<double>(net, 0));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Maml<double>(net, 1).Adapt(new Maml<double>(net, 1).Initialize(1), Tasks.Sample(1, 0), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StepSizes<double>.Learned(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => StepSizes<double>.Learned(0.1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => StepSizes<double>.Learned(double.NaN));
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => StepSizes<double>.Learned(0.1, largest: 0.05)).Message;
        Assert.Contains("got 0.1 with the bound 0.05", message, StringComparison.Ordinal);
        foreach (double size in (double[])[double.NaN, -0.1, double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => StepSizes<double>.Constant(size));
        }
    }

    [Theory]
    [InlineData(new double[] { 1 })]
    [InlineData(new double[] { 0, 0, 0 })]
    [InlineData(new double[] { 0, 0, 1, 1 })]
    [InlineData(new double[] { 0, double.NaN, 1 })]
    public void Weights_that_do_not_fit_the_steps_are_refused(double[] weights)
    {
        string message = Assert.Throws<ArgumentException>(() => new Maml<double>(Learners.Net<double>(), 2, weights)).Message;
        Assert.Contains("Expected 3 finite weights", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropout_acts_where_it_is_said_to_by_the_episode_s_noise_and_whatever_the_blocks()
    {
        Sequential<double> model = new(
            new Linear<double>(2, 12), new Dropout<double>(0.5), Activations.Tanh<double>(), new Linear<double>(12, 2));
        Dictionary<DropoutUse, double[]> ends = [];
        foreach (DropoutUse use in Enum.GetValues<DropoutUse>())
        {
            NetAdaptation<double> net = new(model, Loss.MeanSquaredError, StepSizes<double>.Constant(0.1), dropout: use);
            TrainingPlan<double> plan = Plans.Of(new Maml<double>(net, 2), iterations: 4) with { TasksPerBlock = 3 };
            TrainingState<double> end = Train(plan);
            Same.Bits(end, Train(plan, replay: false));

            // Masks go by a task's number, not by its place in a block.
            Near.Close(Flat.Of(end.MetaParameters), Flat.Of(Train(plan with { TasksPerBlock = 7 }).MetaParameters), 1e-13);
            ends.Add(use, Flat.Of(end.MetaParameters));
        }

        Assert.Equal(4, ends.Values.Select(static values => values[0]).Distinct().Count());
    }

    private static TrainingState<double> Train(TrainingPlan<double> plan, bool replay = true)
    {
        Trainer<double> trainer = new(plan);
        return trainer.Run(trainer.Start(), new() { Threads = 1, Replay = replay });
    }

    private static double SupportLoss(NetAdaptation<double> net, Parameters<double> theta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        return Loss.MeanSquaredError(
            net.Net.Forward(theta.Under("net").On(tape), tape.Input(task.SupportInputs)), tape.Input(task.SupportTargets)).Scalar;
    }

    // Judged by how far its outputs for the support inputs are from a goal.
    private sealed class Aimed() : NetAdaptation<double>(Nets.Tanh<double>(2, 2), Nn.Loss.MeanSquaredError, StepSizes<double>.Constant(0.1))
    {
        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => (Predict(x, meta, episode[EpisodeNames.SupportInputs], Pass<double>.Evaluation) - episode["goal"].InsertAxis(1)).Square()
                .Mean([1, 2]);
    }

    private sealed class Aims : ITaskDistribution<double>
    {
        private static readonly TaskLayout Layout = new(
            (EpisodeNames.SupportInputs, [3, 2]), (EpisodeNames.SupportTargets, [3, 2]), ("goal", [2]));

        public string Description => "aims";

        public TaskLayout LayoutOf(TaskNumber task) => Layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            RandomStream random = arrays.Stream(task.Seed, "aim", task.Index);
            foreach (string name in Layout.Names)
            {
                foreach (ref double value in arrays[name])
                {
                    value = random.NextUniform(-1, 1);
                }
            }
        }
    }

    [Fact]
    public void The_loss_with_its_numbers_is_part_of_the_description()
    {
        static string Of(LossFunction<double> loss) => new NetAdaptation<double>(
            new Linear<double>(2, 3), loss, StepSizes<double>.Constant(0.1)).Description;
        Assert.Contains("; loss CrossEntropy; inner", Of(Loss.CrossEntropy), StringComparison.Ordinal);
        Assert.Contains(
            "; loss CrossEntropy label smoothing 0.1; inner", Of(Loss.CrossEntropyWith<double>(labelSmoothing: 0.1)),
            StringComparison.Ordinal);
        Assert.Contains(
            "; loss Huber delta 2", new JointTraining<double>(new Linear<double>(2, 3), Loss.HuberWith(2.0)).Adaptation.Description,
            StringComparison.Ordinal);
    }
}

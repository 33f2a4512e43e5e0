using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>What goes along a trajectory at its edges: members of x that change places, steps that can't be one program, losses that don't
/// count.</summary>
public class TrajectoryEdgeTests
{
    private static readonly TaskBatch<double> Tasks = new RandomTasks<double>(4, 4, 3, 1).Batch(3, 0, 2);
    private static readonly TaskBatch<double> Others = new RandomTasks<double>(4, 4, 3, 1).Batch(3, 2, 2);

    public static TheoryData<string, int> Moves()
    {
        TheoryData<string, int> moves = [];
        foreach (string name in (string[])["heavy ball", "heavy ball, the other order", "swap", "swap and step"])
        {
            moves.Add(name, 1);
            moves.Add(name, 2);
            moves.Add(name, int.MaxValue);
        }

        return moves;
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void Members_of_x_that_a_step_hands_on_under_another_name_arrive_there(string name, int keepEvery)
    {
        Function adaptation = new()
        {
            Descended = ["a", "b"],
            Step = (x, g) => name switch
            {
                "heavy ball" => Of(("a", x["a"] - (0.1 * g) + (0.5 * (x["a"] - x["b"]))), ("b", x["a"])),
                "heavy ball, the other order" => Of(("b", x["a"]), ("a", x["a"] - (0.1 * g) + (0.5 * (x["a"] - x["b"])))),
                "swap" => Of(("a", x["b"]), ("b", x["a"])),
                _ => Of(("a", x["b"] - (0.1 * g)), ("b", x["a"])),
            },
            IsReversed = name == "heavy ball, the other order",
        };
        double[] weights = [0.1, 0, 0.2, 0, 0, 1];
        Parameters<double> expected = Recorded(adaptation, new Unrolled<double>(5, weights), out double[] losses);
        Parameters<double> replayed = Replayed(adaptation, new TrajectoryAdjoint<double>(5, weights, keepEvery), out double[] found);
        Assert.InRange((expected - replayed).Norm() / expected.Norm(), 0, 1e-12);
        Assert.InRange(Math.Abs(losses[0] - found[0]) / losses[0], 0, 1e-12);
    }

    [Fact]
    public void What_is_frozen_from_a_later_step_on_is_refused()
    {
        Random random = new(5);
        foreach (Func<InnerStep<double>, bool> isClean in (Func<InnerStep<double>, bool>[])[
            static at => at.Known is < 2, static at => at.Known is not null])
        {
            Function adaptation = new() { Scale = at => isClean(at) ? 1 : 1 + random.NextDouble() };
            foreach (MetaGradient<double> way in (MetaGradient<double>[])[new TrajectoryAdjoint<double>(4), new Implicit<double>(4)])
            {
                Assert.ThrowsAny<Exception>(() => Program(adaptation, way));
            }
        }
    }

    [Fact]
    public void A_step_that_goes_by_a_known_number_is_refused_where_the_number_is_a_variable()
    {
        foreach (Function adaptation in (Function[])[
            new() { Scale = static at => at.Known is >= 2 ? 3 : 1 }, new() { OuterScale = static at => at.Known ?? -1 }])
        {
            string message = Assert.Throws<MetaProgramException>(() => Program(adaptation, new TrajectoryAdjoint<double>(5))).Message;
            Assert.Contains("Known", message, StringComparison.Ordinal);
            Program(adaptation, new Unrolled<double>(5));
        }
    }

    [Fact]
    public void Tasks_that_mix_are_refused_whichever_losses_count()
    {
        Function adaptation = new() { Mixes = true };
        foreach (MetaGradient<double> way in (MetaGradient<double>[])[
            new Unrolled<double>(4, [1, 0, 0, 0, 0]), new TrajectoryAdjoint<double>(4, [1, 0, 0, 0, 0])])
        {
            Assert.Contains("mix", Assert.Throws<MetaProgramException>(() => Program(adaptation, way)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_loss_that_does_not_count_may_be_infinite()
    {
        // Steps of that size have overflowed at the end.
        Function adaptation = new() { StepSize = 1e80 };
        double[] weights = [1, 0.5, 0, 0, 0, 0];
        Parameters<double> expected = Recorded(adaptation, new Unrolled<double>(5, weights), out double[] losses);
        Parameters<double> recorded = Recorded(adaptation, new TrajectoryAdjoint<double>(5, weights), out double[] found);
        Assert.Equal(losses, found);
        Assert.True(losses.All(double.IsFinite));
        Assert.Equal(expected.Norm(), recorded.Norm());
    }

    [Fact]
    public void Weights_that_are_zero_in_the_element_type_are_none()
    {
        Assert.Throws<ArgumentException>(() => new Unrolled<float>(1, [1e-60, 0]));
        Assert.Throws<ArgumentException>(() => new TrajectoryAdjoint<float>(1, [1e-60, 0]));
    }

    [Fact]
    public void A_learner_with_nothing_that_adapts_and_any_weights_are_estimated()
    {
        TrainingPlan<double> joint = Plans.Of(new JointTraining<double>(Nets.Tanh<double>(2, 2), Loss.MeanSquaredError));
        Assert.All(joint.Estimate(), static estimate => Assert.True(estimate.Bytes > 0));
        double[] first = [1, .. new double[30]];
        TrainingPlan<double> plan = Plans.Of(
            new("first", Support.Learners.Net<double>(), new TrajectoryAdjoint<double>(30, first, keepEvery: 4)));
        IReadOnlyList<MemoryEstimate> estimates = plan.Estimate();
        Assert.Equal(estimates.Count, estimates.Select(static estimate => estimate.Way).Distinct().Count());
        Assert.All(Plans.Of(Support.Learners.Get<double>("reptile")).Estimate(), static estimate => Assert.True(estimate.Bytes > 0));
    }

    [Fact]
    public void What_the_host_gave_may_be_factorized()
    {
        Function adaptation = new()
        {
            Factor = static at => at.Host(
                "covariance", static context => context.Argument(1)
                    .CopyTo(context.Result(0)), [[2, 2]], [at.Episode.Tape.Constant([2, 1, 1, 3], [2, 2])])[0].Cholesky().Sum(),
        };
        Parameters<double> expected = Recorded(adaptation, new Unrolled<double>(3), out _);
        Parameters<double> replayed = Replayed(adaptation, new TrajectoryAdjoint<double>(3), out _);
        Assert.InRange((expected - replayed).Norm() / expected.Norm(), 0, 1e-12);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(80)]
    [InlineData(300)]
    public void More_turns_than_a_task_needs_change_nothing_in_float(int turns)
    {
        Sequential<float> net = new(
            new Linear<float>(1, 8), Activations.Tanh<float>(), new Linear<float>(8, 8), Activations.Tanh<float>(),
            new Linear<float>(8, 1));
        TaskBatch<float> tasks = new SinusoidTasks<float>(5, 4).Batch(3, 0, 4);

        // With a weak proximal term the Hessian need not curve upwards; with a strong one a tolerance ends the turns.
        foreach ((double proximal, double tolerance) in ((double, double)[])[(0.1, 0), (10, 0), (10, 0.1)])
        {
            NetAdaptation<float> adaptation = new(net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.02), proximal: proximal);
            Learner<float> learner = new("implicit", adaptation, new Implicit<float>(5, turns, tolerance));
            using Tape<float> tape = new();
            Parameters<float> direction = learner.Compute(learner.Initialize(2).On(tape), tasks.On(tape)).Direction.ToParameters();
            Assert.InRange(direction.Norm(), 1e-3f, 1e6f);
        }
    }

    [Fact]
    public void Dead_units_leave_Nystrom_what_it_is()
    {
        Sequential<double> net = new(
            new Linear<double>(1, 8), Activations.Relu<double>(), new Linear<double>(8, 8), Activations.Relu<double>(),
            new Linear<double>(8, 1));
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(3, 0, 4);
        foreach (Selection adapts in (Selection[])[Selection.Only("4"), Selection.Except("0")])
        {
            NetAdaptation<double> adaptation = new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.02), adapts: adapts);
            int all = adapts.Contains("2.weight") ? 81 : 9;
            Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
            Parameters<double> Direction(MetaGradient<double> way)
            {
                using Tape<double> tape = new();
                return way.Compute(adaptation, meta.On(tape), tasks.On(tape)).Direction.ToParameters();
            }

            Parameters<double> expected = Direction(new Implicit<double>(50, turns: 60, damping: 0.5));
            Parameters<double> found = Direction(Implicit<double>.Nystrom(50, all, damping: 0.5));

            // H of a net below its head need not be positive, and conjugate gradients end there.
            if (all == 9)
            {
                Assert.InRange((expected - found).Norm() / expected.Norm(), 0, 1e-6);
            }

            Assert.True(double.IsFinite(found.Norm()) && found.Norm() > 0);
            Assert.True(double.IsFinite(Direction(Implicit<double>.Nystrom(50, 3, damping: 0.5)).Norm()));
        }
    }

    [Fact]
    public void An_optimum_that_no_meta_parameter_moves_is_refused_and_noise_of_the_start_is_not()
    {
        NetAdaptation<double> all = new(Nets.Tanh<double>(3, 1), Loss.MeanSquaredError, StepSizes<double>.Constant(0.02));
        Assert.Contains(
            "proximal", Assert.Throws<ArgumentException>(() => Recorded(all, new Implicit<double>(3), out _)).Message,
            StringComparison.Ordinal);
        Function noisy = new() { Noisy = true, Proximal = 1 };
        Recorded(noisy, new Implicit<double>(3), out _);
        Function counted = new() { Proximal = 1, ReadsState = true };
        Assert.Contains(
            "'b'", Assert.Throws<ArgumentException>(() => Recorded(counted, new Implicit<double>(3), out _)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_workspace_that_is_disposed_says_so()
    {
        MetaWorkspace<double> workspace = Program(new(), new TrajectoryAdjoint<double>(2)).CreateWorkspace();
        workspace.Dispose();
        workspace.Dispose();
        Assert.Throws<ObjectDisposedException>(() => workspace.Run(0));
        Assert.Throws<ObjectDisposedException>(() => workspace.Losses.Length);
        Assert.Throws<ObjectDisposedException>(() => workspace.Direction(0).Length);
    }

    private static Variables<double> Of(params (string Name, Variable<double> Value)[] members)
        => new(members.Select(static member => KeyValuePair.Create(member.Name, member.Value)));

    private static MetaProgram<double> Program(Function adaptation, MetaGradient<double> way)
    {
        Learner<double> learner = new("edge", adaptation, way);
        return new(learner, learner.Initialize(1), Tasks, Others);
    }

    private static Parameters<double> Recorded(Adaptation<double> adaptation, MetaGradient<double> way, out double[] losses)
    {
        Learner<double> learner = new("edge", adaptation, way);
        using Tape<double> tape = new();
        MetaOutcome<double> outcome = learner.Compute(learner.Initialize(1).On(tape), Tasks.On(tape));
        losses = outcome.Losses.ToArray();
        return outcome.Direction.ToParameters();
    }

    private static Parameters<double> Replayed(Function adaptation, MetaGradient<double> way, out double[] losses)
    {
        MetaProgram<double> program = Program(adaptation, way);
        Parameters<double> meta = program.Learner.Initialize(1);
        using MetaWorkspace<double> workspace = program.CreateWorkspace();
        workspace.Write(meta);
        workspace.Write(Tasks);
        workspace.Run(0);
        workspace.Run(0);
        losses = workspace.Losses.ToArray();
        return new(
            meta.Select(
                (entry, k) => KeyValuePair.Create(entry.Key, Tensors.Create(workspace.Direction(k), Tensors.ShapeOf(entry.Value)))));
    }

    /// <summary>A linear model of three numbers, with the edges told by what is set.</summary>
    private sealed class Function : Adaptation<double>
    {
        public string[] Descended { get; init; } = ["a", "b"];

        public Func<Variables<double>, Variable<double>, Variables<double>>? Step { get; init; }

        public Func<InnerStep<double>, double> Scale { get; init; } = static _ => 1;

        public Func<InnerStep<double>, double> OuterScale { get; init; } = static _ => 1;

        public Func<InnerStep<double>, Variable<double>>? Factor { get; init; }

        public bool IsReversed { get; init; }

        public bool Mixes { get; init; }

        public bool Noisy { get; init; }

        public bool ReadsState { get; init; }

        public double StepSize { get; init; } = 0.1;

        public double Proximal { get; init; }

        public override string Description => "edge";

        public override IReadOnlyList<MetaPart<double>> Parts
            => [new(
                "p",
                [.. Descended.Select(static name => new ParameterSpecification<double>(name, [3], Initializers.Uniform<double>(-1, 1)))])];

        public override Variables<double> Start(Variables<double> meta, Episode<double> episode)
        {
            Variable<double> OfTasks(string name) => meta[$"p.{name}"].BroadcastTo([episode.Tasks, 3]);
            Variable<double> first = OfTasks("a");
            first = Noisy ? first + episode.Noise("start", [3]) : first;
            return IsReversed ? Of(("b", OfTasks("b")), ("a", first)) : Of(("a", first), ("b", OfTasks("b")));
        }

        public override Variables<double> Adapting(Variables<double> x) => Of(("a", x["a"]));

        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        {
            Variable<double> loss = Scale(at) * Squares(x["a"], episode[EpisodeNames.SupportInputs], episode[EpisodeNames.SupportTargets]);
            loss = Factor is null ? loss : Factor(at) * loss;
            loss = ReadsState ? loss * (1 + x["b"].Square().Sum([1])) : loss;
            return Proximal == 0 ? loss : loss + (Proximal * (x["a"] - meta["p.a"]).Square().Sum([1]));
        }

        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => Step is null ? Of(("a", x["a"] - (StepSize * gradient["a"])), ("b", x["b"])) : Step(x, gradient["a"]);

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        {
            Variable<double> loss = OuterScale(at) * Squares(
                x["a"] + (0.3 * x["b"]), episode[EpisodeNames.QueryInputs], episode[EpisodeNames.QueryTargets]);
            return Mixes ? loss + loss.Mean() : loss;
        }

        private static Variable<double> Squares(Variable<double> w, Variable<double> inputs, Variable<double> targets)
            => (inputs.MatMul(w.InsertAxis(-1)) - targets).Square().Mean([1, 2]);
    }
}

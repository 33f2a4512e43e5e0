using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>At the optimum of the inner loss the implicit gradient is that of the unrolled way, recorded and as programs.</summary>
public class ImplicitTests
{
    private static readonly Sequential<double> Net = new(
        new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 8), Activations.Tanh<double>(),
        new Linear<double>(8, 1));

    private static readonly TaskBatch<double> Tasks = new SinusoidTasks<double>(5, 4).Batch(3, 0, 4);

    [Theory]
    [InlineData("all")]
    [InlineData("head")]
    [InlineData("momentum")]
    public void With_a_proximal_term_it_agrees_with_unrolled_through_many_steps(string name)
    {
        Adaptation<double> adaptation = Proximal(
            adapts: name == "head" ? Selection.Only("4") : null, optimizer: name == "momentum" ? new Sgd<double>(0.5) : null);
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        Parameters<double> expected = Recorded(new("unrolled", adaptation, new Unrolled<double>(400)), meta, out _);
        Learner<double> learner = new("implicit", adaptation, new Implicit<double>(400, turns: 40));
        Parameters<double> found = Recorded(learner, meta, out MetaOutcome<double> outcome);
        Assert.InRange((expected - found).Norm() / expected.Norm(), 0, 1e-8);
        Measure<double> distance = Assert.Single(outcome.Measures);
        Assert.Equal(Implicit<double>.Distance, distance.Name);
        Assert.All(distance.Values.ToArray(), static norm => Assert.InRange(norm, 0, 1e-8));

        using MetaWorkspace<double> workspace = new MetaProgram<double>(learner, meta, Tasks, Tasks).CreateWorkspace();
        workspace.Write(meta);
        workspace.Write(Tasks);
        workspace.Run(0);
        Parameters<double> replayed = new(
            meta.Select(
                (entry, k) => KeyValuePair.Create(entry.Key, Tensors.Create(workspace.Direction(k), Tensors.ShapeOf(entry.Value)))));
        Assert.InRange((expected - replayed).Norm() / expected.Norm(), 0, 1e-8);
        Assert.All(workspace.Measure(0).ToArray(), static norm => Assert.InRange(norm, 0, 1e-8));
    }

    [Fact]
    public void Far_from_the_optimum_it_is_another_number_and_the_measure_says_so()
    {
        Adaptation<double> adaptation = Proximal();
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        Parameters<double> expected = Recorded(new("unrolled", adaptation, new Unrolled<double>(2)), meta, out _);
        Parameters<double> found = Recorded(new("implicit", adaptation, new Implicit<double>(2)), meta, out MetaOutcome<double> outcome);
        Assert.True((expected - found).Norm() / expected.Norm() > 0.01);
        Assert.All(outcome.Measures[0].Values.ToArray(), static norm => Assert.True(norm > 0.01));
    }

    [Fact]
    public void All_columns_of_Nystrom_give_what_conjugate_gradients_give_with_the_same_damping()
    {
        Adaptation<double> adaptation = Proximal(adapts: Selection.Only("4"));
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        Parameters<double> expected = Recorded(
            new("implicit", adaptation, new Implicit<double>(100, turns: 20, damping: 0.5)), meta, out _);
        Parameters<double> found = Recorded(
            new("implicit", adaptation, Implicit<double>.Nystrom(100, columns: 9, damping: 0.5)), meta, out _);
        Assert.InRange((expected - found).Norm() / expected.Norm(), 0, 1e-8);
        Assert.Throws<ArgumentException>(
            () => Recorded(new("implicit", adaptation, Implicit<double>.Nystrom(100, columns: 10, damping: 0.5)), meta, out _));
    }

    [Fact]
    public void Columns_as_many_as_the_Hessian_has_rank_are_enough_for_Nystrom()
    {
        // The head on five examples: nine numbers adapt, and the squared error curves in five directions.
        NetAdaptation<double> adaptation = new(Net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.02), adapts: Selection.Only("4"));
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        Parameters<double> expected = Recorded(new("implicit", adaptation, new Implicit<double>(50, turns: 20, damping: 0.5)), meta, out _);
        Parameters<double> found = Recorded(
            new("implicit", adaptation, Implicit<double>.Nystrom(50, columns: 5, damping: 0.5)), meta, out _);
        Assert.InRange((expected - found).Norm() / expected.Norm(), 0, 1e-6);
        Parameters<double> fewer = Recorded(
            new("implicit", adaptation, Implicit<double>.Nystrom(50, columns: 1, damping: 0.5)), meta, out _);
        Assert.True((expected - fewer).Norm() / expected.Norm() > 1e-3);
    }

    [Fact]
    public void A_tolerance_ends_the_turns_of_each_task_by_itself()
    {
        Adaptation<double> adaptation = Proximal();
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        Parameters<double> exact = Recorded(new("implicit", adaptation, new Implicit<double>(200, turns: 40)), meta, out _);
        Parameters<double> near = Recorded(new("implicit", adaptation, new Implicit<double>(200, turns: 40, tolerance: 1e-3)), meta, out _);
        Parameters<double> far = Recorded(new("implicit", adaptation, new Implicit<double>(200, turns: 40, tolerance: 0.3)), meta, out _);
        double ofNear = (exact - near).Norm() / exact.Norm();
        double ofFar = (exact - far).Norm() / exact.Norm();
        Assert.InRange(ofNear, 1e-12, 1e-2);
        Assert.True(ofFar > ofNear);
    }

    [Fact]
    public void What_only_the_way_to_the_optimum_depends_on_has_direction_0()
    {
        Adaptation<double> adaptation = new NetAdaptation<double>(
            Net, Loss.MeanSquaredError, StepSizes<double>.Learned(0.02, steps: 2, form: StepSizeForm.Signed), proximal: 10);
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        Parameters<double> found = Recorded(new("implicit", adaptation, new Implicit<double>(10)), meta, out _);
        Assert.All(
            found.Under("step_size"), static entry => Assert.All(Tensors.ToArray(entry.Value), static value => Assert.Equal(0, value)));
    }

    [Fact]
    public void An_inner_loss_that_changes_from_step_to_step_is_refused()
    {
        Sequential<double> dropped = new(new Linear<double>(1, 8), new Dropout<double>(0.5), new Linear<double>(8, 1));
        foreach (Adaptation<double> adaptation in (Adaptation<double>[])
        [
            Proximal(batch: 2),
            new NetAdaptation<double>(dropped, Loss.MeanSquaredError, StepSizes<double>.Constant(0.01), dropout: DropoutUse.Inner),
        ])
        {
            Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
            Learner<double> learner = new("implicit", adaptation, new Implicit<double>(10));
            Assert.Contains(
                "changes from step to step", Assert.Throws<ArgumentException>(() => Recorded(learner, meta, out _)).Message,
                StringComparison.Ordinal);
            Assert.ThrowsAny<Exception>(() => new MetaProgram<double>(learner, meta, Tasks));
        }
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Implicit<double>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Implicit<double>(1, turns: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Implicit<double>(1, tolerance: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Implicit<double>(1, damping: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Implicit<double>.Nystrom(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Implicit<double>.Nystrom(1, 3, 0));
    }

    private static NetAdaptation<double> Proximal(Selection? adapts = null, Optimizer<double>? optimizer = null, int? batch = null)
        => new(Net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.02), optimizer, adapts, batch, proximal: 10);

    private static Parameters<double> Recorded(Learner<double> learner, Parameters<double> meta, out MetaOutcome<double> outcome)
    {
        Tape<double> tape = new();
        outcome = learner.Compute(meta.On(tape), Tasks.On(tape));
        return outcome.Direction.ToParameters();
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>What grows with the number of inner steps and what does not, in bytes handed out by the pool.</summary>
public class MemoryTests
{
    private const int Few = 2;
    private const int Many = 34;

    private static readonly FewShotTask<float> Task = new SinusoidTasks<float>(20, 20).Sample(1, 0);

    [Theory]
    [InlineData("sgd", 1)]
    [InlineData("momentum", 2)]
    [InlineData("adam", 3)]
    public void Detached_adaptation_keeps_one_step_and_the_parameters_along_the_way(string rule, int sets)
    {
        // Only theta_k is left of each step, and while there is one the moments; the rest of a step is many times as much.
        long perStep = PerStep(rule, (tape, loop, steps) =>
        {
            TaskData<float> task = TaskData<float>.Single(tape, Task);
            loop.Adapt(loop.InitializeMetaParameters(1).On(tape), task.SupportInputs, task.SupportTargets, steps, gradient: InnerGradient.Detached);
        });
        Assert.InRange(perStep, 1, ThetaBytes + 1000);

        long reptile = PerStep(rule, (tape, loop, steps) => Compute(tape, new Reptile<float>(loop, steps)));
        Assert.InRange(reptile, 1, ThetaBytes + 1000);

        long exact = PerStep(rule, (tape, loop, steps) => Compute(tape, new Maml<float>(loop, steps)));
        Assert.True(exact > (4 + sets) * ThetaBytes, $"{exact} bytes a step");
    }

    [Fact]
    public void First_order_keeps_less_than_exact()
    {
        long exact = PerStep("sgd", (tape, loop, steps) => Compute(tape, new Maml<float>(loop, steps)));
        long firstOrder = PerStep("sgd", (tape, loop, steps) => Compute(tape, new Maml<float>(loop, steps, InnerGradient.FirstOrder)));
        Assert.True(firstOrder < exact, $"{firstOrder} and {exact} bytes a step");
    }

    [Fact]
    public void As_programs_first_order_and_Reptile_do_not_grow_with_the_steps_and_exact_does()
    {
        Assert.Equal(ProgramBytes(loop => new Reptile<float>(loop, Few)), ProgramBytes(loop => new Reptile<float>(loop, Many)));
        Assert.Equal(
            ProgramBytes(loop => new Maml<float>(loop, Few, InnerGradient.FirstOrder)),
            ProgramBytes(loop => new Maml<float>(loop, Many, InnerGradient.FirstOrder)));
        Assert.True(ProgramBytes(loop => new Maml<float>(loop, Many)) > 4 * ProgramBytes(loop => new Maml<float>(loop, Few)));
    }

    [Fact]
    public void What_was_released_is_never_taken_for_a_constant()
    {
        using PoolCheck check = new();
        using Tape<float> tape = check.Tape<float>();
        InnerLoop<float> loop = Loop("adam");
        TaskData<float> task = TaskData<float>.Single(tape, Task);
        Trajectory<float> trajectory = loop.Adapt(
            loop.InitializeMetaParameters(1).On(tape), task.SupportInputs, task.SupportTargets, 3, gradient: InnerGradient.Detached);
        Assert.True(float.IsFinite(trajectory.SupportLosses[1].Scalar));
        string message = Assert.Throws<ObjectDisposedException>(
            () => tape.Gradient(trajectory.SupportLosses[1], trajectory.Parameters[1])).Message;
        Assert.Contains("ReleaseFrom", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_outstanding_when_the_tape_is_gone(string learner)
    {
        BufferPool pool = new() { Poison = true };
        using (Tape<double> tape = new(pool))
        {
            MetaLearner<double> one = Learners.Get<double>(learner);
            one.Compute(
                one.InnerLoop.InitializeMetaParameters(1).On(tape), TaskData<double>.Stack(tape, new RandomTasks<double>(5, 6, 2, 2).First(3)));
            Assert.True(pool.Outstanding > 0);
        }

        pool.AssertEmpty();
    }

    public static TheoryData<string> Names => Learners.AsTheory;

    private static long ThetaBytes { get; } = Loop("sgd").InitializeMetaParameters(1).ElementCount * sizeof(float);

    private static long PerStep(string rule, Action<Tape<float>, InnerLoop<float>, int> run) => (Peak(rule, run, Many) - Peak(rule, run, Few)) / (Many - Few);

    private static long Peak(string rule, Action<Tape<float>, InnerLoop<float>, int> run, int steps)
    {
        using PoolCheck check = new();
        using Tape<float> tape = check.Tape<float>();
        run(tape, Loop(rule), steps);
        return check.Pool.PeakBytes;
    }

    private static void Compute(Tape<float> tape, MetaLearner<float> learner)
        => learner.Compute(learner.InnerLoop.InitializeMetaParameters(1).On(tape), TaskData<float>.Single(tape, Task));

    private static long ProgramBytes(Func<InnerLoop<float>, MetaLearner<float>> make)
    {
        using Tape<float> tape = new();
        MetaLearner<float> learner = make(Loop("sgd"));
        Variables<float> theta = learner.InnerLoop.InitializeMetaParameters(1).On(tape);
        TaskData<float> task = TaskData<float>.Single(tape, Task);
        MetaResult<float> result = learner.Compute(theta, task, DerivativeUse.Differentiable);
        return tape.Compile(
            [.. theta.Values, task.SupportInputs, task.SupportTargets, task.QueryInputs, task.QueryTargets], [.. result.Gradient.Values]).WorkspaceBytes;
    }

    private static InnerLoop<float> Loop(string rule) => new(
        Nets.Relu<float>(1, 1, width: 40),
        Loss.MeanSquaredError,
        InnerStepSize<float>.Constant(0.001),
        rule switch { "sgd" => new Sgd<float>(), "momentum" => new Sgd<float>(0.5f), _ => new Adam<float>() });
}

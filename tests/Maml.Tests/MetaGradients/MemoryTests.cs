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

    private static readonly TaskBatch<float> Tasks = new SinusoidTasks<float>(20, 20).Batch(1, 0, 1);

    [Theory]
    [InlineData("sgd", 1)]
    [InlineData("momentum", 2)]
    [InlineData("adam", 3)]
    public void Reptile_keeps_one_step_and_exact_keeps_them_all(string rule, int sets)
    {
        long reptile = PerStep(rule, static (net, steps) => new Reptile<float>(net, steps));
        Assert.InRange(reptile, 0, ThetaBytes + 1000);
        long exact = PerStep(rule, static (net, steps) => new Maml<float>(net, steps));
        Assert.True(exact > (4 + sets) * ThetaBytes, $"{exact} bytes a step");
    }

    [Fact]
    public void First_order_keeps_less_than_exact()
    {
        long exact = PerStep("sgd", static (net, steps) => new Maml<float>(net, steps));
        long firstOrder = PerStep("sgd", static (net, steps) => new FirstOrderMaml<float>(net, steps));
        Assert.True(firstOrder < exact, $"{firstOrder} and {exact} bytes a step");
    }

    [Fact]
    public void As_programs_first_order_and_Reptile_do_not_grow_with_the_steps_and_exact_does()
    {
        Assert.Equal(ProgramBytes(static net => new Reptile<float>(net, Few)), ProgramBytes(static net => new Reptile<float>(net, Many)));
        Assert.Equal(
            ProgramBytes(static net => new FirstOrderMaml<float>(net, Few)),
            ProgramBytes(static net => new FirstOrderMaml<float>(net, Many)));
        Assert.True(ProgramBytes(static net => new Maml<float>(net, Many)) > 4 * ProgramBytes(static net => new Maml<float>(net, Few)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_outstanding_when_the_tape_is_gone(string learner)
    {
        BufferPool pool = new() { Poison = true };
        using (Tape<double> tape = new(pool))
        {
            Learner<double> one = Learners.Get<double>(learner);
            one.Compute(one.Initialize(1).On(tape), new RandomTasks<double>(5, 6, 2, 2).Batch(5, 0, 3).On(tape));
            Assert.True(pool.Outstanding > 0);
        }

        pool.AssertEmpty();
    }

    public static TheoryData<string> Names => Learners.AsTheory;

    private static long ThetaBytes { get; } = Net("sgd").Net.Initialize(1).ElementCount * sizeof(float);

    private static long PerStep(string rule, Func<NetAdaptation<float>, int, Learner<float>> make)
        => (Peak(make(Net(rule), Many)) - Peak(make(Net(rule), Few))) / (Many - Few);

    private static long Peak(Learner<float> learner)
    {
        using PoolCheck check = new();
        using Tape<float> tape = check.Tape<float>();
        learner.Compute(learner.Initialize(1).On(tape), Tasks.On(tape));
        return check.Pool.PeakBytes;
    }

    private static long ProgramBytes(Func<NetAdaptation<float>, Learner<float>> make)
    {
        Learner<float> learner = make(Net("sgd"));
        return new MetaProgram<float>(learner, learner.Initialize(1), Tasks).Program.WorkspaceBytes;
    }

    private static NetAdaptation<float> Net(string rule) => new(
        Nets.Relu<float>(1, 1, width: 40),
        Loss.MeanSquaredError,
        StepSizes<float>.Constant(0.001),
        rule switch { "sgd" => new Sgd<float>(), "momentum" => new Sgd<float>(0.5f), _ => new Adam<float>() });
}

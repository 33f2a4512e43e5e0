using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

/// <summary>What holds of all passes.</summary>
public sealed class PassesTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public static TheoryData<string> Names
        => [.. ProgramCompiler<double>.Passes(ProductOrder.AsRecorded, RecomputationCosts.Always).Select(static pass => pass.Name)];

    public void Dispose() => _pool.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_pass_a_program_gives_the_same_bits(string without)
    {
        using Tape<double> tape = _pool.Tape<double>();
        (Variable<double>[] inputs, Variable<double>[] outputs) = Record(tape);
        IReadOnlyList<Pass<double>> all = ProgramCompiler<double>.Passes(ProductOrder.AsRecorded, RecomputationCosts.Always);

        // Views must be no instructions any more when memory is planned.
        Pass<double>[] rest = [.. all.Where(pass => pass.Name != without || without == "pruning")];
        using Workspace<double> workspace = tape.Compile(inputs, outputs, rest).CreateWorkspace(_pool.Pool);
        ReplayedBits.Check(workspace, inputs, outputs);
    }

    [Theory]
    [InlineData("folding", 1)]
    [InlineData("broadcasts", 1)]
    [InlineData("signs", 1)]
    [InlineData("sharing", 1)]
    [InlineData("absorption", 1)]
    public void Without_a_pass_more_operations_are_computed(string without, int fewest)
    {
        using Tape<double> tape = _pool.Tape<double>();
        (Variable<double>[] inputs, Variable<double>[] outputs) = Record(tape);
        IReadOnlyList<Pass<double>> all = ProgramCompiler<double>.Passes(ProductOrder.AsRecorded, RecomputationCosts.Measured);
        int with = tape.Compile(inputs, outputs, all).ComputedOperations;
        Assert.InRange(
            tape.Compile(inputs, outputs, [.. all.Where(pass => pass.Name != without)]).ComputedOperations, with + fewest, int.MaxValue);
    }

    [Fact]
    public void A_trace_has_every_pass_in_order_and_ends_with_the_program()
    {
        using Tape<double> tape = _pool.Tape<double>();
        (Variable<double>[] inputs, Variable<double>[] outputs) = Record(tape);
        IReadOnlyList<ProgramPass> trace = tape.TracePasses(inputs, outputs);
        Assert.Equal(
            [
                "slicing", "folding", "broadcasts", "signs", "sharing", "stand-ins", "pruning", "absorption", "gathering", "recomputation",
                "planning"
            ],
            trace.Select(static pass => pass.Name));
        Program<double> program = tape.Compile(inputs, outputs);
        Assert.Equal(program.ToString(), trace[^1].Listing);
        Assert.Equal(program.ComputedOperations, trace[^1].Operations);
        Assert.True(trace[0].Operations > trace[^1].Operations);
        Assert.True(trace[^1].Steps < trace[^1].Operations);
        Assert.All(trace, static pass => Assert.True(pass.Microseconds > 0));
        Assert.Contains("reassociation", tape.TracePasses(inputs, outputs, ProductOrder.Cheapest).Select(static pass => pass.Name));
    }

    // A block of a net on a task axis, one inner step and the gradient through it: something for every pass.
    private static (Variable<double>[] Inputs, Variable<double>[] Outputs) Record(Tape<double> tape)
    {
        RandomStream random = new(3, "passes");
        Variable<double> Draw(Shape shape)
            => tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(_ => random.NextNormal())], shape);
        Variable<double> images = Draw([2, 3, 1, 8, 8]);
        Variable<double>[] theta = [Draw([4, 1, 3, 3]), Draw([4, 1, 1]), Draw([64, 5]), Draw([5])];
        Variable<double>[] own = [.. theta.Select(parameter => parameter.BroadcastTo(parameter.Shape.Prepend(2)))];
        Variable<double> Loss(Variable<double>[] p)
        {
            Variable<double> x = images.Convolve(p[0], ConvolutionGeometry.Square(padding: 1));
            Variable<double> centred = x - x.Mean([1, 3, 4], keepAxes: true);
            Variable<double> hidden = ((centred / (centred.Square().Mean([1, 3, 4], keepAxes: true) + 1e-5).Sqrt()) + p[1].InsertAxis(1))
                .Relu();
            Variable<double> logits = hidden.Reshape([6, 4, 8, 8]).MaxPool(2).Reshape([2, 3, 64]).MatMul(p[2]) + p[3].InsertAxis(1);
            return (logits.LogSoftmax() * -0.5).Sum();
        }

        Variable<double>[] gradient = tape.Gradient(Loss(own), own);
        Variable<double>[] adapted = [.. own.Zip(gradient, static (parameter, direction) => parameter - (0.1 * direction))];
        Variable<double> query = Loss(adapted);
        return ([images, .. theta], [query, .. tape.Gradient(query, theta)]);
    }
}

using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

public sealed class FoldingTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void What_depends_on_constants_alone_is_a_constant()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2], [2]);
        Variable<double> constant = (tape.Constant([1.0, 3], [2]) * 2.0).Exp().Reshape([2, 1]).Reshape([2]);
        ProgramGraph<double> graph = Traced.After("folding", [x], x * constant);
        Instruction<double> only = Assert.Single(graph.Instructions);
        Value folded = graph.Values[only.Inputs[1]];
        Assert.Equal((ValueKind.Constant, constant.Index), (folded.Kind, folded.Node));
        Assert.Equal(4, graph.Counts.Folded);
    }

    [Fact]
    public void A_view_under_its_own_shape_is_what_it_is_a_view_of()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2], [2]);
        Variable<double> same = x.Reshape([2]).Exp().BroadcastTo([2]);
        Assert.Single(Traced.After("folding", [x], same).Instructions);

        // What is detached is the same, and a barrier is none the less one.
        Assert.Equal(2, Traced.After("folding", [x], x.Detach().Exp()).Instructions.Count);
        Assert.Equal(2, Traced.After("folding", [x], x.Unshared().Exp()).Instructions.Count);
    }

    [Fact]
    public void A_call_to_the_host_on_constants_is_no_constant()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> constant = tape.Constant([1.0, 2], [2]);
        Variable<double> called = tape.Apply(new CustomOperation<double>(
            "call", static inputs => inputs[0], static context => context.Input(0).CopyTo(context.Output), isPure: false), constant);
        Assert.Single(Traced.After("folding", [], called).Instructions);
    }
}

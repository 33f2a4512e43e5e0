using AutogradMaml.Autograd.Tests.Programs.Passes;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

public sealed class ProgramGraphTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Makers_and_readers_are_those_of_the_memory()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[4], [2, 2]);
        Variable<double> a = x.Exp();
        Variable<double> b = a.Reshape([4]).Sin();
        Variable<double> c = b * b;
        ProgramGraph<double> graph = Traced.After("pruning", [x], c.Reshape([2, 2]), a);

        // %0 = x, %1 = a, %3 = b, %4 = c; %2 is the view of a.
        Assert.Null(graph.MakerOf(0));
        Assert.Equal([0], graph.ReadersOf(0));
        Assert.Equal(0, graph.MakerOf(1));
        Assert.Equal([1], graph.ReadersOf(1));
        Assert.Equal(1, graph.OwnerOf(2));
        Assert.False(graph.IsMadeOnlyFor(1, 1), "It is an output.");
        Assert.False(graph.IsMadeOnlyFor(3, 2), "It is read twice.");
        Assert.Equal(2, graph.ReadingsOf(3));
        Assert.False(graph.IsMadeOnlyFor(0, 0), "Nothing makes an input.");
        Assert.True(graph.IsOutput(1));
        Assert.True(graph.IsOutput(4));
        Assert.Empty(graph.ReadersOf(4));
        Assert.True(Traced.After("pruning", [x], b).IsMadeOnlyFor(1, 1));
    }

    [Fact]
    public void An_instruction_knows_how_it_is_computed_tile_by_tile()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[6], [2, 3]);
        Variable<double> row = tape.Input(new double[3], [3]);
        ProgramGraph<double> graph = Traced.After(
            "pruning", [x, row], (x + row).Sum([0]), x.MatMul(row.Reshape([3, 1])), x.Slice(0, 0, 0) + row);
        Instruction<double> add = graph.Instructions[0];
        Instruction<double> sum = graph.Instructions[1];
        Assert.Equal([2, 3], add.LoopSizes);
        Assert.Equal((Shape.Create(2, 3), Shape.Create(2, 3)), (add.LoopShape, sum.LoopShape));
        Assert.Equal((false, true), (add.IsGathered, sum.IsGathered));
        Assert.True(sum.ReadsTiles(add.Output));
        Assert.Null(graph.Instructions[2].Tiles);
        Assert.Null(graph.Instructions[^1].Tiles);
    }
}

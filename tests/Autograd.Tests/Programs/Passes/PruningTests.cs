using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

public sealed class PruningTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void What_no_output_needs_goes_and_views_are_memory_under_another_shape()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[6], [6]);
        Variable<double> doubled = 2.0 * x;
        Variable<double> y = doubled.Reshape([2, 3]).Detach().Exp();
        ProgramGraph<double> graph = Traced.After("pruning", [x], y, doubled.Reshape([3, 2]), x.BroadcastTo([4, 6]) + x);
        Assert.Equal(
            [
                "%1 : [6] = scale(2)(%0)", "%3 : [2, 3] = exp(%1 as [2, 3])", "%4 : [1, 6] = add(%0, %0)",
                "%5 : [4, 6] = broadcast to [4, 6](%4)"
            ],
            Traced.Lines(graph));
        Assert.Equal(["output 0 = %3", "output 1 = %1 as [3, 2]", "output 2 = %5"], Traced.Outputs(graph));

        // Four arrays of six numbers in a cache line each, and one of 24 in three.
        Assert.Equal((4 + 3) * 64, graph.Counts.Bytes);
    }

    [Fact]
    public void Values_are_numbered_anew_without_gaps()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2], [2]);
        Variable<double> y = x;
        for (int k = 0; k < 5; k++)
        {
            _ = y.Sin();
            y = -(-y.Exp());
        }

        ProgramGraph<double> graph = Traced.After("pruning", [x], y);
        Assert.Equal(graph.Instructions.Count + 1, graph.Values.Count);
        Assert.Equal(Enumerable.Range(1, graph.Instructions.Count), graph.Instructions.Select(static instruction => instruction.Output));
    }
}

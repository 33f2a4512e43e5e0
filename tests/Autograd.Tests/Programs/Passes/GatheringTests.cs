using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

public sealed class GatheringTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void A_chain_and_the_sum_of_it_are_one_step_and_what_needs_the_sum_another()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[6], [2, 3]);
        Variable<double> y = x.Exp().Square();
        ProgramGraph<double> graph = Traced.After("gathering", [x], y / y.Sum([1], keepAxes: true));
        Assert.Equal([(0, 3), (3, 1)], graph.Runs.Select(static run => (run.First, run.Count)));
        Assert.Equal([2, 3], graph.Runs[0].Sizes!);
    }

    [Fact]
    public void Instructions_on_whole_arrays_stay_by_themselves_and_others_join_across_them()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[4], [2, 2]);
        Variable<double> first = x.Exp();
        Variable<double> product = x.MatMul(x);
        ProgramGraph<double> graph = Traced.After("gathering", [x], first.Tanh(), product);
        Assert.Equal(
            ["%2 : [2, 2] = matmul A B(%0, %0)", "{", "  %1 : [2, 2] = exp(%0)", "  %3 : [2, 2] = tanh(%1)", "}"],
            Traced.Lines(graph));
        Assert.Contains(graph.Runs, static run => run is { Count: 1, Sizes: null });
    }

    [Fact]
    public void A_step_has_no_more_members_than_tiles_fit_in_the_cache()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[4], [4]);
        Variable<double> y = x;
        for (int k = 0; k < (2 * Gathering<double>.MostMembers) + 1; k++)
        {
            y = y.Sin();
        }

        ProgramGraph<double> graph = Traced.After("gathering", [x], y);
        Assert.Equal([Gathering<double>.MostMembers, Gathering<double>.MostMembers, 1], graph.Runs.Select(static run => run.Count));
    }

    [Fact]
    public void Pooling_by_itself_is_computed_on_whole_arrays()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[32], [2, 4, 4]);
        Assert.Null(Assert.Single(Traced.After("gathering", [x], x.Reshape([1, 2, 4, 4]).MaxPool(2)).Runs).Sizes);
        Assert.Equal(2, Assert.Single(Traced.After("gathering", [x], x.Reshape([1, 2, 4, 4]).Exp().MaxPool(2)).Runs).Count);
    }
}

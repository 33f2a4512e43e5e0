using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

public sealed class BroadcastsTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void What_broadcasts_by_itself_reads_the_values_before_they_are_repeated()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[6], [3, 2]);
        Variable<double> row = tape.Input(new double[2], [2]);
        ProgramGraph<double> graph = Traced.After("broadcasts", [x, row], x + row.BroadcastTo([3, 2]));
        Assert.Equal("%3 : [3, 2] = add(%0, %1)", Traced.Lines(graph)[^1]);
    }

    [Fact]
    public void What_is_the_same_along_the_leading_axis_is_computed_once_and_repeated()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> shared = tape.Input(new double[4], [1, 2, 2]);
        Variable<double> product = shared.BroadcastTo([5, 2, 2]).Exp().MatMul(shared.BroadcastTo([5, 2, 2]));
        string[] lines = Traced.Lines(Traced.After("pruning", [shared], product.Sum([1, 2], keepAxes: true)));
        Assert.Equal(
            [
                "%1 : [1, 2, 2] = exp(%0)", "%2 : [1, 2, 2] = matmul A B(%1, %0)", "%3 : [1, 1, 1] = sum(axes 1, 2)(%2)",
                "%4 : [5, 1, 1] = broadcast to [5, 1, 1](%3)"
            ],
            lines);
    }

    [Fact]
    public void Of_two_matrices_the_leading_axis_is_none_of_batches()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> row = tape.Input(new double[4], [1, 4]);
        Variable<double> matrix = tape.Input(new double[8], [4, 2]);
        string[] lines = Traced.Lines(Traced.After("pruning", [row, matrix], row.BroadcastTo([3, 4]).MatMul(matrix)));
        Assert.Equal(["%2 : [3, 4] = broadcast to [3, 4](%0)", "%3 : [3, 2] = matmul A B(%2, %1)"], lines);
    }

    [Theory]
    [InlineData(2.0, 2.0, true)]
    [InlineData(0.0, -0.0, false)]
    [InlineData(2.0, 3.0, false)]
    public void A_constant_of_equal_numbers_is_one_number_repeated(double first, double second, bool isOne)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[2], [2]);
        ProgramGraph<double> graph = Traced.After("broadcasts", [x], x * tape.Constant([first, second], [2]));
        Assert.Equal(isOne ? 0 : 1, graph.ShapeOf(graph.Instructions[^1].Inputs[1]).Rank);
    }

    [Fact]
    public void Nothing_is_done_to_what_has_no_elements()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> row = tape.Input(new double[2], [1, 2]);
        string[] lines = Traced.Lines(Traced.After("broadcasts", [row], row.BroadcastTo([0, 2]).Exp()));
        Assert.Equal(["%1 : [0, 2] = broadcast to [0, 2](%0)", "%2 : [0, 2] = exp(%1)"], lines);
    }
}

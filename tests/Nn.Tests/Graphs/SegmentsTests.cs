using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Graphs;

/// <summary>Rows taken together by number: against loops over the rows, with tasks, and their derivatives.</summary>
public class SegmentsTests
{
    private const int Count = 4;
    private const int Tasks = 3;

    // Segment 1 has no rows.
    private static readonly double[] Numbers = [2, 0, 3, 2, 2, 0];

    private static readonly Dictionary<string, Func<Variable<double>, Variable<double>, Variable<double>>> Functions = new()
    {
        ["sum"] = static (values, segments) => Segments.Sum(values, segments, Count),
        ["mean"] = static (values, segments) => Segments.Mean(values, segments, Count),
        ["max"] = static (values, segments) => Segments.Max(values, segments, Count),
        ["softmax"] = static (values, segments) => Segments.Softmax(values, segments, Count),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_those_of_a_loop_over_the_rows(string name)
    {
        using Tape<double> tape = new();
        double[] values = Samples.Numbers(12, "values");
        double[][] columns =
        [
            .. Enumerable.Range(0, 2).Select(column => Enumerable.Range(0, 6).Select(row => values[(2 * row) + column]).ToArray()),
        ];
        double[] Members(int column, double segment) => [.. columns[column].Where((_, row) => Numbers[row] == segment)];
        double[] expected = name switch
        {
            "softmax" => [.. Enumerable.Range(0, 12).Select(k => Math.Exp(values[k]) / Members(k % 2, Numbers[k / 2]).Sum(Math.Exp))],
            _ => [.. Enumerable.Range(0, 2 * Count).Select(k => (Members(k % 2, k / 2), name) switch
            {
                ([], _) => 0,
                (var members, "sum") => members.Sum(),
                (var members, "mean") => members.Average(),
                (var members, _) => members.Max(),
            })],
        };
        Near.Close(expected, Functions[name](tape.Input(values, [6, 2]), tape.Input(Numbers, [6])).Values, 1e-14);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void First_and_second_derivatives_agree_with_differences(string name)
    {
        Parameters<double> values = new([new("values", Tensors.Create(Samples.Numbers(12, "values"), [6, 2]))]);
        GradientReport report = GradientCheck.Run(
            point => Functions[name](point["values"].Tanh(), point["values"].Tape.Input(Numbers, [6])), values,
            new() { Mode = CheckMode.Full, Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tasks_with_graphs_of_their_own_or_one_for_all_equal_the_loop(string name)
    {
        using Tape<double> tape = new();
        Variable<double> values = Samples.Input(tape, [Tasks, 6, 2]);
        Variable<double> own = tape.Input([.. Numbers, .. Numbers.Reverse(), 0, 0, 1, 1, 3, 3], [Tasks, 6]);
        Variable<double> shared = tape.Input(Numbers, [6]);
        foreach (Variable<double> segments in (Variable<double>[])[own, shared])
        {
            Variable<double> all = Functions[name](values, segments);
            Variable<double> gradient = tape.Gradient(all.Square().Sum(), values);
            for (int task = 0; task < Tasks; task++)
            {
                Variable<double> alone = values.At(0, task);
                Variable<double> one = Functions[name](alone, segments.Shape.Rank == 2 ? segments.At(0, task) : segments);
                Near.Close(one.Values, all.At(0, task).Values, 1e-15);
                Near.Close(tape.Gradient(one.Square().Sum(), alone).Values, gradient.At(0, task).Values, 1e-14);
            }
        }
    }

    [Fact]
    public void A_softmax_of_large_values_is_that_of_their_differences()
    {
        using Tape<double> tape = new();
        Variable<double> segments = tape.Input([0, 0, 1, 1], [4]);
        Variable<double> x = tape.Input([1000, 1001, -1000, -1001], [4, 1]);
        Variable<double> weights = Segments.Softmax(x, segments, 2);
        double less = 1 / (1 + Math.E);
        Near.Close([less, 1 - less, 1 - less, less], weights.Values, 1e-15);
        Assert.All(tape.Gradient(Samples.Weighted(weights), x).ToArray(), static value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void A_step_of_message_passing_is_a_product_with_the_adjacency_matrix()
    {
        using Tape<double> tape = new();
        Variable<double> nodes = Samples.Input(tape, [3, 2]);
        Variable<double> sources = tape.Input([0, 1, 2, 0], [4]);
        Variable<double> targets = tape.Input([1, 2, 0, 2], [4]);
        Variable<double> adjacency = tape.Input([0, 0, 1, 1, 0, 0, 1, 1, 0], [3, 3]);
        Near.Close(adjacency.MatMul(nodes).Values, Segments.Sum(nodes.TakeRows(sources), targets, 3).Values, 1e-15);
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using Tape<double> tape = new();
        Assert.StartsWith(
            "Segments.Mean takes values [rows, width] and segments [rows], or values [tasks, rows, width] and segments [tasks, rows] or " +
                "[rows], got [6, 2] and [5].",
            Assert.Throws<ArgumentException>(() => Segments.Mean(tape.Ones([6, 2]), tape.Ones([5]), 2)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Segments.Sum(tape.Ones([6, 2]), 7 * tape.Ones([6]), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Segments.Max(tape.Ones([6, 2]), 0.5 * tape.Ones([6]), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Segments.Sum(tape.Ones([6, 2]), tape.Ones([6]), 0));
        Assert.StartsWith(
            "The greatest of no rows is not there, got values of shape [0, 2].",
            Assert.Throws<ArgumentException>(() => Segments.Max(tape.Ones([0, 2]), tape.Ones([0]), 2)).Message,
            StringComparison.Ordinal);
        Assert.Equal([0, 0], Segments.Mean(tape.Ones([0, 1]), tape.Ones([0]), 2).ToArray());
    }
}

using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

public sealed class RecordingDifferenceTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Other_inputs_to_the_same_computation_are_no_difference_nor_is_looking_at_values()
        => Assert.Null(Difference((x, number) =>
        {
            Variable<double> y = (x.Sin() + 2.0) * x;
            _ = y.ToString() + y.Sum().Scalar;
            return x.Tape.Gradient(y.Sum(), x);
        }));

    [Fact]
    public void A_number_that_was_drawn_shows_as_a_constant_by_the_operation_that_reads_it()
    {
        RecordingDifference? difference = Difference((x, number) => x * x.Tape.Constant([7.0, number], [2]));
        Assert.Equal(RecordingDifferenceKind.Constant, difference?.Kind);
        Assert.Equal("multiply", difference?.Operation);
        Assert.Equal(
            "a constant of shape [2] that 'multiply' reads is another one each time: element 1 is 1 and then 2", difference?.ToString());
    }

    [Fact]
    public void A_number_that_was_read_from_an_input_shows() => Assert.Equal(
        RecordingDifferenceKind.Setting, Difference((x, number) => x.Values[0] * x)?.Kind);

    [Fact]
    public void A_factor_that_follows_the_iteration_shows_with_both_values()
    {
        RecordingDifference? difference = Difference((x, number) => (0.5 * number) * x);
        Assert.Equal(RecordingDifferenceKind.Setting, difference?.Kind);
        Assert.Contains("0.5", difference?.Message, StringComparison.Ordinal);
        Assert.Contains("'scale(1)'", difference?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Factors_that_differ_in_sign_of_zero_alone_show()
        => Assert.NotNull(Difference((x, number) => (number == 1 ? 0.0 : -0.0) * x));

    [Fact]
    public void Other_operations_show()
    {
        RecordingDifference? difference = Difference((x, number) => number == 1 ? x.Sin() : x.Cos());
        Assert.Equal(RecordingDifferenceKind.Graph, difference?.Kind);
        Assert.Equal("the first recorded 'sin' where the second recorded 'cos'", difference?.Message);
    }

    [Fact]
    public void Other_operands_show() => Assert.Equal(
        RecordingDifferenceKind.Graph,
        Difference((x, number) =>
        {
            Variable<double> sine = x.Sin();
            Variable<double> cosine = x.Cos();
            return (number == 1 ? sine : cosine) * (sine + cosine);
        })?.Kind);

    [Fact]
    public void More_operations_show() => Assert.Contains(
        "the second goes on with 'sin'", Difference((x, number) => number == 1 ? x.Sin() : x.Sin().Sin())?.Message,
        StringComparison.Ordinal);

    [Fact]
    public void Another_output_shows()
    {
        using Tape<double> first = _pool.Tape<double>();
        using Tape<double> second = _pool.Tape<double>();
        Variable<double>[] Sums(Tape<double> tape)
        {
            Variable<double> x = tape.Input(1.0);
            return [x, x.Sin(), x.Sin() + x];
        }

        Variable<double>[] here = Sums(first);
        Variable<double>[] there = Sums(second);
        Assert.Null(first.FindDifference([here[0]], [here[1], here[2]], second, [there[0]], [there[1], there[2]]));
        Assert.Equal(
            "output 0 is another value the second time",
            first.FindDifference([here[0]], [here[1], here[2]], second, [there[0]], [there[2], there[1]])?.Message);
    }

    [Fact]
    public void What_no_output_needs_is_no_difference() => Assert.Null(Difference((x, number) =>
    {
        x.Tape.Constant(number);
        return x.Sin();
    }));

    private RecordingDifference? Difference(Func<Variable<double>, double, Variable<double>> compute)
    {
        using Tape<double> first = _pool.Tape<double>();
        using Tape<double> second = _pool.Tape<double>();
        Variable<double> x = first.Input([0.25, 0.5], [1, 2]).Reshape([2]);
        second.Constant(0.0);
        Variable<double> again = second.Input([0.75, -0.5], [1, 2]).Reshape([2]);
        return first.FindDifference([x], [compute(x, 1)], second, [again], [compute(again, 2)]);
    }
}

using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>Products of batches with one matrix that is repeated for each of them. All numbers are whole, so every order of sums gives the
/// same.</summary>
public sealed class RepeatedMatrixTests : IDisposable
{
    private const int Batches = 3;

    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void The_cotangent_of_the_matrix_is_the_sum_over_the_batches(bool transposeLeft, bool transposeRight)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Shape one = transposeRight ? [4, 2] : [2, 4];
        Variable<double> left = Whole(tape, transposeLeft ? [Batches, 2, 5] : [Batches, 5, 2], 1);
        Variable<double> cotangent = Whole(tape, [Batches, 5, 4], 2);
        Variable<double> matrix = Whole(tape, one, 3);
        Variable<double> repeated = matrix.BroadcastTo(one.Prepend(Batches));
        Variable<double> loss = (left.MatMul(repeated, transposeLeft, transposeRight) * cotangent).Sum();

        // By the repeated one the cotangents of the batches stay apart; their sum is what the matrix gets, asked for alone or together.
        Variable<double> apart = tape.Gradient(loss, repeated);
        Assert.Equal(one.Prepend(Batches), apart.Shape);
        double[] expected = apart.Sum([0]).ToArray();
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            Assert.Equal(expected, tape.Gradient(loss, matrix, use).ToArray());
            Variable<double>[] both = tape.Gradient(loss, [repeated, matrix], use);
            Assert.Equal(apart.ToArray(), both[0].ToArray());
            Assert.Equal(expected, both[1].ToArray());
        }
    }

    [Fact]
    public void Another_reader_of_the_repeats_adds_its_part()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> left = Whole(tape, [Batches, 5, 2], 1);
        Variable<double> matrix = Whole(tape, [1, 2, 4], 3);
        Variable<double> repeated = matrix.BroadcastTo([Batches, 2, 4]);
        Variable<double> weights = Whole(tape, [Batches, 2, 4], 5);
        double[] expected = tape.Gradient(left.MatMul(repeated).Sum(), matrix).ToArray()
            .Zip(weights.Sum([0]).ToArray(), static (x, y) => x + y).ToArray();
        Assert.Equal(expected, tape.Gradient(left.MatMul(repeated).Sum() + (weights * repeated).Sum(), matrix).ToArray());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(Batches, false)]
    [InlineData(Batches, true)]
    public void A_row_or_column_that_is_repeated_within_the_matrix_gets_the_sum_over_the_repeats(int batches, bool transposeRight)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> left = Whole(tape, [batches, 5, 2], 1);
        foreach (Shape small in (Shape[])[[1, 4], [2, 1], [4], [1, 1, 4]])
        {
            Variable<double> line = Whole(tape, small, 3);
            Variable<double> repeated = line.BroadcastTo([batches, 2, 4]);
            Variable<double> product = transposeRight ? left.MatMul(repeated.Transpose(), transposeRight: true) : left.MatMul(repeated);
            Variable<double> loss = (product * Whole(tape, [batches, 5, 4], 2)).Sum();
            Variable<double> apart = tape.Gradient(loss, repeated);
            Assert.Equal(apart.SumTo(small).ToArray(), tape.Gradient(loss, line).ToArray());
            Variable<double> square = line.BroadcastTo(small.Rank > 2 ? [1, 2, 4] : [2, 4]);
            Assert.Equal(small, tape.Gradient(square.MatMul(square, transposeRight: true).Sum(), line).Shape);
        }
    }

    [Theory]
    [InlineData(DerivativeUse.Final)]
    [InlineData(DerivativeUse.Differentiable)]
    public void A_factor_of_the_cotangent_is_taken_after_the_product(DerivativeUse use)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> left = Whole(tape, [2, 5], 1);
        Variable<double> right = Whole(tape, [2, 4], 2);
        Variable<double> weights = Whole(tape, [5, 4], 3);

        // The cotangent of the product is -3 times the weights: greater than what the rule gives, which it then multiplies.
        Variable<double>[] gradient = tape.Gradient((weights * (3.0 * -left.MatMul(right, transposeLeft: true))).Sum(), [left, right], use);
        Assert.Equal((-3.0 * right.MatMul(weights, transposeRight: true)).ToArray(), gradient[0].ToArray());
        Assert.Equal((-3.0 * left.MatMul(weights)).ToArray(), gradient[1].ToArray());
    }

    private static Variable<double> Whole(Tape<double> tape, Shape shape, int seed)
        => tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(k => (double)(((k * k * seed) + k) % 7) - 3)], shape);
}

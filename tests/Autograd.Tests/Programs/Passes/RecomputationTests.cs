using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

/// <summary>What steps compute anew rather than read from memory.</summary>
public sealed class RecomputationTests : IDisposable
{
    // As measured, but for the size.
    private static readonly RecomputationCosts Small = RecomputationCosts.Measured with { GreatBytes = 0 };

    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void A_value_is_computed_anew_where_what_it_comes_from_is_read_anyway()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [50, 60], 1);
        Variable<float> row = Draw(tape, [60], 2);
        Variable<float> scale = row * 2;
        Variable<float> rectified = ((x * scale) + scale).Relu();

        // The second sum needs the first, so the two can't be computed together.
        Variable<float> first = rectified.Square().Sum([0]);
        Program<float> again = Check(tape, [x, row], [((rectified * first) + x).Sum([0])], Small);
        Assert.Equal(3, again.RecomputedOperations);
        Assert.Contains("computed once more  3", again.Summary, StringComparison.Ordinal);

        // Not where another array would have to be read in its place: here two, and a last step that reads neither.
        Variable<float> great = x.Exp();
        Variable<float> stored = ((great * scale) + scale).Relu();
        Variable<float> total = stored.Square().Sum([0]);
        Variable<float>[] outputs = [((stored * total) + x).Sum([0]), great];
        Assert.Equal(0, Check(tape, [x, row], outputs, Small).RecomputedOperations);
        Assert.Equal(3, Check(tape, [x, row], outputs, Small with { Operation = 0.1 }).RecomputedOperations);
    }

    [Fact]
    public void What_is_computed_anew_counts_once_and_takes_no_memory()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [500, 60], 1);
        Variable<float> row = Draw(tape, [60], 2);
        Variable<float> scale = row * 2;
        Variable<float> rectified = ((x * scale) + scale).Relu();
        Variable<float> result = ((rectified * rectified.Square().Sum([0])) + x).Sum([0]);
        Program<float> stored = Check(tape, [x, row], [result], RecomputationCosts.Measured);
        Program<float> anew = Check(tape, [x, row], [result], Small);
        Assert.Equal((0, 3), (stored.RecomputedOperations, anew.RecomputedOperations));
        Assert.Equal(stored.OperationCount, anew.OperationCount);
        Assert.Equal(stored.ComputedOperations, anew.ComputedOperations);
        Assert.Equal(stored.AllBufferBytes, anew.AllBufferBytes);

        // The input alone, and tiles; before, the array as well.
        int array = x.Shape.ElementCount * sizeof(float);
        Assert.InRange(stored.WorkspaceBytes, 2 * array, 2.5 * array);
        Assert.InRange(anew.WorkspaceBytes, array, 1.5 * array);
    }

    [Fact]
    public void Outputs_and_what_a_whole_operation_reads_are_stored()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [50, 60], 1);
        Variable<float> twice = x * 2;
        Variable<float> result = ((twice * twice.Square().Sum()) + x).Sum();
        Assert.Equal(1, Check(tape, [x], [result], Small).RecomputedOperations);
        Assert.Equal(0, Check(tape, [x], [result, twice], Small).RecomputedOperations);
        Assert.Equal(0, Check(tape, [x], [result, twice.MatMul(tape.Ones([60, 2]))], Small).RecomputedOperations);
    }

    [Fact]
    public void Dear_functions_are_not_computed_anew()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [50, 60], 1);
        Variable<float> value = (x * 2).Tanh();
        Assert.Equal(0, Check(tape, [x], [((value * value.Square().Sum()) + x).Sum()], Small).RecomputedOperations);
    }

    [Fact]
    public void An_input_is_not_read_later_than_before_so_that_an_output_may_lie_in_its_place()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [50, 60], 1);
        Variable<float> shift = Draw(tape, [60], 2);
        Variable<float> rectified = (x + shift).Relu();
        Variable<float> first = rectified.Square().Sum([0]);
        Variable<float> result = ((rectified * first) + x).Sum([0]);
        Program<float> program = Check(tape, [x, shift], [result, shift + first], Small);
        Assert.Equal(0, Check(tape, [x, shift], [result], Small).RecomputedOperations);

        // With what a step computes from it the same is done.
        Variable<float> computed = shift * 2;
        Variable<float> other = (x + computed).Relu();
        Assert.Equal(2, Check(tape, [x, shift], [((other * other.Square().Sum([0])) + x).Sum([0])], Small).RecomputedOperations);
        Assert.True(program.MayOverwrite(1, 1));
    }

    [Fact]
    public void An_output_may_still_lie_where_an_input_would_be_read_by_whole_planes()
    {
        // The transpose of pooling compares the elements of a window of the input; the last step writes over it.
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [7, 3, 8, 8], 1);
        Variable<float> gradient = tape.Gradient(x.MaxPool(2).Square().Sum(), [x])[0];
        Variable<float> next = x - (gradient / gradient.Square().Sum([0, 1], keepAxes: true));
        foreach (RecomputationCosts costs in (RecomputationCosts[])[RecomputationCosts.Measured, Small, RecomputationCosts.Always])
        {
            Assert.True(Check(tape, [x], [next], costs).MayOverwrite(0, 0));
        }
    }

    [Fact]
    public void A_chain_of_values_is_computed_anew_from_the_last_that_is_stored()
    {
        // Three steps, each of which needs the sum of the one before.
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Draw(tape, [30, 40], 1);
        Variable<double> a = x * 3;
        Variable<double> b = a + a.Square().Sum();
        Variable<double> c = (b * b.Square().Mean()) - x;
        Variable<double> result = (c * c.Square().Mean()).Sum() + (b * x).Sum();
        Program<double> program = Check(tape, [x], [result, .. tape.Gradient(result, [x])], RecomputationCosts.Always);
        Assert.InRange(program.RecomputedOperations, 3, 40);
    }

    [Fact]
    public void A_convolution_from_one_channel_is_computed_anew_where_that_costs_less_than_to_read_it()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> images = Draw(tape, [6, 1, 28, 28], 1);
        Variable<float> kernels = Draw(tape, [8, 1, 3, 3], 2);

        // Not of the inputs themselves, which are not read later than before.
        Variable<float> x = (images * 2).Convolve(kernels * 2, ConvolutionGeometry.Square(padding: 1));
        Variable<float> result = (x * x.Square().Sum([0, 2, 3], keepAxes: true)).Square().Sum([0, 2, 3]);
        Program<float> stored = Check(tape, [images, kernels], [result], Small with { Convolution = 2 });
        Program<float> anew = Check(tape, [images, kernels], [result], Small with { Convolution = 0.5 });
        Assert.Equal((0, 1), (stored.RecomputedOperations, anew.RecomputedOperations));
        Assert.True(
            stored.WorkspaceBytes - anew.WorkspaceBytes > x.Shape.ElementCount * sizeof(float) * 9 / 10,
            $"{stored.WorkspaceBytes}, {anew.WorkspaceBytes}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_great_block_of_a_net_gives_the_bits_of_a_recording(bool always)
    {
        // 8.4 MB: convolution, batch normalization, ReLU and pooling, and back. The ReLU is not stored.
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> images = Draw(tape, [42, 1, 28, 28], 1);
        Variable<float> kernels = Draw(tape, [64, 1, 3, 3], 2);
        Variable<float> scale = Draw(tape, [64, 1, 1], 3);
        Variable<float> shift = Draw(tape, [64, 1, 1], 4);
        Variable<float> x = images.Convolve(kernels, new ConvolutionGeometry(PaddingY: 1, PaddingX: 1));
        Variable<float> centred = x - x.Mean([0, 2, 3], keepAxes: true);
        Variable<float> normal = centred * (1 / (centred.Square().Mean([0, 2, 3], keepAxes: true) + 1e-5f).Sqrt());
        Variable<float> pooled = ((normal * scale) + (shift * 2)).Relu().MaxPool(2);
        Variable<float>[] inputs = [images, kernels, scale, shift];
        Variable<float>[] outputs = [pooled.Mean(), .. tape.Gradient(pooled.Square().Mean(), [kernels, scale])];
        Program<float> program = Check(tape, inputs, outputs, always ? RecomputationCosts.Always : RecomputationCosts.Measured);
        Assert.InRange(program.RecomputedOperations, 3, 40);
    }

    private static Variable<T> Draw<T>(Tape<T> tape, Shape shape, int seed)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        RandomStream random = new((ulong)seed, "recomputation");
        return tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(_ => T.CreateChecked(random.NextNormal()))], shape);
    }

    // Compiles, runs twice and compares with what was recorded, bit for bit.
    private Program<T> Check<T>(Tape<T> tape, Variable<T>[] inputs, Variable<T>[] outputs, RecomputationCosts costs)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Program<T> program = tape.Compile(inputs, outputs, ProductOrder.AsRecorded, costs);
        using Workspace<T> workspace = program.CreateWorkspace(_pool.Pool);
        ReplayedBits.Check(workspace, inputs, outputs);

        return program;
    }
}

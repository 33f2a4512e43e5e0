using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

/// <summary>Chains that broadcast and end in sums, over sizes that are cut into tiles in every way.</summary>
public sealed class TiledLoopTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public static TheoryData<int[], int[], int[]> Chains => new()
    {
        // The shape that the chain runs over, that of what is broadcast against it, and the axes that are summed at the end.
        { [7, 40], [40], [0] },
        { [25, 10, 40], [25, 1, 40], [1] },
        { [25, 10, 40], [40], [0, 1] },
        { [25, 10, 40], [25, 10, 1], [2] },
        { [25, 10, 40], [10, 1], [0, 2] },
        { [3, 5, 7, 7], [5, 1, 1], [0, 2, 3] },
        { [3, 5, 28, 28], [5, 1, 1], [0, 2, 3] },
        { [3, 2, 33, 41], [2, 1, 1], [0, 2, 3] },
        { [2, 3, 5, 4, 4], [2, 1, 5, 1, 1], [1, 3, 4] },
        { [2, 3, 5, 4, 4], [1, 3, 1, 4, 1], [0, 2, 4] },
        { [4, 3000], [4, 1], [1] },
        { [4, 3000], [3000], [0] },
        { [2, 777, 2], [1, 777, 1], [0, 1, 2] },
        { [3, 700, 5], [3, 1, 5], [1] },
        { [5000], [1], [0] },
        { [1, 1], [1], [0, 1] },
        { [2, 1, 3], [1], [1] },
    };

    public void Dispose() => _pool.Dispose();

    [Theory]
    [MemberData(nameof(Chains))]
    public void A_chain_that_broadcasts_and_ends_in_a_sum_gives_the_bits_of_a_recording(int[] shape, int[] small, int[] axes)
    {
        Replays<double>(shape, small, axes);
        Replays<float>(shape, small, axes);
    }

    [Fact]
    public void A_whole_chain_with_its_sum_is_one_step_and_writes_the_sum_only()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [25, 64, 14, 14], 1);
        Variable<float> scale = Draw(tape, [64, 1, 1], 2);
        Variable<float> sum = ((x * scale).Tanh() + x.Square()).Sum([0, 2, 3]);
        Program<float> program = tape.Compile([x, scale], [sum]);
        Assert.Equal(5, program.ComputedOperations);
        Assert.Equal(1, program.TiledSteps);
        Assert.True(program.WorkspaceBytes < (x.Shape.ElementCount * sizeof(float)) + 65536, $"{program.WorkspaceBytes}");
    }

    // Planes that fill a tile, that share one, and in double one that is longer than a tile.
    [Theory]
    [InlineData(28, 2, 2)]
    [InlineData(28, 3, 2)]
    [InlineData(14, 2, 2)]
    [InlineData(9, 3, 1)]
    [InlineData(7, 2, 2)]
    [InlineData(7, 3, 2)]
    [InlineData(4, 2, 1)]
    [InlineData(3, 2, 2)]
    [InlineData(2, 2, 2)]
    public void Pooling_that_is_computed_tile_by_tile_gives_the_bits_of_a_recording(int size, int window, int stride)
    {
        Pools<float>(size, window, stride);
        Pools<double>(size, window, stride);
    }

    [Fact]
    public void Pooling_shares_the_tiles_of_what_it_reads_and_of_what_reads_it()
    {
        using Tape<float> tape = _pool.Tape<float>();
        (Variable<float>[] inputs, Variable<float>[] outputs) = Pooled(tape, 28, 2, 2);
        Program<float> program = tape.Compile(inputs, outputs[..2]);
        string[] lines = program.ToString().Split('\n');

        // Between braces lines begin with spaces.
        Assert.Contains(
            lines,
            static line => line.StartsWith("  %", StringComparison.Ordinal) && line.Contains("= max pool(", StringComparison.Ordinal));
        Assert.Contains(
            lines, static line => line.StartsWith("  %", StringComparison.Ordinal)
                && line.Contains("tile = max pool transposed(", StringComparison.Ordinal));
    }

    // Planes of which a tile holds one or several; with few kernels several images, and in double and at last planes longer than a tile.
    [Theory]
    [InlineData(28, 28, 5)]
    [InlineData(14, 14, 5)]
    [InlineData(14, 14, 16)]
    [InlineData(7, 7, 64)]
    [InlineData(3, 9, 2)]
    [InlineData(20, 31, 3)]
    [InlineData(2, 1, 700)]
    [InlineData(40, 30, 2)]
    public void A_convolution_from_one_channel_that_is_computed_tile_by_tile_gives_the_bits_of_a_recording(
        int height, int width, int kernels)
    {
        foreach (bool ownKernels in (bool[])[false, true])
        {
            Convolves<float>(height, width, kernels, ownKernels);
            Convolves<double>(height, width, kernels, ownKernels);
        }
    }

    // As many numbers as the result has: three places for each of three images, nine for one.
    [Theory]
    [InlineData(1, 3, 3, 5)]
    [InlineData(1, 1, 9, 5)]
    [InlineData(3, 3, 1, 400)]
    [InlineData(3, 1, 3, 400)]
    public void Kernels_that_are_as_long_as_the_result_are_made_before(int images, int height, int width, int kernels)
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [images, 1, height, width], 1);
        Variable<float> weights = Draw(tape, [kernels, 1, 3, 3], 2);
        Variable<float> result = (x * 3).Convolve(weights * 2, ConvolutionGeometry.Square(padding: 1));
        Assert.Equal(weights.Shape.ElementCount, result.Shape.ElementCount);
        RunsAlike(tape, [x, weights], [(result + 1).Square(), .. tape.Gradient(result.Square().Sum(), [x, weights])]);
    }

    [Fact]
    public void One_array_may_be_taken_for_images_of_two_shapes()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Draw(tape, [2, 1, 28, 28], 1);
        Variable<float> first = Draw(tape, [5, 1, 3, 3], 2);
        Variable<float> second = Draw(tape, [5, 1, 3, 3], 3);
        var geometry = ConvolutionGeometry.Square(padding: 1);
        Variable<float> wide = x.Reshape([2, 1, 14, 56]).Convolve(second, geometry).Reshape([2, 5, 28, 28]);
        Variable<float> result = x.Convolve(first, geometry) + wide;
        RunsAlike(tape, [x, first, second], [result, .. tape.Gradient(result.Square().Sum(), [first, second])]);
    }

    [Fact]
    public void One_array_may_be_taken_for_shared_kernels_and_for_each_task_s_own()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> images = Draw(tape, [6, 1, 28, 28], 1);
        Variable<float> tasks = Draw(tape, [2, 6, 1, 28, 28], 2);
        Variable<float> kernels = Draw(tape, [8, 1, 3, 3], 3);
        var geometry = ConvolutionGeometry.Square(padding: 1);
        Variable<float> own = tasks.Convolve(kernels.Reshape([2, 4, 1, 3, 3]), geometry).Reshape([6, 8, 28, 28]);
        Variable<float> result = images.Convolve(kernels, geometry) + own;
        RunsAlike(tape, [images, tasks, kernels], [result, .. tape.Gradient(result.Square().Sum(), [kernels])]);
    }

    [Fact]
    public void A_convolution_from_one_channel_shares_the_tiles_of_what_reads_it_and_its_gradient_those_of_what_it_reads()
    {
        using Tape<float> tape = _pool.Tape<float>();
        (Variable<float>[] inputs, Variable<float>[] outputs) = Convolved(tape, 28, 28, 8, ownKernels: true);
        string[] lines = tape.Compile(inputs, outputs[..2]).ToString().Split('\n');

        // Between braces lines begin with spaces.
        foreach (string operation in (string[])["tile = convolve(", "= convolve to kernel [2, 8, 1, 3, 3]("])
        {
            Assert.Contains(
                lines, line => line.StartsWith("  %", StringComparison.Ordinal) && line.Contains(operation, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Windows_are_not_read_before_all_of_them_are_there()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> planes = Draw(tape, [2, 3, 2], 1);
        Variable<double> row = Draw(tape, [3], 2);

        // As many numbers as the planes have, but not in their order.
        Variable<double> result = row.Maximum(planes.Sin().MaxPool(2, 1));
        Assert.Equal(planes.Shape.ElementCount, result.Shape.ElementCount);
        RunsAlike(tape, [planes, row], [result]);
    }

    [Fact]
    public void Windows_of_one_element_may_be_made_in_the_same_tiles()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> planes = Draw(tape, [4, 3, 3], 1);
        Variable<double> pooled = planes.Sin().MaxPool(1);
        Variable<double>[] gradient = tape.Gradient((pooled.Tanh() * planes).Square().Sum(), [planes]);
        RunsAlike(tape, [planes], [pooled, .. gradient]);
    }

    [Fact]
    public void What_is_the_same_along_the_leading_axis_is_computed_once()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> w = Draw(tape, [6, 4], 1);
        Variable<double> x = Draw(tape, [3, 6], 2);
        Variable<double> task = Draw(tape, [5, 1, 1], 3);
        Variable<double> hidden = x.MatMul(w.BroadcastTo([5, 6, 4])).Tanh() * tape.Full([5, 3, 4], 2);
        Program<double> program = tape.Compile([w, x, task], [hidden * task]);
        Assert.Equal(4, program.ComputedOperations);

        // One product of [3, 6] and [6, 4], two operations on its result, one for each task.
        Assert.Equal((2 * 3 * 4 * 6) + (2 * 12) + (5 * 12), program.OperationCount);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        w.Values.CopyTo(workspace.Input(0));
        x.Values.CopyTo(workspace.Input(1));
        task.Values.CopyTo(workspace.Input(2));
        workspace.Run();
        Assert.Equal((hidden * task).ToArray(), workspace.Output(0).ToArray());
    }

    [Fact]
    public void What_is_broadcast_for_operations_that_broadcast_themselves_is_never_written()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> w = Draw(tape, [6, 4], 1);
        Variable<double> own = w.BroadcastTo([5, 6, 4]);
        Variable<double> x = Draw(tape, [5, 3, 6], 2);
        Variable<double> step = Draw(tape, [5, 6, 4], 3);
        Program<double> program = tape.Compile([w, x, step], [x.MatMul(own), own - step]);
        Assert.DoesNotContain("broadcast", program.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, program.ComputedOperations);
    }

    [Fact]
    public void Shapes_that_cut_the_same_numbers_too_finely_are_not_computed_together()
    {
        // Together they would need ten axes.
        using Tape<float> tape = _pool.Tape<float>();
        Shape[] shapes = [[4, 4, 4, 4, 4, 64], [1, 4, 1, 4, 1, 64], [2, 1, 4, 1, 4, 1, 64]];
        Variable<float>[] inputs =
            [.. shapes.Select(shape => tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(k => MathF.Sin(k))], shape))];
        Variable<float> sum = (inputs[0] + inputs[1]).Reshape([2, 4, 4, 4, 4, 2, 64]) + inputs[2];
        RunsAlike(tape, inputs, [sum]);
    }

    private void Pools<T>(int size, int window, int stride)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using Tape<T> tape = _pool.Tape<T>();
        (Variable<T>[] inputs, Variable<T>[] outputs) = Pooled(tape, size, window, stride);
        RunsAlike(tape, inputs, outputs);
    }

    // A block of a convolutional net behind the convolution, with its gradient and a Hessian-vector product.
    private static (Variable<T>[] Inputs, Variable<T>[] Outputs) Pooled<T>(Tape<T> tape, int size, int window, int stride)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Variable<T> x = Draw(tape, [6, 5, size, size], 1);
        Variable<T> scale = Draw(tape, [5, 1, 1], 2);
        Variable<T> shift = Draw(tape, [5, 1, 1], 3);
        Variable<T> pooled = ((x * scale) + shift).Relu().MaxPool(window, stride);
        Variable<T>[] inputs = [x, scale, shift];
        Variable<T>[] gradient = [.. tape.Gradient(pooled.Square().Sum(), inputs, DerivativeUse.Differentiable)];
        Variable<T>[] product = [.. tape.Gradient((gradient[0] * x).Sum() + (gradient[1] * shift).Sum(), inputs)];
        return (inputs, [pooled, .. gradient, .. product]);
    }

    private void Convolves<T>(int height, int width, int kernels, bool ownKernels)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using Tape<T> tape = _pool.Tape<T>();
        (Variable<T>[] inputs, Variable<T>[] outputs) = Convolved(tape, height, width, kernels, ownKernels);
        RunsAlike(tape, inputs, outputs);
    }

    // The first layer of a convolutional net on two tasks, with its gradient and a Hessian-vector product.
    private static (Variable<T>[] Inputs, Variable<T>[] Outputs) Convolved<T>(
        Tape<T> tape, int height, int width, int kernels, bool ownKernels)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Variable<T> images = Draw(tape, [2, 3, 1, height, width], 1);
        Variable<T> weights = Draw(tape, ownKernels ? [2, kernels, 1, 3, 3] : [kernels, 1, 3, 3], 2);
        Variable<T> bias = Draw(tape, [kernels, 1, 1], 3);
        Variable<T> convolved = images.Convolve(weights, ConvolutionGeometry.Square(padding: 1)) + bias;
        Variable<T> centred = convolved - convolved.Mean([1, 3, 4], keepAxes: true);
        Variable<T> result = (centred * centred.Square().Mean([1, 3, 4], keepAxes: true)).Relu();
        Variable<T>[] inputs = [images, weights, bias];
        Variable<T>[] gradient = [.. tape.Gradient(result.Square().Sum(), [weights, bias], DerivativeUse.Differentiable)];
        Variable<T>[] product = [.. tape.Gradient((gradient[0] * weights).Sum() + (gradient[1] * bias).Sum(), inputs)];
        return (inputs, [result, .. gradient, .. product]);
    }

    private void RunsAlike<T>(Tape<T> tape, Variable<T>[] inputs, Variable<T>[] outputs)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        RunsAlike(tape, inputs, outputs, RecomputationCosts.Measured);
        RunsAlike(tape, inputs, outputs, RecomputationCosts.Always);
    }

    private void RunsAlike<T>(Tape<T> tape, Variable<T>[] inputs, Variable<T>[] outputs, RecomputationCosts costs)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using Workspace<T> workspace = tape.Compile(inputs, outputs, ProductOrder.AsRecorded, costs).CreateWorkspace(_pool.Pool);
        ReplayedBits.Check(workspace, inputs, outputs);
    }

    private static Variable<T> Draw<T>(Tape<T> tape, Shape shape, int seed)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        RandomStream random = new((ulong)seed, "tiled loops");
        return tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(_ => T.CreateChecked(random.NextNormal()))], shape);
    }

    private void Replays<T>(int[] shape, int[] small, int[] axes)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using Tape<T> tape = _pool.Tape<T>();
        Variable<T> x = Draw(tape, Shape.Create(shape), 1);
        Variable<T> y = Draw(tape, Shape.Create(small), 2);
        Variable<T> centred = x - x.Mean(axes, keepAxes: true);
        Variable<T> normal = centred / (centred.Square().Mean(axes, keepAxes: true) + T.One).Sqrt();
        Variable<T> chain = ((normal * y) + y.BroadcastTo(x.Shape).Tanh()).Relu();
        Variable<T> flat = chain.Reshape([chain.Shape.ElementCount]);
        Variable<T> loss = (chain * x).Sum(axes).Square().Sum() + (flat * flat).Sum();
        Variable<T>[] gradient = tape.Gradient(loss, [x, y]);
        Variable<T>[] outputs =
        [
            chain, loss, .. gradient, .. tape.HessianVectorProduct(loss, [x, y], [tape.Ones(x.Shape), tape.Ones(y.Shape)]),
        ];
        RunsAlike(tape, [x, y], outputs);
    }
}

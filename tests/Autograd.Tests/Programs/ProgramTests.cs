using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

public sealed class ProgramTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void A_run_gives_the_bits_of_a_new_recording_on_other_inputs()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Recording first = Record(tape, seed: 1);
        Program<float> program = tape.Compile(first.Inputs, first.Outputs);
        using Workspace<float> workspace = program.CreateWorkspace(_pool.Pool);
        for (int seed = 1; seed <= 4; seed++)
        {
            Recording again = Record(tape, seed);
            for (int k = 0; k < again.Inputs.Length; k++)
            {
                again.Inputs[k].Values.CopyTo(workspace.Input(k));
            }

            // Twice: a run must not use up its inputs, nor depend on what the last one left.
            for (int run = 0; run < 2; run++)
            {
                workspace.Run();
                for (int k = 0; k < again.Outputs.Length; k++)
                {
                    Assert.Equal(again.Outputs[k].ToArray(), workspace.Output(k).ToArray());
                }
            }
        }
    }

    [Fact]
    public void A_chain_of_many_thousand_operations_compiles()
    {
        const int Steps = 10_000;
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> matrix = tape.Input([0.6, -0.8, 0.8, 0.6], [2, 2]);
        Variable<double> start = tape.Input([0.3, -0.2], [2, 1]);
        Variable<double> state = start;
        for (int step = 0; step < Steps; step++)
        {
            state = matrix.MatMul(state).Tanh() + start;
        }

        using Workspace<double> workspace = tape.Compile([matrix, start], [state]).CreateWorkspace(_pool.Pool);
        matrix.Values.CopyTo(workspace.Input(0));
        start.Values.CopyTo(workspace.Input(1));
        workspace.Run();
        Assert.Equal(state.ToArray(), workspace.Output(0).ToArray());
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Recording recording = Record(tape, seed: 1);
        using Workspace<float> workspace = tape.Compile(recording.Inputs, recording.Outputs).CreateWorkspace(_pool.Pool);
        workspace.Run();
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int k = 0; k < 10; k++)
            {
                workspace.Run();
            }
        }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 2)]
    [InlineData(32, 1)]
    public void A_run_with_convolutions_of_first_and_second_order_allocates_nothing(int channels, int stride)
    {
        using Tape<float> tape = _pool.Tape<float>();

        // At stride 2 as many images as tiles are worth while for.
        int images = stride == 1 ? 3 : 17;
        Variable<float> image = tape.Input(new float[2 * images * channels * 14 * 14], [2, images, channels, 14, 14]);
        Variable<float> kernel = tape.Input(new float[2 * 16 * channels * 3 * 3], [2, 16, channels, 3, 3]);
        Variable<float> loss = image.Convolve(kernel, ConvolutionGeometry.Square(stride, padding: 1)).Sin().Sum();
        Variable<float>[] gradient = tape.Gradient(loss, [image, kernel]);
        Variable<float>[] product = tape.HessianVectorProduct(loss, [image, kernel], gradient);
        using Workspace<float> workspace = tape.Compile([image, kernel], [loss, .. gradient, .. product]).CreateWorkspace(_pool.Pool);
        workspace.Run();
        Assert.Equal(0, Allocations.Least(workspace.Run));
    }

    [Fact]
    public void Constants_on_the_way_to_others_are_neither_kept_nor_needed()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2], [2]);
        int place = tape.Count;
        Variable<double> large = tape.Constant(new double[2000], [1000, 2]);
        Variable<double> sums = ((large + 1.0).Reshape([2000]) * 2.0).Reshape([1000, 2]).Sum([0]);
        Variable<double> y = x + sums;
        tape.ReleaseFrom(place, sums, y);
        Program<double> program = tape.Compile([x], [y]);
        Assert.Contains("constants           128 bytes", program.Summary, StringComparison.Ordinal);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        x.Values.CopyTo(workspace.Input(0));
        workspace.Run();
        Assert.Equal([2001.0, 2002], workspace.Output(0).ToArray());
    }

    [Fact]
    public void One_program_serves_threads_with_a_workspace_each()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Recording recording = Record(tape, seed: 1);
        Program<float> program = tape.Compile(recording.Inputs, recording.Outputs);
        float[][] results = new float[8][];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, k =>
        {
            using Workspace<float> workspace = program.CreateWorkspace();
            for (int input = 0; input < program.InputCount; input++)
            {
                recording.Inputs[input].Values.CopyTo(workspace.Input(input));
            }

            workspace.Run();
            results[k] = workspace.Output(1).ToArray();
        });
        Assert.All(results, result => Assert.Equal(recording.Outputs[1].ToArray(), result));
    }

    [Fact]
    public void Dead_operations_go_equal_ones_are_shared_and_constants_are_folded()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1, 2, 3], [3]);
        _ = x.Exp().Sin();
        Variable<double> constant = (tape.Constant([1, 1, 1], [3]) * 2.0).Exp();
        Variable<double> y = (x.Tanh() * x.Tanh()) + (2.0 * x) + (2.0 * x) + constant;
        Program<double> program = tape.Compile([x], [y]);
        Assert.Equal(2, program.FoldedOperations);
        Assert.Equal(2, program.SharedOperations);
        Assert.Equal(6, program.ComputedOperations);
        Assert.Equal(1, program.TiledSteps);
        Assert.DoesNotContain("sin", program.ToString(), StringComparison.Ordinal);
        Assert.True(program.WorkspaceBytes < program.AllBufferBytes + 1024);
        Assert.StartsWith("digraph", program.ToDot(), StringComparison.Ordinal);
        Assert.Contains("computed            6", program.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Chains_that_meet_become_one_step()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double>[] inputs = [.. Enumerable.Range(0, 3).Select(k => tape.Input([1 + k, 2, 3], [3]))];
        Variable<double> first = inputs[0].Exp().Square();
        Variable<double> second = inputs[1].Tanh() * inputs[2];
        Assert.Equal(1, tape.Compile(inputs, [(2.0 * first) + second, second]).TiledSteps);

        // The second chain needs the whole of a sum of the first.
        Assert.Equal(2, tape.Compile(inputs, [first + (second * first.Sum()).Exp()]).TiledSteps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void Tiles_of_every_length_give_the_same_bits(int length)
    {
        using Tape<double> tape = _pool.Tape<double>();
        RandomStream random = new(5, "tiles");
        Variable<double> x = tape.Input([.. Enumerable.Range(0, length).Select(_ => random.NextNormal())], [length]);
        Variable<double> scalar = tape.Input(0.7);
        Variable<double> a = (x * scalar).Exp() + x;
        Variable<double> b = (a.Tanh() - scalar) * a.Sin();
        Variable<double> c = b.Relu() / (1.0 + a.Square());
        Variable<double> sum = (c * b).Sum();
        Program<double> program = tape.Compile([x, scalar], [c, sum, b]);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        x.Values.CopyTo(workspace.Input(0));
        scalar.Values.CopyTo(workspace.Input(1));
        workspace.Run();
        Assert.Equal(c.ToArray(), workspace.Output(0).ToArray());
        Assert.Equal(sum.ToArray(), workspace.Output(1).ToArray());
        Assert.Equal(b.ToArray(), workspace.Output(2).ToArray());
    }

    [Fact]
    public void An_output_that_is_an_input_a_constant_or_a_view_is_kept()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1, 2, 3, 4], [2, 2]);
        Variable<double> constant = tape.Constant(5.0);
        Variable<double> doubled = 2.0 * x;
        Program<double> program = tape.Compile([x], [x, constant, doubled.Reshape([4]), doubled.Detach(), (doubled + x).Exp()]);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        new double[] { 4, 3, 2, 1 }.CopyTo(workspace.Input(0));
        workspace.Run();
        Assert.Equal([4.0, 3, 2, 1], workspace.Output(0).ToArray());
        Assert.Equal([5.0], workspace.Output(1).ToArray());
        Assert.Equal([8.0, 6, 4, 2], workspace.Output(2).ToArray());
        Assert.Equal([8.0, 6, 4, 2], workspace.Output(3).ToArray());
        Assert.Equal(Math.Exp(12), workspace.Output(4)[0], 1e-9);
    }

    [Fact]
    public void What_would_be_frozen_into_a_program_is_refused()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(2.0);
        Variable<double> forgotten = tape.Input(3.0);
        Assert.Contains(
            "not among its inputs", Assert.Throws<ArgumentException>(() => tape.Compile([x], [x * forgotten])).Message,
            StringComparison.Ordinal);
        Variable<double> final = tape.Gradient(x * x, x, DerivativeUse.Final);
        Assert.Contains(
            "DerivativeUse.Final", Assert.Throws<ArgumentException>(() => tape.Compile([x], [final])).Message, StringComparison.Ordinal);
        Variable<double> kept = tape.Checkpoint(a => a[0].Sin() + a[0], x);
        Assert.Contains("checkpoint", Assert.Throws<ArgumentException>(() => tape.Compile([x], [kept])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => tape.Compile([x, x], [x]));
    }

    [Fact]
    public void An_array_that_is_read_twice_under_two_shapes_is_given_up_once()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> a = tape.Input([.. Enumerable.Range(0, 400).Select(static k => Math.Sin(k))], Shape.Create(20, 20));
        Variable<double> product = a.MatMul(a);
        Variable<double> twice = product.Reshape([1, 20, 20]) + product;
        Variable<double>[] outputs = [twice.Transpose().MatMul(a).Transpose().Transpose()];
        using Workspace<double> workspace = tape.Compile([a], outputs).CreateWorkspace(_pool.Pool);
        a.Values.CopyTo(workspace.Input(0));
        workspace.Run();
        for (int k = 0; k < outputs.Length; k++)
        {
            Assert.Equal(outputs[k].ToArray(), workspace.Output(k).ToArray());
        }
    }

    [Fact]
    public void A_gate_reads_what_relu_computed_and_gives_the_same_bits()
    {
        using Tape<float> tape = _pool.Tape<float>();
        float[] values = [0f, -0f, 1.5f, -1.5f, float.Epsilon, -float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        float[] factors = [2f, 3, 4, 5, 6, 7, 8, 9, 10];
        Variable<float> x = tape.Input(values, [values.Length]);
        Variable<float> weights = tape.Input(factors, [values.Length]);
        Variable<float> before = weights * x;
        Variable<float> after = before.Relu();
        Variable<float> gradient = tape.Gradient((after.Square() * weights).Sum(), [x], DerivativeUse.Differentiable)[0];
        Program<float> program = tape.Compile([x, weights], [after, gradient]);
        string listing = program.ToString();
        string relu = System.Text.RegularExpressions.Regex.Match(listing, @"%(\d+) : [^=]*= relu\(").Groups[1].Value;
        Assert.Matches($@"= relu gate\(%\d+, %{relu}\)", listing);
        using Workspace<float> workspace = program.CreateWorkspace(_pool.Pool);
        values.CopyTo(workspace.Input(0));
        factors.CopyTo(workspace.Input(1));
        workspace.Run();
        Assert.Equal(
            after.ToArray().Select(BitConverter.SingleToInt32Bits), workspace.Output(0).ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(
            gradient.ToArray().Select(BitConverter.SingleToInt32Bits),
            workspace.Output(1).ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void A_variable_in_the_middle_may_be_an_input()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(2.0);
        Variable<double> middle = x.Exp();
        Program<double> program = tape.Compile([middle], [middle * middle]);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        workspace.Input(0)[0] = 3;
        workspace.Run();
        Assert.Equal(9, workspace.Output(0)[0]);
    }

    // Two tasks, two inner steps and the meta-gradient: reshapes, broadcasts, matrix products and reductions, shared and in chains.
    private static Recording Record(Tape<float> tape, int seed)
    {
        tape.Clear();
        RandomStream random = new((ulong)seed, "program");
        Variable<float> Draw(Shape shape)
            => tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(_ => (float)random.NextNormal())], shape);
        Variable<float>[] theta = [Draw([9, 3]), Draw([9]), Draw([4, 9]), Draw([4])];
        Variable<float> x = Draw([2, 5, 3]);
        Variable<float> labels = tape.Input([0, 1, 2, 3, 0, 3, 2, 1, 0, 1], [2, 5]);
        Variable<float> Loss(Variable<float>[] p)
        {
            Variable<float> hidden = (x.MatMul(p[0], transposeRight: true) + p[1].InsertAxis(1)).Tanh();
            Variable<float> logits = hidden.MatMul(p[2], transposeRight: true) + p[3].InsertAxis(1);
            return -(logits.LogSoftmax() * labels.OneHot(4)).Sum();
        }

        Variable<float>[] own = [.. theta.Select(parameter => parameter.BroadcastTo(parameter.Shape.Prepend(2)))];
        for (int step = 0; step < 2; step++)
        {
            Variable<float>[] gradient = tape.Gradient(Loss(own), own);
            own = [.. own.Zip(gradient, (parameter, direction) => parameter - (0.1f * direction))];
        }

        Variable<float> query = Loss(own);
        return new([.. theta, x, labels], [query, .. tape.Gradient(query, theta)]);
    }

    private sealed record Recording(Variable<float>[] Inputs, Variable<float>[] Outputs);
}

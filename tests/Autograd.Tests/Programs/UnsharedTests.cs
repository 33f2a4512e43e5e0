using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

public sealed class UnsharedTests : IDisposable
{
    private const int Steps = 40;

    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    // y = f(...f(x)), differentiated from the kept result of every eighth step: the steps between are recorded a second time.
    [Theory]
    [InlineData(ProductOrder.AsRecorded)]
    [InlineData(ProductOrder.Cheapest)]
    public void Behind_the_barrier_what_is_recorded_again_is_computed_again_and_need_not_be_kept(ProductOrder products)
    {
        (float[] gradient, long bytes, int computed) = Run(unshared: true, products);
        (float[] shared, long sharedBytes, int sharedComputed) = Run(unshared: false, products);
        Assert.Equal(shared, gradient);
        Assert.True(computed > sharedComputed, $"{computed} operations are computed with the barrier, {sharedComputed} without.");
        Assert.True(2 * bytes < sharedBytes, $"The workspace takes {bytes} bytes with the barrier, {sharedBytes} without.");
    }

    private (float[] Gradient, long Bytes, int Computed) Run(bool unshared, ProductOrder products)
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> matrix = tape.Input([.. Enumerable.Range(0, 256).Select(k => 0.06f * MathF.Sin(k))], [16, 16]);
        Variable<float> x = tape.Input([.. Enumerable.Range(0, 16 * 64).Select(k => MathF.Cos(k))], [16, 64]);
        const int Between = 8;
        List<Variable<float>> kept = [x];
        for (int k = 0; k < Steps; k += Between)
        {
            kept.Add(Segment(kept[^1], Between));
        }

        Variable<float> cotangent = tape.Ones(x.Shape);
        for (int k = kept.Count - 2; k >= 0; k--)
        {
            Variable<float> start = unshared ? kept[k].Unshared() : kept[k];
            cotangent = tape.VectorJacobianProduct(Segment(start, Between), cotangent, start);
        }

        Program<float> program = tape.Compile([matrix, x], [cotangent], products);
        using Workspace<float> workspace = program.CreateWorkspace(_pool.Pool);
        matrix.Values.CopyTo(workspace.Input(0));
        x.Values.CopyTo(workspace.Input(1));
        workspace.Run();
        return (workspace.Output(0).ToArray(), program.WorkspaceBytes, program.ComputedOperations);

        Variable<float> Segment(Variable<float> from, int steps)
        {
            for (int k = 0; k < steps; k++)
            {
                from = matrix.MatMul(from).Tanh();
            }

            return from;
        }
    }
}

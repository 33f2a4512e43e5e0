using System.Numerics;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Threads;

[Trait("Widths", "every")]
public sealed class DoubleSharedProductTests : SharedProductTests<double>;

[Trait("Widths", "every")]
public sealed class FloatSharedProductTests : SharedProductTests<float>;

/// <summary>Matrix products of a team: the bits of one thread, recorded and replayed.</summary>
public abstract class SharedProductTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // More columns than rows and the other way round; one column, one row, an inner axis alone; more products than threads, fewer, and
    // broadcast ones; last the sizes that take more than one block of columns and of the inner axis.
    private static readonly (int[] Batch, int[] OtherBatch, int Rows, int Columns, int Inner)[] Sizes =
    [
        ([], [], 150, 200, 130),
        ([], [], 203, 77, 260),
        ([], [], 2000, 1, 1100),
        ([], [], 1, 2000, 1100),
        ([], [], 3, 5, 300_000),
        ([7], [7], 70, 90, 80),
        ([2], [2], 170, 130, 140),
        ([2, 1], [1, 3], 90, 100, 70),
        ([5], [], 60, 130, 150),
        ([], [], 30, 4200, 270),
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Any_number_of_threads_gives_the_bits_of_one(bool transposeLeft, bool transposeRight)
    {
        using PoolCheck check = new();
        foreach ((int[] batch, int[] otherBatch, int rows, int columns, int inner) in Sizes)
        {
            Shape left = Shape.Create([.. batch, .. transposeLeft ? (int[])[inner, rows] : [rows, inner]]);
            Shape right = Shape.Create([.. otherBatch, .. transposeRight ? (int[])[columns, inner] : [inner, columns]]);
            T[] a = Fractions("left", left.ElementCount);
            T[] b = Fractions("right", right.ElementCount);
            T[] alone = Product(check.Pool, null, a, left, b, right, transposeLeft, transposeRight);
            foreach (int threads in (int[])[1, 2, 3, 4])
            {
                using ThreadTeam team = new(threads);
                T[] shared = Product(check.Pool, team, a, left, b, right, transposeLeft, transposeRight);
                Assert.True(alone.AsSpan().SequenceEqual(shared), $"{left} x {right} on {threads} threads has other bits.");
            }
        }
    }

    // The pool is poisoned, so memory that a helper reads and nobody wrote shows.
    [Fact]
    public void A_replayed_program_gives_the_bits_of_one_thread_and_allocates_nothing()
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T> x = tape.Input(Fractions("x", 300 * 200), [300, 200]);
        Variable<T> w = tape.Input(Fractions("w", 150 * 200), [150, 200]);
        Variable<T> loss = x.MatMul(w, false, true).Tanh().Sum();
        Variable<T> gradient = tape.Gradient(loss, w);
        Program<T> program = tape.Compile([x, w], [loss, gradient]);
        foreach (int threads in (int[])[1, 2, 3, 4])
        {
            using ThreadTeam team = new(threads);
            using Workspace<T> workspace = program.CreateWorkspace(check.Pool, team);
            x.Values.CopyTo(workspace.Input(0));
            w.Values.CopyTo(workspace.Input(1));
            workspace.Run();
            for (int run = 0; run < 10; run++)
            {
                Assert.Equal(0, Allocations.Least(workspace.Run));
            }

            Assert.Equal(loss.Values.ToArray(), workspace.Output(0).ToArray());
            Assert.Equal(gradient.Values.ToArray(), workspace.Output(1).ToArray());
        }
    }

    private static T[] Product(
        BufferPool pool, ThreadTeam? team, T[] a, Shape left, T[] b, Shape right, bool transposeLeft, bool transposeRight)
    {
        using Tape<T> tape = new(pool, team);
        return tape.Input(a, left).MatMul(tape.Input(b, right), transposeLeft, transposeRight).ToArray();
    }

    private static T[] Fractions(string purpose, int length)
    {
        RandomStream stream = new(7, purpose);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(stream.NextUniform(-1, 1)))];
    }
}

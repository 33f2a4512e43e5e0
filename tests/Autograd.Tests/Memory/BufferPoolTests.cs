using AutogradMaml.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AutogradMaml.Autograd.Tests.Memory;

public class BufferPoolTests
{
    [Fact]
    public void Every_size_gets_a_block_that_is_large_enough_and_at_most_a_quarter_larger()
    {
        BufferPool pool = new();
        long[] sizes =
        [
            .. Enumerable.Range(0, 2000).Select(k => (long)k),
            .. Enumerable.Range(11, 12).SelectMany(k => new[] { (1L << k) - 1, 1L << k, (1L << k) + 1 }),
        ];
        foreach (long bytes in sizes)
        {
            nint pointer = pool.Rent(bytes, out int sizeClass);
            long rented = pool.OutstandingBytes;
            Assert.InRange(rented, Math.Max(64, bytes), Math.Max(64, (bytes * 5 / 4) + 16));
            Assert.Equal(0, pointer % 64);
            pool.Return(pointer, sizeClass);
            Assert.Equal(0, pool.OutstandingBytes);
        }

        pool.AssertEmpty();
    }

    [Fact]
    public unsafe void Blocks_that_are_out_together_do_not_overlap()
    {
        // Every block is filled with its own number up to its class's size, and all are read back at the end.
        BufferPool pool = new();
        int[] sizes = [1, 64, 65, 80, 96, 100, 112, 128, 129, 1000, 4000, 30_000, 40_000, 300_000];
        List<(nint Pointer, int SizeClass, long Bytes, byte Mark)> blocks = [];
        for (int round = 0; round < 12; round++)
        {
            foreach (int bytes in sizes)
            {
                long before = pool.OutstandingBytes;
                nint pointer = pool.Rent(bytes, out int sizeClass);
                long size = pool.OutstandingBytes - before;
                byte mark = (byte)(blocks.Count + 1);
                new Span<byte>((void*)pointer, (int)size).Fill(mark);
                blocks.Add((pointer, sizeClass, size, mark));
            }
        }

        foreach ((nint pointer, int sizeClass, long bytes, byte mark) in blocks)
        {
            Assert.Equal(-1, new ReadOnlySpan<byte>((void*)pointer, (int)bytes).IndexOfAnyExcept(mark));
            pool.Return(pointer, sizeClass);
        }

        pool.AssertEmpty();
    }

    [Fact]
    public void A_block_that_came_back_is_handed_out_again()
    {
        BufferPool pool = new();
        nint first = pool.Rent(1000, out int sizeClass);
        pool.Return(first, sizeClass);
        long allocated = pool.AllocatedBytes;
        nint second = pool.Rent(990, out int sameClass);
        Assert.Equal(first, second);
        Assert.Equal(sizeClass, sameClass);
        Assert.Equal(allocated, pool.AllocatedBytes);
        pool.Return(second, sameClass);
    }

    [Fact]
    public void The_same_work_on_a_used_pool_allocates_nothing()
    {
        using PoolCheck check = new();
        long allocated = 0;
        for (int round = 0; round < 4; round++)
        {
            using Tape<float> tape = check.Tape<float>();
            Variable<float> x = tape.Input(new float[700], [7, 100]);
            Variable<float> loss = x.MatMul(x, transposeRight: true).Tanh().LogSumExp([-1]).Sum();
            tape.Hessian(loss.Square(), tape.Input(1f), DerivativeUse.Final);
            tape.Gradient(loss, x);
            allocated = round == 0 ? check.Pool.AllocatedBytes : allocated;
            Assert.Equal(allocated, check.Pool.AllocatedBytes);
        }
    }

    [Fact]
    public unsafe void A_poisoned_pool_hands_out_NaN_even_in_memory_that_held_numbers()
    {
        BufferPool pool = new() { Poison = true };
        for (int round = 0; round < 2; round++)
        {
            nint pointer = pool.Rent(100 * sizeof(double), out int sizeClass);
            Span<double> values = new((void*)pointer, 100);
            Assert.All(values.ToArray(), value => Assert.True(double.IsNaN(value)));
            Assert.All(new Span<float>((void*)pointer, 200).ToArray(), value => Assert.True(float.IsNaN(value)));
            values.Fill(1);
            pool.Return(pointer, sizeClass);
        }
    }

    [Fact]
    public void AssertEmpty_says_how_much_is_out()
    {
        BufferPool pool = new();
        Tape<double> tape = new(pool);
        tape.Input(new double[10], [10]);
        string message = Assert.Throws<InvalidOperationException>(pool.AssertEmpty).Message;
        Assert.Contains("1 blocks", message, StringComparison.Ordinal);
        Assert.Contains("80 bytes", message, StringComparison.Ordinal);
        tape.Dispose();
        pool.AssertEmpty();
    }

    [Fact]
    public void The_peak_is_the_greatest_number_of_bytes_that_were_out_at_once()
    {
        BufferPool pool = new();
        nint first = pool.Rent(64, out int small);
        nint second = pool.Rent(1024, out int large);
        pool.Return(second, large);
        Assert.Equal(64, pool.OutstandingBytes);
        Assert.Equal(64 + 1024, pool.PeakBytes);
        pool.ResetPeak();
        Assert.Equal(64, pool.PeakBytes);
        pool.Return(first, small);
        Assert.Equal(64, pool.PeakBytes);
    }

    [Fact]
    public void Views_share_one_block_and_give_it_back_once()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2, 3, 4], [4]);
        int outstanding = check.Pool.Outstanding;
        Variable<double> view = x.Reshape([2, 2]).Detach().Reshape([4, 1]);
        Assert.Equal(outstanding, check.Pool.Outstanding);
        Assert.Equal([1.0, 2, 3, 4], view.ToArray());
        tape.Clear();
        Assert.Equal(0, check.Pool.Outstanding);
    }

    [Fact]
    public void An_operation_that_throws_while_it_computes_leaves_nothing_behind()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        int count = tape.Count;
        int outstanding = check.Pool.Outstanding;
        for (int k = 0; k < 3; k++)
        {
            Assert.Throws<NotSupportedException>(() => tape.Apply(new Failing(), x));
            Assert.Equal(count, tape.Count);
            Assert.Equal(outstanding, check.Pool.Outstanding);
        }

        Assert.Equal([2.0, 4], (x + x).ToArray());
    }

    [Fact]
    public void Whatever_the_order_of_renting_and_returning_the_counts_add_up()
    {
        // A script of sizes; negative numbers return the block at that place.
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), script =>
        {
            BufferPool pool = new();
            List<(nint Pointer, int SizeClass, long Bytes)> held = [];
            foreach (int step in script)
            {
                long before = pool.OutstandingBytes;
                if (step < 0 && held.Count > 0)
                {
                    int place = -(step + 1) % held.Count;
                    pool.Return(held[place].Pointer, held[place].SizeClass);
                    Assert.Equal(before - held[place].Bytes, pool.OutstandingBytes);
                    held.RemoveAt(place);
                }
                else if (step >= 0)
                {
                    nint pointer = pool.Rent(step * 50L, out int sizeClass);
                    Assert.DoesNotContain(held, block => block.Pointer == pointer);
                    held.Add((pointer, sizeClass, pool.OutstandingBytes - before));
                }

                Assert.Equal(held.Count, pool.Outstanding);
                Assert.Equal(held.Sum(block => block.Bytes), pool.OutstandingBytes);
            }
        }).Check(Properties.Fixed.Config(200));
    }

    private sealed class Failing : Operation<double>
    {
        public override string Name => "failing";

        public override Shape OutputShape(OperandShapes inputs) => inputs[0];

        public override int ScratchLength(OperandShapes inputs, Shape output) => 100;

        public override void Compute(ComputeContext<double> context) => throw new NotSupportedException();

        public override void Vjp(VjpContext<double> context) => throw new NotSupportedException();

        public override void Jvp(JvpContext<double> context) => throw new NotSupportedException();
    }
}

using AutogradMaml.Autograd.Kernels;
using AutogradMaml.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AutogradMaml.Autograd.Tests.Kernels;

/// <summary>The strided loops against plain index arithmetic, for random shapes and strides.</summary>
[Trait("Widths", "every")]
public class StridedTests
{
    private static readonly Arbitrary<int[]> Sizes = Gen.Choose(0, 5).SelectMany(rank => Gen.Choose(0, 4).ArrayOf(rank)).ToArbitrary();

    private static readonly Arbitrary<int[]> Numbers = Gen.Choose(-3, 3).ArrayOf(8).ToArbitrary();

    [Fact]
    public void Zip_broadcasts_either_operand()
    {
        Prop.ForAll(Sizes, Numbers, (sizes, mask) =>
        {
            // Each axis is kept, or made 1 in the left, or in the right; leading axes may be missing in either.
            int[] left = [.. sizes.Select((size, k) => mask[k] == 1 ? 1 : size)];
            int[] right = [.. sizes.Select((size, k) => mask[k] == 2 ? 1 : size)];
            left = left[Math.Min(left.Length, Leading(mask[6], left))..];
            right = right[Math.Min(right.Length, Leading(mask[7], right))..];
            ReferenceArray x = Counted(Shape.Create(left), 1);
            ReferenceArray y = Counted(Shape.Create(right), 100);
            Shape shape = Shape.Broadcast(x.Shape, y.Shape, "test");
            double[] z = Poisoned(shape.ElementCount);
            Strided.Zip<double, SubtractOperation<double>.Function>(x.Values, x.Shape, y.Values, y.Shape, z, shape);
            Assert.Equal(ReferenceArray.From(shape, index => x.Broadcast(index) - y.Broadcast(index)).Values, z);
        }).Check(Properties.Fixed.Config(1000));
    }

    [Fact]
    public void Gather_follows_any_strides()
    {
        Prop.ForAll(Sizes, Numbers, (sizes, strides) =>
        {
            strides = strides[..sizes.Length];
            Shape shape = Shape.Create(sizes);
            int lowest = sizes.Zip(strides).Sum(pair => Math.Min(0, (pair.First - 1) * pair.Second));
            int highest = sizes.Zip(strides).Sum(pair => Math.Max(0, (pair.First - 1) * pair.Second));
            double[] input = [.. Enumerable.Range(0, highest - lowest + 1).Select(k => k + 1.0)];
            double[] output = Poisoned(shape.ElementCount);
            Strided.Gather<double>(input, -lowest, strides, output, shape.Sizes);
            Assert.Equal(
                ReferenceArray.From(shape, index => input[index.Zip(strides).Sum(pair => pair.First * pair.Second) - lowest]).Values,
                output);
        }).Check(Properties.Fixed.Config(1000));
    }

    [Fact]
    public void Gather_turns_matrices_of_every_size()
    {
        for (int rows = 1; rows <= 20; rows++)
        {
            for (int columns = 1; columns <= 20; columns++)
            {
                // Two by three matrices of columns by rows, in the order of the second axis first.
                double[] input = [.. Enumerable.Range(0, 6 * rows * columns).Select(k => k + 1.0)];
                double[] output = Poisoned(input.Length);
                int matrix = rows * columns;
                Strided.Gather<double>(input, 0, [matrix, 3 * matrix, 1, rows], output, [3, 2, rows, columns]);
                Shape shape = Shape.Create(3, 2, rows, columns);
                Assert.Equal(
                    ReferenceArray.From(shape, at => input[(((at[1] * 3) + at[0]) * matrix) + (at[3] * rows) + at[2]]).Values, output);
            }
        }
    }

    [Fact]
    public void Scatter_sets_an_array_among_zeros()
    {
        Prop.ForAll(Sizes, Numbers, (sizes, margins) =>
        {
            Shape inner = Shape.Create(sizes);
            Shape outer = Shape.Create([.. sizes.Select((size, k) => size + Math.Abs(margins[k]))]);
            int[] start = [.. sizes.Select((_, k) => Math.Max(0, margins[k]))];
            var strides = new int[Shape.MaximumRank];
            outer.Strides(strides);
            ReferenceArray x = Counted(inner, 1);
            double[] output = Poisoned(outer.ElementCount);
            Strided.Scatter<double>(x.Values, inner.Sizes, output, start.Select((at, k) => at * strides[k]).Sum(), strides);
            double[] expected = ReferenceArray.From(outer, index =>
            {
                int[] place = [.. index.Select((at, k) => at - start[k])];
                return place.Select((at, k) => at >= 0 && at < sizes[k]).All(inside => inside) ? x[place] : 0;
            }).Values;
            Assert.Equal(expected, output);
        }).Check(Properties.Fixed.Config(1000));
    }

    [Fact]
    public void Sum_adds_over_every_axis_of_stride_zero()
    {
        Prop.ForAll(Sizes, Numbers, (sizes, mask) =>
        {
            Shape from = Shape.Create(sizes);
            Shape to = Shape.Create([.. sizes.Select((size, k) => mask[k] > 0 ? 1 : size)]);
            var strides = new int[Shape.MaximumRank];
            Strided.BroadcastStrides(to, from, strides);
            ReferenceArray x = Counted(from, 1);
            double[] output = Poisoned(to.ElementCount);
            Strided.Sum(x.Values, from.Sizes, output, strides);

            // Whole numbers: every order of addition gives the same sum.
            ReferenceArray expected = ReferenceArray.From(to, _ => 0);
            foreach (int[] index in ReferenceArray.Indices(from))
            {
                int[] target = [.. index.Select((at, k) => to.Sizes[k] == 1 ? 0 : at)];
                expected[target] += x[index];
            }

            Assert.Equal(expected.Values, output);
        }).Check(Properties.Fixed.Config(1000));
    }

    [Fact]
    public void Sums_over_long_axes_are_right_at_every_length()
    {
        for (int length = 0; length <= 257; length++)
        {
            double[] x = [.. Enumerable.Range(1, 3 * length).Select(k => (double)k)];
            double[] rows = Poisoned(3);
            Strided.Sum(x, [3, length], rows, [1, 0]);
            Assert.Equal(Enumerable.Range(0, 3).Select(row => x.Skip(row * length).Take(length).Sum()), rows);
            double[] columns = Poisoned(length);
            Strided.Sum(x, [3, length], columns, [0, 1]);
            Assert.Equal(Enumerable.Range(0, length).Select(column => x[column] + x[length + column] + x[(2 * length) + column]), columns);
        }
    }

    [Fact]
    public void A_nest_walks_every_element_once_whatever_it_merges()
    {
        Prop.ForAll(Sizes, Numbers, (sizes, strides) =>
        {
            if (sizes.Contains(0))
            {
                return;
            }

            int[] other = [.. strides.Reverse()];
            LoopNest nest = new(sizes, strides, other);
            List<(nint, nint)> visited = [];
            nint first = 0;
            nint second = 0;
            do
            {
                for (int k = 0; k < nest.InnerSize; k++)
                {
                    visited.Add((first + (k * nest.InnerFirst), second + (k * nest.InnerSecond)));
                }
            }
            while (nest.Next(ref first, ref second));
            IEnumerable<(nint, nint)> expected = ReferenceArray.Indices(Shape.Create(sizes))
                .Select(
                    index => ((nint)index.Select((at, k) => at * strides[k]).Sum(), (nint)index.Select((at, k) => at * other[k]).Sum()));
            Assert.Equal(expected, visited);
        }).Check(Properties.Fixed.Config(1000));
    }

    private static int Leading(int wanted, int[] sizes) => Math.Min(Math.Max(0, wanted), sizes.TakeWhile(size => size == 1).Count());

    private static ReferenceArray Counted(Shape shape, double first)
        => new(shape, [.. Enumerable.Range(0, shape.ElementCount).Select(k => first + k)]);

    private static double[] Poisoned(int length) => [.. Enumerable.Repeat(double.NaN, length)];
}

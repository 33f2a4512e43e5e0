using FsCheck;
using FsCheck.Fluent;

namespace AutogradMaml.Autograd.Tests.Shapes;

public class ShapeTests
{
    // Sizes 0 to 3 on up to 4 axes: broadcasting is common enough among them to be met often.
    private static readonly Arbitrary<int[]> Sizes = Gen.Choose(0, 4).SelectMany(rank => Gen.Choose(0, 3).ArrayOf(rank)).ToArbitrary();

    [Fact]
    public void A_shape_knows_its_rank_length_and_sizes()
    {
        Prop.ForAll(Sizes, sizes =>
        {
            Shape shape = Shape.Create(sizes);
            Assert.Equal(sizes.Length, shape.Rank);
            Assert.Equal(sizes.Aggregate(1, (product, size) => product * size), shape.ElementCount);
            Assert.Equal(sizes, shape.Sizes.ToArray());
            Assert.Equal(sizes, shape);
            Assert.Equal($"[{string.Join(", ", sizes)}]", shape.ToString());
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                Assert.Equal(sizes[axis], shape[axis]);
                Assert.Equal(sizes[axis], shape[axis - sizes.Length]);
                Assert.Equal(axis, shape.ResolveAxis(axis - sizes.Length));
                Assert.Equal(7, shape.With(axis, 7)[axis]);
                Assert.Equal(sizes.Where((_, k) => k != axis), shape.Without(axis));
            }

            Assert.Equal(sizes.Prepend(5), shape.Prepend(5));
            foreach (int axis in new[] { sizes.Length, -sizes.Length - 1 })
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => shape[axis]);
                Assert.Throws<ArgumentOutOfRangeException>(() => shape.Without(axis));
                Assert.Throws<ArgumentOutOfRangeException>(() => shape.With(axis, 1));
            }
        }).Check(Properties.Fixed.Config(200));
    }

    [Fact]
    public void Equality_is_by_sizes()
    {
        Prop.ForAll(Sizes, Sizes, (left, right) =>
        {
            Shape a = Shape.Create(left);
            Shape b = Shape.Create(right);
            bool same = left.SequenceEqual(right);
            Assert.Equal(same, a == b);
            Assert.Equal(!same, a != b);
            Assert.Equal(same, a.Equals((object)b));
            Assert.Equal(a.GetHashCode(), Shape.Create(left).GetHashCode());
        }).Check(Properties.Fixed.Config(500));
        Assert.True((Shape?)null == null);
        Assert.False(Shape.Scalar == null);
    }

    [Fact]
    public void Broadcasting_follows_the_rule_of_NumPy()
    {
        int fitting = 0;
        Prop.ForAll(Sizes, Sizes, (left, right) =>
        {
            int rank = Math.Max(left.Length, right.Length);
            int[] a = [.. Enumerable.Repeat(1, rank - left.Length), .. left];
            int[] b = [.. Enumerable.Repeat(1, rank - right.Length), .. right];
            bool fits = a.Zip(b).All(pair => pair.First == pair.Second || pair.First == 1 || pair.Second == 1);
            if (!fits)
            {
                string message = Assert.Throws<ArgumentException>(
                    () => Shape.Broadcast(Shape.Create(left), Shape.Create(right), "test")).Message;
                Assert.Contains($"[{string.Join(", ", left)}]", message, StringComparison.Ordinal);
                Assert.Contains($"[{string.Join(", ", right)}]", message, StringComparison.Ordinal);
                Assert.StartsWith("test:", message, StringComparison.Ordinal);
                return;
            }

            fitting++;
            Shape joined = Shape.Broadcast(Shape.Create(left), Shape.Create(right), "test");
            Assert.Equal(a.Zip(b).Select(pair => pair.First == 1 ? pair.Second : pair.First), joined);
            Assert.Equal(joined, Shape.Broadcast(Shape.Create(right), Shape.Create(left), "test"));
            Assert.True(Shape.Create(left).BroadcastsTo(joined));
            Assert.True(Shape.Create(right).BroadcastsTo(joined));
            Assert.Equal(joined.SequenceEqual(left), joined.BroadcastsTo(Shape.Create(left)));
        }).Check(Properties.Fixed.Config(1000));
        Assert.True(fitting > 100, $"Only {fitting} pairs broadcast: the sample shows too little.");
    }

    [Fact]
    public void Limits_are_checked_before_any_memory_is_taken()
    {
        Assert.Contains(
            "at most 8 axes, got 9",
            Assert.Throws<ArgumentException>(() => Shape.Create(1, 1, 1, 1, 1, 1, 1, 1, 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("got -1 in [2, -1]", Assert.Throws<ArgumentException>(() => Shape.Create(2, -1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "[65536, 32768]", Assert.Throws<ArgumentException>(() => Shape.Create(65_536, 32_768)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Shape.Create(int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Equal(int.MaxValue, Shape.Create(int.MaxValue).ElementCount);
        Assert.Equal(8, Shape.Create(1, 1, 1, 1, 1, 1, 1, 1).Rank);
        Assert.Throws<ArgumentException>(() => Shape.Create(1, 1, 1, 1, 1, 1, 1, 1).Prepend(1));
        Assert.Equal(1, Shape.Scalar.ElementCount);
        Assert.Same(Shape.Scalar, Shape.Create());
        Assert.Contains("no axes", Assert.Throws<ArgumentOutOfRangeException>(() => Shape.Scalar[0]).Message, StringComparison.Ordinal);
        Shape pair = [2, 3];
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => pair[2]).Message;
        Assert.Contains("Axis 2 does not exist in [2, 3]: expected -2 to 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_and_variables_keep_shape_and_values_both_ways()
    {
        using Testing.PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        foreach (Shape shape in (Shape[])[[1], [0], [5], [2, 3], [2, 0, 3], [1, 2, 1, 3]])
        {
            double[] values = [.. Enumerable.Range(0, shape.ElementCount).Select(k => k + 0.5)];
            var tensor = Tensors.Create<double>(values, shape);
            Assert.Equal(shape, Tensors.ShapeOf(tensor));
            Variable<double> variable = tape.Input(tensor);
            Assert.Equal(shape, variable.Shape);
            Assert.Equal(values, variable.ToArray());
            Assert.Equal(values, Tensors.ToArray(variable.ToTensor()));
            Assert.Equal(shape, Tensors.ShapeOf(variable.ToTensor()));
        }

        // There are no tensors without axes: a single number becomes one axis of size 1.
        var single = tape.Input(3.5).ToTensor();
        Assert.Equal([1], Tensors.ShapeOf(single));
        Assert.Equal([3.5], Tensors.ToArray(single));
    }
}

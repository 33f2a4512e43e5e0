namespace AutogradMaml.Autograd.Tests.Random;

public class RandomStreamTests
{
    /// <summary>Known answers of Philox 4x32-10 from the test vectors that come with Random123.</summary>
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void Philox_gives_the_known_answers(string counter, string key, string expected)
    {
        uint[] c = Words(counter);
        uint[] k = Words(key);
        var output = new uint[4];
        RandomWords.Philox(c[0], c[1], c[2], c[3], k[0], k[1], output);
        Assert.Equal(Words(expected), output);
    }

    [Fact]
    public void A_stream_is_a_function_of_its_name_whatever_was_drawn_before()
    {
        uint[] alone = Draw(new RandomStream(7, "task", 12, 3), 100);
        RandomStream other = new(7, "task", 13, 3);
        RandomStream again = new(7, "task", 12, 3);
        for (int k = 0; k < 100; k++)
        {
            other.NextNormal();
            Assert.Equal(alone[k], again.NextUInt32());
            other.NextUInt64();
        }
    }

    [Fact]
    public void Streams_that_differ_in_any_part_of_the_name_differ()
    {
        uint[][] streams =
        [
            Draw(new RandomStream(7, "task", 12, 3), 64),
            Draw(new RandomStream(8, "task", 12, 3), 64),
            Draw(new RandomStream(7, "mask", 12, 3), 64),
            Draw(new RandomStream(7, "task", 13, 3), 64),
            Draw(new RandomStream(7, "task", 12, 4), 64),
            Draw(new RandomStream(7, "task", 12 + (1L << 32), 3), 64),
            Draw(new RandomStream(7, "task", 12 + (1L << 62), 3), 64),
            Draw(new RandomStream(7, string.Empty, 12, 3), 64),
        ];
        for (int a = 0; a < streams.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                // Equal words at equal places: 64 chances in 2^32.
                Assert.DoesNotContain(streams[a].Zip(streams[b]), pair => pair.First == pair.Second);
            }
        }
    }

    [Fact]
    public void Uniform_numbers_fill_the_interval_evenly()
    {
        RandomStream stream = new(1, "uniform");
        const int Count = 100_000;
        var bins = new int[50];
        double sum = 0;
        double previous = 0.5;
        double correlation = 0;
        for (int k = 0; k < Count; k++)
        {
            double value = stream.NextDouble();
            Assert.InRange(value, 0, 1 - (1.0 / (1UL << 53)));
            bins[(int)(value * bins.Length)]++;
            sum += value;
            correlation += (value - 0.5) * (previous - 0.5);
            previous = value;
        }

        // Five standard deviations of each statistic, for a seed that is fixed: the chi-square of 49 degrees of freedom has mean 49.
        double expected = (double)Count / bins.Length;
        double chiSquare = bins.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, 49 - (5 * Math.Sqrt(98)), 49 + (5 * Math.Sqrt(98)));
        Assert.Equal(0.5, sum / Count, 5 * Math.Sqrt(1 / 12.0 / Count));
        Assert.Equal(0, correlation / Count, 5 / 12.0 / Math.Sqrt(Count));
        for (int k = 0; k < 1000; k++)
        {
            Assert.InRange(stream.NextUniform(-3, 2), -3, 2);
        }
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_standard_normal_distribution()
    {
        RandomStream stream = new(1, "normal");
        const int Count = 100_000;
        var moments = new double[5];
        for (int k = 0; k < Count; k++)
        {
            double value = stream.NextNormal();
            Assert.True(double.IsFinite(value));
            for (int power = 1; power <= 4; power++)
            {
                moments[power] += Math.Pow(value, power) / Count;
            }
        }

        // The variances of the four sample moments are 1, 2, 15 and 96 over the count.
        Assert.Equal(0, moments[1], 5 * Math.Sqrt(1.0 / Count));
        Assert.Equal(1, moments[2], 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(0, moments[3], 5 * Math.Sqrt(15.0 / Count));
        Assert.Equal(3, moments[4], 5 * Math.Sqrt(96.0 / Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Whole_numbers_stay_below_the_limit_and_meet_every_residue(int limit)
    {
        RandomStream stream = new(1, "whole", limit);
        var seen = new HashSet<int>();
        for (int k = 0; k < 20_000; k++)
        {
            int value = stream.NextInt32(limit);
            Assert.InRange(value, 0, limit - 1);
            seen.Add(value);
        }

        Assert.True(limit > 1000 ? seen.Count > 19_000 : seen.Count == limit, $"{seen.Count} different numbers below {limit}.");
    }

    [Fact]
    public void Choosing_gives_distinct_numbers_and_every_order_is_as_likely()
    {
        var orders = new Dictionary<string, int>();
        const int Count = 12_000;
        for (int k = 0; k < Count; k++)
        {
            int[] chosen = new RandomStream(1, "choose", k).Choose(3, 4);
            Assert.Equal(3, chosen.Distinct().Count());
            Assert.All(chosen, value => Assert.InRange(value, 0, 3));
            string order = string.Join(",", chosen);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, orders.Count);
        double expected = Count / 24.0;
        Assert.All(
            orders.Values, count => Assert.InRange(count, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected))));
        Assert.Equal(Enumerable.Range(0, 10), new RandomStream(1, "choose").Choose(10, 10).Order());
        Assert.Empty(new RandomStream(1, "choose").Choose(0, 10));
    }

    [Fact]
    public void A_member_of_a_task_has_a_stream_of_its_own_and_the_first_that_of_the_task()
    {
        var key = new double[RandomKey.Length];
        RandomKey.Write<double>(key, 5, 6, 7, 8);
        RandomStream stream = new(0, "x");
        RandomKey.Reopen<double>(key, "x", stream);
        uint[] task = Draw(stream, 4);
        HashSet<uint> first = [];
        for (int member = 0; member < 100; member++)
        {
            RandomKey.Reopen<double>(key, "x", member, stream);
            uint[] own = Draw(stream, 4);
            Assert.Equal(member == 0, own.SequenceEqual(task));
            Assert.True(first.Add(own[0]));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => RandomKey.Reopen<double>(key, "x", -1, stream));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new RandomStream(1, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1, "x", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1, "x", 0, -1));
        RandomStream stream = new(1, "x");
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextInt32(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Choose(-1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Choose(4, 3));
    }

    private static uint[] Words(string hex) => [.. hex.Split(' ').Select(word => Convert.ToUInt32(word, 16))];

    private static uint[] Draw(RandomStream stream, int count) => [.. Enumerable.Range(0, count).Select(_ => stream.NextUInt32())];
}

using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Tests.Runs;

public sealed class SparkLineTests
{
    [Fact]
    public void The_lowest_number_is_the_lowest_block_and_the_greatest_the_greatest()
        => Assert.Equal("█▅▁▃", Drawn(8, 7, 4, 0, 2));

    [Fact]
    public void Nothing_and_what_never_changes_are_drawn_too()
    {
        Assert.Equal(string.Empty, Drawn(8));
        Assert.Equal("▁▁▁", Drawn(8, 5, 5, 5));
        Assert.Equal("▁█", Drawn(8, 1, double.NaN, double.PositiveInfinity, 2));
    }

    [Fact]
    public void A_long_sequence_stays_whole_within_the_width()
    {
        // A straight line down stays one.
        double[] falling = [.. Enumerable.Range(0, 1024).Select(static k => 1024.0 - k)];
        string drawn = Drawn(8, falling);
        Assert.Equal("█▇▆▅▄▃▂▁", drawn);
        for (int count = 1; count < 300; count++)
        {
            Assert.InRange(Drawn(8, falling[..count]).Length, 1, 8);
        }
    }

    private static string Drawn(int width, params double[] values)
    {
        SparkLine line = new(width);
        foreach (double value in values)
        {
            line.Add(value);
        }

        return line.ToString();
    }
}

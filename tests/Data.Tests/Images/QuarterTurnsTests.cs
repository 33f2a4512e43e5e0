namespace AutogradMaml.Data.Tests.Images;

public class QuarterTurnsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    public void Every_place_is_that_of_the_definition_in_all_channels(int side)
    {
        int[] image = [.. Enumerable.Range(0, 3 * side * side)];
        int[] expected = image;
        for (int turns = 0; turns < QuarterTurns.Count; turns++)
        {
            int[] turned = [.. image];
            QuarterTurns.Apply<int>(turned, side, turns);
            Assert.Equal(expected, turned);
            expected =
            [
                .. expected.Chunk(side * side).SelectMany(
                    channel => Enumerable.Range(0, side * side).Select(k => channel[(k % side * side) + side - 1 - (k / side)])),
            ];
        }

        Assert.Equal(image, expected);
    }

    [Fact]
    public void What_is_no_square_or_no_turn_is_refused()
    {
        Assert.Contains(
            "Got 6 numbers, expected channels of 2 x 2",
            Assert.Throws<ArgumentException>(static () => QuarterTurns.Apply<int>(new int[6], 2, 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => QuarterTurns.Apply<int>(new int[4], 2, 4));
        Assert.Throws<ArgumentOutOfRangeException>(static () => QuarterTurns.Apply<int>(new int[4], 2, -1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => QuarterTurns.Apply<int>([], 0, 1));
    }
}

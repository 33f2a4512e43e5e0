using AutogradMaml.Data.Tests.Images;

namespace AutogradMaml.Data.Tests.Sets;

public class ImageSetTests
{
    [Fact]
    public void Drawings_are_read_as_bytes_and_as_numbers_from_0_to_1()
    {
        ImageSet set = Of(1, 2, [0, 51, 255, 102], [1, 2]);
        Assert.Equal((2, 3L, 2, 1), (set.ClassCount, set.DrawingCount, set.DrawingsOf(0), set.DrawingsOf(1)));
        Assert.Equal([255, 102], set.Image(0, 1).Pixels.ToArray());
        var numbers = new double[2];
        set.CopyTo(0, 0, numbers.AsSpan());
        Assert.Equal([0, 51 / 255.0], numbers);
        var singles = new float[2];
        set.CopyTo(0, 1, singles.AsSpan());
        Assert.Equal([1, 102 / 255f], singles);
        Assert.Equal("test: 2 classes, 3 drawings, 1 x 1 x 2", set.ToString());
        Assert.Throws<ArgumentException>(() => set.CopyTo(0, 0, new double[3].AsSpan()));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Image(0, 2));
    }

    [Fact]
    public void Rotations_turn_to_the_left_and_come_after_the_classes_as_they_are()
    {
        // a b    b d    d c    c a
        // c d    a c    b a    d b
        ImageSet set = Of(2, 2, [1, 2, 3, 4], [5, 6, 7, 8]).WithRotations();
        Assert.Equal(8, set.ClassCount);
        Assert.Equal(["class 0", "class 1", "class 0 turned 90", "class 1 turned 90"], Enumerable.Range(0, 4).Select(set.ClassName));
        Assert.Equal([1, 2, 3, 4], set.Image(0, 0).Pixels.ToArray());
        Assert.Equal([2, 4, 1, 3], set.Image(2, 0).Pixels.ToArray());
        Assert.Equal([4, 3, 2, 1], set.Image(4, 0).Pixels.ToArray());
        Assert.Equal([3, 1, 4, 2], set.Image(6, 0).Pixels.ToArray());
        Assert.Equal([6, 8, 5, 7], set.Image(3, 0).Pixels.ToArray());
        Assert.Throws<InvalidOperationException>(set.WithRotations);
        Assert.Throws<InvalidOperationException>(() => Of(1, 2, [1, 2]).WithRotations());
    }

    [Fact]
    public void A_quarter_turn_of_a_larger_image_of_three_channels_is_the_definition_s()
    {
        const int Side = 5;
        byte[] pixels = PngReaderTests.Random(2 * 3 * Side * Side, 256, 1);
        ImageSet set = new ImageSet("test", 3, Side, Side, [KeyValuePair.Create("a", pixels)]).WithRotations();
        for (int turns = 1; turns < 4; turns++)
        {
            ImageSet before = set;
            byte[] less = before.Image(turns - 1, 1).Pixels.ToArray();
            byte[] more = set.Image(turns, 1).Pixels.ToArray();
            for (int k = 0; k < more.Length; k++)
            {
                (int plane, int y, int x) = (k / (Side * Side), k / Side % Side, k % Side);
                Assert.Equal(less[(((plane * Side) + x) * Side) + Side - 1 - y], more[k]);
            }
        }
    }

    [Fact]
    public void The_checksum_is_of_sizes_names_and_pixels()
    {
        string[] checksums =
        [
            .. new[]
            {
                Of(1, 2, [1, 2]), Of(1, 2, [1, 3]), Of(2, 1, [1, 2]), Of(1, 2, [1, 2], [1, 2]), Of(2, 2, [1, 2, 3, 4]),
                Of(2, 2, [1, 2, 3, 4]).WithRotations(), Of(2, 2, [1, 2, 3, 4], [1, 2, 3, 4]).Select("b", [1]),
            }.Select(static set => set.ComputeChecksum()),
        ];
        Assert.Equal(checksums.Length, checksums.Distinct().Count());
        Assert.Equal(checksums[0], Of(1, 2, [1, 2]).ComputeChecksum());
    }

    [Fact]
    public void Impossible_sets_are_refused()
    {
        Assert.Contains(
            "one drawing or more", Assert.Throws<ArgumentException>(() => Of(2, 2, [1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one class", Assert.Throws<ArgumentException>(() => Of(2, 2)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'a' twice",
            Assert.Throws<ArgumentException>(
                () => new ImageSet("t", 1, 1, 1, [KeyValuePair.Create("a", new byte[1]), KeyValuePair.Create("a", new byte[1])])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_random_split_refuses_parts_that_would_be_empty()
    {
        ImageSet set = Of(1, 1, [1], [2], [3]);
        Assert.Equal((1, 1, 1), Sizes(ImageSplit.Random(set, 1, 2, 1)));
        Assert.Equal((2, 0, 1), Sizes(ImageSplit.Random(set, 1, 2)));
        Assert.Equal((8, 0, 4), Sizes(ImageSplit.Random(set, 1, 2).RotateAll()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageSplit.Random(set, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageSplit.Random(set, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageSplit.Random(set, 1, 2, -1));
    }

    private static (int, int, int) Sizes(ImageSplit split)
        => (split.Training.ClassCount, split.Validation?.ClassCount ?? 0, split.Test.ClassCount);

    private static ImageSet Of(int height, int width, params byte[][] classes)
        => new("test", 1, height, width, classes.Select((pixels, k) => KeyValuePair.Create($"class {k}", pixels)));
}

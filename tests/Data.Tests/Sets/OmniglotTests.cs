using AutogradMaml.Data.Tests.Support;

namespace AutogradMaml.Data.Tests.Sets;

/// <summary>The official files as they are; skipped where they are not.</summary>
public class OmniglotTests
{
    [Fact]
    public void The_official_files_hold_964_and_659_characters_of_20_drawings_each()
    {
        Omniglot omniglot = OmniglotData.Load();
        Assert.Equal((964, 19_280L), (omniglot.Background.ClassCount, omniglot.Background.DrawingCount));
        Assert.Equal((659, 13_180L), (omniglot.Evaluation.ClassCount, omniglot.Evaluation.DrawingCount));
        Assert.Equal((1623, 32_460L), (omniglot.All.ClassCount, omniglot.All.DrawingCount));
        Assert.Equal((1, 28, 28), (omniglot.All.Channels, omniglot.All.Height, omniglot.All.Width));
        Assert.Equal("Alphabet_of_the_Magi/character01", omniglot.Background.ClassName(708));
        Assert.Equal(30, Alphabets(omniglot.Background));
        Assert.Equal(20, Alphabets(omniglot.Evaluation));
    }

    [Fact]
    public void The_alphabet_of_a_character_is_before_the_stroke_and_one_turned_is_another()
    {
        ImageSet set = new ImageSet("two", 1, 1, 1, [KeyValuePair.Create("Greek/character01", new byte[] { 1 }),
            KeyValuePair.Create("Latin/character07", new byte[] { 2 })]).WithRotations();
        Assert.Equal(8, set.ClassCount);
        Assert.Equal(8, Enumerable.Range(0, 8).Select(k => Omniglot.AlphabetOf(set.ClassName(k))).Distinct().Count());
        Assert.Equal(["Greek", "Latin"], Enumerable.Range(0, 2).Select(k => Omniglot.AlphabetOf(set.ClassName(k))));
        Assert.All(
            Enumerable.Range(0, 8), k => Assert.DoesNotContain('/', Omniglot.AlphabetOf(set.ClassName(k))));
    }

    [Fact]
    public void Ink_is_one_and_the_mean_of_a_drawing_is_its_share_of_black_pixels()
    {
        ImageSet set = OmniglotData.Load().Background;

        // The first drawing of character 0709 has 905 black pixels of 105 x 105, counted by another decoder; each byte is rounded by at
        // most 1/2.
        double mean = Mean(set.Image(708, 0));
        Assert.InRange(mean, (255 * InkOf0709 / 11_025.0) - 0.5, (255 * InkOf0709 / 11_025.0) + 0.5);
        double overall = Enumerable.Range(0, set.ClassCount).Average(k => Mean(set.Image(k, k % 20)));
        Assert.InRange(overall, 0.03 * 255, 0.12 * 255);
    }

    [Fact]
    public void The_random_split_has_1200_and_423_characters_with_none_in_both()
    {
        Omniglot omniglot = OmniglotData.Load();
        ImageSplit split = omniglot.RandomSplit(3, validation: 100);
        Assert.Equal((1100, 100, 423), (split.Training.ClassCount, split.Validation!.ClassCount, split.Test.ClassCount));
        string[] names = [.. Names(split.Training), .. Names(split.Validation), .. Names(split.Test)];
        Assert.Equal(1623, names.Distinct().Count());
        Assert.Equal(Names(split.Test), Names(omniglot.RandomSplit(3).Test));
        Assert.NotEqual(Names(split.Test), Names(omniglot.RandomSplit(4).Test));
        Assert.Equal(4800, omniglot.RandomSplit(3).RotateTraining().Training.ClassCount);
        Assert.Equal(423, omniglot.RandomSplit(3).RotateTraining().Test.ClassCount);
    }

    [Fact]
    public void The_official_split_is_by_alphabet_and_validation_comes_from_the_background()
    {
        Omniglot omniglot = OmniglotData.Load();
        ImageSplit plain = omniglot.OfficialSplit();
        Assert.Same(omniglot.Background, plain.Training);
        Assert.Same(omniglot.Evaluation, plain.Test);
        Assert.Null(plain.Validation);
        ImageSplit split = omniglot.OfficialSplit(validation: 100, seed: 2);
        Assert.Equal((864, 100, 659), (split.Training.ClassCount, split.Validation!.ClassCount, split.Test.ClassCount));
        Assert.Empty(Names(split.Training).Intersect(Names(split.Validation)));
    }

    [Fact]
    public void The_second_start_reads_the_packed_file_and_gives_the_same_images()
    {
        (Omniglot first, Omniglot second) = OmniglotData.LoadTwice();
        Assert.False(first.IsFromCache);
        Assert.True(second.IsFromCache);
        Assert.Null(first.Note);
        Assert.Equal(first.CacheFile, second.CacheFile);
        Assert.Equal(first.All.ComputeChecksum(), second.All.ComputeChecksum());
    }

    private const double InkOf0709 = 905;

    private static double Mean(ByteImage image) => image.Pixels.ToArray().Average(static b => (double)b);

    private static int Alphabets(ImageSet set) => Names(set).Select(static name => name.Split('/')[0]).Distinct().Count();

    private static string[] Names(ImageSet set) => [.. Enumerable.Range(0, set.ClassCount).Select(set.ClassName)];
}

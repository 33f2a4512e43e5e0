using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml.Tests.Episodes;

public class ImageEpisodesTests
{
    private const int Classes = 12;
    private const int Drawings = 9;

    // Pixel 0 tells the class, pixel 1 the drawing.
    private static readonly ImageSet Set = Numbered(Classes, Drawings);

    [Fact]
    public void Inputs_and_targets_have_the_shapes_and_the_order_that_are_promised()
    {
        ImageEpisodes<double> episodes = new(Set, 5, 3, 2);
        Parameters<double> task = episodes.Sample(7, 11);
        Assert.Equal(Shape.Create(15, 1, 2, 3), Tensors.ShapeOf(task.SupportInputs));
        Assert.Equal(Shape.Create(10, 1, 2, 3), Tensors.ShapeOf(task.QueryInputs));
        Assert.Equal(Enumerable.Range(0, 15).Select(static k => (double)(k % 5)), Tensors.ToArray(task.SupportTargets));
        Assert.Equal(Enumerable.Range(0, 10).Select(static k => (double)(k % 5)), Tensors.ToArray(task.QueryTargets));
        ImageEpisode drawn = episodes.Draw(7, 11);
        (int Class, int Drawing)[] support = Read(task.SupportInputs);
        for (int k = 0; k < support.Length; k++)
        {
            Assert.Equal((drawn.Classes[k % 5], drawn.Support[k]), support[k]);
        }
    }

    [Fact]
    public void Colour_images_keep_their_channels_rows_and_columns()
    {
        ImageSet colour = new(
            "colour", 3, 84, 80, Enumerable.Range(0, 2).Select(static k => KeyValuePair.Create($"class {k}", new byte[2 * 3 * 84 * 80])));
        Parameters<float> task = new ImageEpisodes<float>(colour, 2, 1, 1).Sample(1, 1);
        Assert.Equal(Shape.Create(2, 3, 84, 80), Tensors.ShapeOf(task.SupportInputs));
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(5, 1, 8)]
    [InlineData(5, 8, 1)]
    [InlineData(12, 4, 5)]
    public void Support_and_query_never_share_an_image_and_classes_come_once(int ways, int shots, int queries)
    {
        ImageEpisodes<float> episodes = new(Set, ways, shots, queries);
        for (long index = 0; index < 500; index++)
        {
            Parameters<float> task = episodes.Sample(1, index);
            (int, int)[] images = [.. Read(task.SupportInputs), .. Read(task.QueryInputs)];
            Assert.Equal(ways * (shots + queries), images.Distinct().Count());
            Assert.Equal(ways, episodes.Draw(1, index).Classes.Distinct().Count());
        }
    }

    [Fact]
    public void A_class_with_a_fixed_label_has_it_in_every_task()
    {
        ImageEpisodes<float> episodes = new(Set, 5, 1, 1, ClassChoice.FixedLabels);
        HashSet<int> drawn = [];
        for (long index = 0; index < 200; index++)
        {
            IReadOnlyList<int> classes = episodes.Draw(1, index).Classes;
            Assert.Equal([0, 1, 2, 3, 4], classes.Select(static one => one % 5));
            drawn.UnionWith(classes);
        }

        Assert.Equal(Classes, drawn.Count);
        Assert.EndsWith("queries=1 fixed labels", episodes.Description, StringComparison.Ordinal);
        Assert.Equal(
            new ImageEpisodes<float>(Set, 5, 1, 1).Description, new ImageEpisodes<float>(Set, 5, 1, 1, ClassChoice.Any).Description);
    }

    [Fact]
    public void Within_a_group_all_classes_are_of_it_and_every_group_with_enough_is_drawn()
    {
        // Groups of four, four, and with the third cut off, of two.
        ImageSet set = Set.Select("groups", Enumerable.Range(0, 10));
        ClassChoice within = ClassChoice.Within("fours", name => $"{Enumerable.Range(0, 10).First(k => set.ClassName(k) == name) / 4}");
        ImageEpisodes<float> episodes = new(set, 3, 2, 1, within);
        HashSet<int> groups = [];
        HashSet<string> orders = [];
        for (long index = 0; index < 300; index++)
        {
            IReadOnlyList<int> classes = episodes.Draw(1, index).Classes;
            Assert.Equal(3, classes.Distinct().Count());
            groups.Add(Assert.Single(classes.Select(static one => one / 4).Distinct()));
            orders.Add(string.Join(' ', classes));
        }

        Assert.Equal([0, 1], groups.Order());
        Assert.Equal(2 * 24, orders.Count);
        Assert.EndsWith(" within fours", episodes.Description, StringComparison.Ordinal);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new ImageEpisodes<float>(set, 5, 1, 1, within));
        Assert.Contains("Tasks of 5 classes within fours can't be drawn", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_one_person_a_round_all_classes_show_the_same_drawing_and_no_person_comes_twice()
    {
        ImageEpisodes<float> episodes = new(Set, 5, 2, 3, onePersonEach: true);
        HashSet<int> first = [];
        for (long index = 0; index < 100; index++)
        {
            ImageEpisode drawn = episodes.Draw(2, index);
            int[] persons = [.. drawn.Support.Concat(drawn.Query).Chunk(5).Select(static round => Assert.Single(round.Distinct()))];
            Assert.Equal(5, persons.Distinct().Count());
            first.Add(persons[0]);
        }

        Assert.Equal(Drawings, first.Count);
        Assert.EndsWith(", one person a round", episodes.Description, StringComparison.Ordinal);
        ImageSet uneven = new("uneven", 1, 2, 3, [new("a", new byte[6 * 3]), new("b", new byte[6 * 4])]);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new ImageEpisodes<float>(uneven, 2, 1, 1, onePersonEach: true));
        Assert.Contains("'a' has 3 drawings and 'b' 4", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_and_index_are_the_same_task_in_any_order_and_on_any_thread()
    {
        ImageEpisodes<float> episodes = new(Set, 5, 2, 3);
        float[][] forwards = [.. Enumerable.Range(0, 100).Select(index => Numbers(episodes.Sample(3, index)))];
        var threads = new float[100][];
        Parallel.For(
            0, 100, new ParallelOptions { MaxDegreeOfParallelism = 4 }, index => threads[index] = Numbers(episodes.Sample(3, index)));
        Assert.Equal(forwards, threads);
        Assert.Equal(100, forwards.Select(static numbers => string.Join(' ', numbers)).Distinct().Count());
        Assert.NotEqual(forwards[0], Numbers(episodes.Sample(4, 0)));
    }

    [Fact]
    public void With_more_shots_the_classes_the_query_set_and_the_first_shots_stay()
    {
        for (long index = 0; index < 50; index++)
        {
            ImageEpisode one = new ImageEpisodes<float>(Set, 5, 1, 4).Draw(8, index);
            ImageEpisode five = new ImageEpisodes<float>(Set, 5, 5, 4).Draw(8, index);
            Assert.Equal(one.Classes, five.Classes);
            Assert.Equal(one.Query, five.Query);
            Assert.Equal(one.Support, five.Support.Take(5));
        }
    }

    [Fact]
    public void Every_class_label_and_drawing_comes_as_often_as_any_other()
    {
        const int Tasks = 6000;
        ImageEpisodes<float> episodes = new(Set, 3, 2, 2);
        var classes = new int[3, Classes];
        var support = new int[Drawings];
        var query = new int[Drawings];
        for (long index = 0; index < Tasks; index++)
        {
            ImageEpisode task = episodes.Draw(5, index);
            for (int k = 0; k < 3; k++)
            {
                classes[k, task.Classes[k]]++;
            }

            support[task.Support[0]]++;
            query[task.Query[^1]]++;
        }

        // Each count is binomial; five standard deviations are missed by fewer than one seed in ten thousand, over all 54 counts.
        Assert.All(classes.Cast<int>(), count => AssertCount(count, Tasks, 1.0 / Classes));
        Assert.All(support, count => AssertCount(count, Tasks, 1.0 / Drawings));
        Assert.All(query, count => AssertCount(count, Tasks, 1.0 / Drawings));
    }

    [Fact]
    public void Turned_classes_are_classes_of_their_own()
    {
        ImageSet square = new("squares", 1, 2, 2, [KeyValuePair.Create("a", new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 })]);
        ImageEpisodes<double> episodes = new(square.WithRotations(), 4, 1, 1);
        Parameters<double> task = episodes.Sample(0, 0);
        Assert.Equal([0, 1, 2, 3], episodes.Draw(0, 0).Classes.Order());
        Assert.Equal(Shape.Create(4, 1, 2, 2), Tensors.ShapeOf(task.SupportInputs));
    }

    [Fact]
    public void Every_number_that_matters_and_the_data_are_in_the_description()
    {
        string[] descriptions =
        [
            new ImageEpisodes<float>(Set, 5, 1, 1).Description, new ImageEpisodes<float>(Set, 6, 1, 1).Description,
            new ImageEpisodes<float>(Set, 5, 2, 1).Description, new ImageEpisodes<float>(Set, 5, 1, 2).Description,
            new ImageEpisodes<float>(Numbered(Classes, Drawings, shift: 1), 5, 1, 1).Description,
            new ImageEpisodes<float>(Set, 5, 1, 1).Shuffled().Description,
        ];
        Assert.Equal(6, descriptions.Distinct().Count());
        Assert.All(descriptions, description => Assert.StartsWith(
            "numbered: 12 classes, 108 drawings, 1 x 2 x 3 (sha256 ", description, StringComparison.Ordinal));
    }

    [Fact]
    public void Too_few_classes_or_drawings_are_refused_with_their_numbers()
    {
        string classes = Assert.Throws<ArgumentException>(() => new ImageEpisodes<float>(Set, 13, 1, 1)).Message;
        Assert.Contains("13 classes can't be drawn from 'numbered', which has 12", classes, StringComparison.Ordinal);
        string drawings = Assert.Throws<ArgumentException>(() => new ImageEpisodes<float>(Set, 5, 5, 5)).Message;
        Assert.Contains("need 10 drawings of each class; 'class 0' of 'numbered' has 9", drawings, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ImageEpisodes<float>(Set, 5, int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageEpisodes<float>(Set, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageEpisodes<float>(Set, 5, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageEpisodes<float>(Set, 5, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageEpisodes<float>(Set, 5, 1, 1).Sample(0, -1));
    }

    private static void AssertCount(int count, int of, double share)
        => Assert.InRange(
            count, (of * share) - (5 * Math.Sqrt(of * share * (1 - share))), (of * share) + (5 * Math.Sqrt(of * share * (1 - share))));

    private static ImageSet Numbered(int classes, int drawings, byte shift = 0)
        => new(
            "numbered",
            1,
            2,
            3,
            Enumerable.Range(0, classes).Select(c => KeyValuePair.Create(
                $"class {c}",
                Enumerable.Range(0, drawings).SelectMany(d => new byte[] { (byte)c, (byte)d, shift, 0, 0, 0 }).ToArray())));

    private static (int Class, int Drawing)[] Read<T>(System.Numerics.Tensors.Tensor<T> inputs)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] values = Tensors.ToArray(inputs);
        T scale = T.CreateChecked(255);
        return [.. Enumerable.Range(0, values.Length / 6).Select(k => (Number(values[6 * k]), Number(values[(6 * k) + 1])))];
        int Number(T value) => int.CreateChecked(T.Round(value * scale));
    }

    private static float[] Numbers(Parameters<float> task) =>
    [
        .. Tensors.ToArray(task.SupportInputs), .. Tensors.ToArray(task.SupportTargets),
        .. Tensors.ToArray(task.QueryInputs), .. Tensors.ToArray(task.QueryTargets),
    ];
}

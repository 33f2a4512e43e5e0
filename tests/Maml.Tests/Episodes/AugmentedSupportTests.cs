using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Episodes;

public class AugmentedSupportTests
{
    private static readonly RandomAffine Small = new() { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 };
    private static readonly ImageSet Set = Glyphs.Create(6, 12);

    [Fact]
    public void Each_copy_is_of_its_image_by_a_map_of_its_own_and_all_else_stays()
    {
        ImageEpisodes<float> plain = new(Set, 3, 2, 2);
        Parameters<float> task = plain.Sample(9, 4);
        Parameters<float> more = plain.WithSupportCopies(3, Small).Sample(9, 4);
        float[][] images = [.. Tensors.ToArray(task.SupportInputs).Chunk(Set.ImageLength)];
        float[][] copied = [.. Tensors.ToArray(more.SupportInputs).Chunk(Set.ImageLength)];
        Assert.Equal(4 * images.Length, copied.Length);
        Assert.Equal(images, copied[..images.Length]);
        HashSet<AffineMap> maps = [];
        var expected = new float[Set.ImageLength];
        for (int k = 0; k < 3 * images.Length; k++)
        {
            AffineMap map = Small.Draw(new RandomStream(9, "episode support copy", 4, k), Set.Height, Set.Width);
            Assert.True(maps.Add(map));
            map.Apply<float>(images[k % images.Length], Set.Height, Set.Width, expected);
            Assert.Equal(expected, copied[images.Length + k]);
        }

        float[] labels = Tensors.ToArray(task.SupportTargets);
        Assert.Equal([.. labels, .. labels, .. labels, .. labels], Tensors.ToArray(more.SupportTargets));
        Assert.Equal(Tensors.ToArray(task.QueryInputs), Tensors.ToArray(more.QueryInputs));
        Assert.Equal(Tensors.ToArray(task.QueryTargets), Tensors.ToArray(more.QueryTargets));
        Assert.Equal(
            $"{plain.Description} with 3 support copies by affine rotation 12 translation 0.07 scale 1.16 shear 0.15",
            plain.WithSupportCopies(3, Small).Description);
    }

    [Fact]
    public void Another_draw_of_the_support_set_has_other_copies_beside_the_same_queries()
    {
        ITaskDistribution<float> tasks = new ImageEpisodes<float>(Set, 3, 2, 2).WithSupportCopies(1, Small);
        TaskArrays<float> arrays = new(new TaskBatch<float>(tasks.LayoutOf(default), 1), new());
        tasks.Draw(new TaskNumber(9, 4), arrays);
        (float[] support, float[] query) = (arrays[EpisodeNames.SupportInputs].ToArray(), arrays[EpisodeNames.QueryInputs].ToArray());
        tasks.Draw(new TaskNumber(9, 4) { SupportDraw = 1 }, arrays);
        Assert.NotEqual(support, arrays[EpisodeNames.SupportInputs].ToArray());
        Assert.Equal(query, arrays[EpisodeNames.QueryInputs].ToArray());
    }

    [Fact]
    public void Copies_without_a_change_leave_means_over_the_support_set_what_they_are()
    {
        ImageEpisodes<double> plain = new(Set, 3, 2, 2);
        Sequential<double> net = new(new Flatten<double>(), new Linear<double>(Set.ImageLength, 3));
        NetAdaptation<double> adaptation = new(net, Loss.CrossEntropy, StepSizes<double>.Constant(0.3));
        using Evaluator<double> evaluator = new(adaptation, steps: 2);
        Parameters<double> meta = new Maml<double>(adaptation, 2).Initialize(5);
        double[] once = Losses(plain);
        Assert.All(
            once.Zip(Losses(plain.WithSupportCopies(2, new()))), static pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        Assert.NotEqual(once[2], Losses(plain.WithSupportCopies(2, Small))[2], 1e-4);

        double[] Losses(ITaskDistribution<double> tasks)
            => [.. evaluator.Evaluate(meta, tasks, 9, 20).Losses.Select(static losses => losses.Average())];
    }

    [Fact]
    public void Nothing_is_allocated_once_a_task_was_drawn()
    {
        ITaskDistribution<float> tasks = new ImageEpisodes<float>(Set, 3, 2, 2).WithSupportCopies(2, Small);
        TaskArrays<float> arrays = new(new TaskBatch<float>(tasks.LayoutOf(default), 1), new());
        long next = 0;
        void DrawOne() => tasks.Draw(new TaskNumber(9, next++), arrays);
        DrawOne();
        Assert.Equal(0, Allocations.Least(DrawOne));
    }

    [Fact]
    public void What_has_no_support_images_in_their_order_is_refused()
    {
        ImageEpisodes<double> plain = new(Set, 3, 2, 2);
        Refused("has no images to change", () => new SinusoidTasks<double>(6, 4).WithSupportCopies(1, Small));
        Refused("has no support set to copy", () => new ImageBatches<double>(Set, 4).WithSupportCopies(1, Small));
        Refused("write it once", () => plain.WithSupportCopies(1, Small).WithSupportCopies(1, Small));
        Refused("shuffle last", () => plain.Shuffled().WithSupportCopies(1, Small));
        Assert.Throws<ArgumentOutOfRangeException>(() => plain.WithSupportCopies(0, Small));
        Assert.Throws<ArgumentOutOfRangeException>(() => plain.WithSupportCopies(int.MaxValue, Small));
        Assert.Throws<ArgumentNullException>(() => plain.WithSupportCopies(1, null!));

        // Shuffled behind, they mix.
        Same.Bits(
            plain.WithSupportCopies(1, Small).Shuffled().Sample(9, 1), plain.WithSupportCopies(1, Small).Shuffled().Sample(9, 1));

        static void Refused(string fragment, Action action) => Assert.Contains(
            fragment, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}

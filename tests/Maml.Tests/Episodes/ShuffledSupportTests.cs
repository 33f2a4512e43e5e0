using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml.Tests.Episodes;

public class ShuffledSupportTests
{
    private static readonly ImageSet Set = Glyphs.Create(5, 12);

    [Fact]
    public void It_is_the_same_set_in_another_order_with_its_targets()
    {
        ImageEpisodes<double> rounds = new(Set, 5, 4, 2);
        ITaskDistribution<double> shuffled = rounds.Shuffled();
        HashSet<string> orders = [];
        int inRounds = 0;
        for (long index = 0; index < 100; index++)
        {
            Parameters<double> one = rounds.Sample(9, index);
            Parameters<double> other = shuffled.Sample(9, index);
            int[] order = [.. Enumerable.Range(0, 20)];
            new RandomStream(9, "episode order", index).Shuffle(order);
            double[][] images = [.. Tensors.ToArray(one.SupportInputs).Chunk(Set.ImageLength)];
            Assert.Equal(order.SelectMany(k => images[k]), Tensors.ToArray(other.SupportInputs));
            Assert.Equal(order.Select(static k => (double)(k % 5)), Tensors.ToArray(other.SupportTargets));
            Assert.Equal(Tensors.ToArray(one.QueryInputs), Tensors.ToArray(other.QueryInputs));
            Assert.Equal(Tensors.ToArray(one.QueryTargets), Tensors.ToArray(other.QueryTargets));
            orders.Add(string.Join(' ', order));
            inRounds += order[..5].Select(static k => k % 5).Distinct().Count() == 5 ? 1 : 0;
        }

        // Of shuffled runs of five, 4^5 of 15,504 sets hold each class once.
        Assert.Equal(100, orders.Count);
        Assert.InRange(inRounds, 0, 25);
        Assert.Equal($"{rounds.Description} support shuffled", shuffled.Description);
    }

    [Fact]
    public void Examples_of_any_kind_keep_all_that_is_theirs()
    {
        Parameters<double> points = new SinusoidTasks<double>(6, 4).Shuffled().Sample(4, 7);
        Sinusoid curve = SinusoidTasks<double>.Curve(4, 7);
        Assert.Equal(Tensors.ToArray(points.SupportInputs).Select(curve.At), Tensors.ToArray(points.SupportTargets));
        Assert.NotEqual(Tensors.ToArray(new SinusoidTasks<double>(6, 4).Sample(4, 7).SupportInputs), Tensors.ToArray(points.SupportInputs));

        Parameters<double> weighted = new Weighted(6).Shuffled().Sample(4, 7);
        Assert.Equal([0.0, 1, 2, 3, 4, 5], Tensors.ToArray(weighted.SupportInputs).Order());
        Assert.NotEqual([0.0, 1, 2, 3, 4, 5], Tensors.ToArray(weighted.SupportInputs));
        Assert.Equal(Tensors.ToArray(weighted.SupportInputs), Tensors.ToArray(weighted[EpisodeNames.SupportWeights]));
    }

    [Fact]
    public void What_is_no_support_set_of_rows_or_shuffled_already_is_refused()
    {
        Refused("has no support set to shuffle", () => new ImageBatches<double>(Set, 4).Shuffled());
        Refused("have one row for each example, got support.inputs [6], support.weights [5]", () => new Weighted(6, 5).Shuffled());
        Refused("write it once", () => new SinusoidTasks<double>(6, 4).Shuffled().Resampled(supportDraw: 1).Shuffled());
        Assert.Throws<ArgumentNullException>(() => ((ITaskDistribution<double>)null!).Shuffled());

        static void Refused(string fragment, Action action) => Assert.Contains(
            fragment, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    /// <summary>Examples that are their numbers, and so are their weights.</summary>
    private sealed class Weighted(int examples, int? weights = null) : ITaskDistribution<double>
    {
        private readonly TaskLayout _layout = new(
            (EpisodeNames.SupportInputs, [examples]), (EpisodeNames.SupportWeights, [weights ?? examples]));

        public string Description => "weighted";

        public TaskLayout LayoutOf(TaskNumber task) => _layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            for (int k = 0; k < examples; k++)
            {
                arrays[EpisodeNames.SupportInputs][k] = arrays[EpisodeNames.SupportWeights][k] = k;
            }
        }
    }
}

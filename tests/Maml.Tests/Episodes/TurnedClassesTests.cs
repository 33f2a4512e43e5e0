using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Episodes;

public class TurnedClassesTests
{
    private const int Squares = 6;
    private const int Each = 3;

    // Pixel values tell class and drawing by the tens, and the place by the ones.
    private static readonly ImageSet Set = new("squares", 1, 2, 2, Enumerable.Range(0, Squares).Select(k => KeyValuePair.Create(
        $"class {k}", Enumerable.Range(0, Each)
            .SelectMany(n => Enumerable.Range(1, 4).Select(place => (byte)((10 * ((Each * k) + n)) + place))).ToArray())));

    private static readonly int[][] Places = [[1, 2, 3, 4], [2, 4, 1, 3], [4, 3, 2, 1], [3, 1, 4, 2]];

    [Fact]
    public void Each_class_is_turned_as_a_whole_and_the_task_is_otherwise_the_same()
    {
        ImageEpisodes<double> plain = new(Set, 5, 2, 1);
        ITaskDistribution<double> turned = plain.Turned();
        var seen = new int[4];
        for (long index = 0; index < 200; index++)
        {
            int[] turns = Turns(3, index);
            Parameters<double> task = turned.Sample(3, index);
            Parameters<double> other = plain.Sample(3, index);
            Assert.Equal(Tensors.ToArray(other.SupportTargets), Tensors.ToArray(task.SupportTargets));
            Assert.Equal(Tensors.ToArray(other.QueryTargets), Tensors.ToArray(task.QueryTargets));
            foreach ((double[] images, double[] before) in new[]
            {
                (Tensors.ToArray(task.SupportInputs), Tensors.ToArray(other.SupportInputs)),
                (Tensors.ToArray(task.QueryInputs), Tensors.ToArray(other.QueryInputs)),
            })
            {
                for (int k = 0; k < images.Length; k += 4)
                {
                    int of = turns[k / 4 % 5];
                    seen[of]++;
                    double first = Math.Round(before[k] * 255) - 1;
                    Assert.Equal(Places[of], images[k..(k + 4)].Select(value => (int)(Math.Round(value * 255) - first)));
                }
            }
        }

        Assert.All(seen, static count => Assert.InRange(count, 500, 1000));
        Assert.Equal($"{plain.Description} each class turned", turned.Description);
    }

    [Fact]
    public void A_class_is_turned_alike_whatever_the_shots_the_order_and_the_draws_of_the_sets()
    {
        int[] turns = Turns(3, 8);
        ITaskDistribution<double>[] all =
        [
            new ImageEpisodes<double>(Set, 5, 1, 1).Turned(), new ImageEpisodes<double>(Set, 5, 2, 1).Turned()
                .Shuffled(), new ImageEpisodes<double>(Set, 5, 2, 1).Shuffled().Turned(),
            new ImageEpisodes<double>(Set, 5, 1, 1).Turned().Resampled(supportDraw: 2, queryDraw: 1),
        ];
        foreach (Parameters<double> task in all.Select(tasks => tasks.Sample(3, 8)))
        {
            double[] images = Tensors.ToArray(task.SupportInputs);
            double[] labels = Tensors.ToArray(task.SupportTargets);
            for (int k = 0; k < labels.Length; k++)
            {
                Assert.Equal(
                    Places[turns[(int)labels[k]]],
                    images[(4 * k)..(4 * (k + 1))].Select(static value => (int)Math.Round(value * 255) % 10));
            }
        }

        // Labels stand with their images, so it is the same whichever comes first.
        Same.Bits(all[1].Sample(3, 8), all[2].Sample(3, 8));
    }

    [Fact]
    public void Where_labels_are_those_of_a_whole_set_or_classes_are_turned_already_it_is_refused()
    {
        Refused("have no support set, so their labels are those of a whole set", () => new ImageBatches<double>(Set, 4).Turned());
        Refused(
            "have no support set, so their labels are those of a whole set",
            () => new ImageBatches<double>(Set.WithRotations(), 4).Turned());
        Refused("already holds classes turned", () => new ImageEpisodes<double>(Set.WithRotations(), 5, 1, 1).Turned());
        Refused(
            "already holds classes turned", () => new ImageEpisodes<double>(Set.WithRotations(), 5, 1, 1).First(3).Affine(new()).Turned());
        Refused("write it once", () => new ImageEpisodes<double>(Set, 5, 1, 1).Turned().First(3).Turned());
        ImageSet wide = new("wide", 1, 2, 3, Enumerable.Range(0, 2).Select(static k => KeyValuePair.Create($"class {k}", new byte[2 * 6])));
        Refused("Images of 2 x 3 can't be turned by 90 degrees", () => new ImageEpisodes<double>(wide, 2, 1, 1).Turned());
        Refused("has no images to change", () => new SinusoidTasks<double>(5, 4).Turned());

        // A label that no task of four examples has, met when it is drawn.
        Refused(
            "have a label 4; the classes of a task of 4 examples are numbered from 0 to at most 3",
            () => new Labelled(4).Turned().Sample(1, 1));
        Refused("have a label 0.5;", () => new Labelled(0.5).Turned().Sample(1, 1));
        Refused("have a label -1;", () => new Labelled(-1).Turned().Sample(1, 1));
        Assert.Equal(3, Tensors.ToArray(new Labelled(3).Turned().Sample(1, 1).QueryTargets)[1]);
        Refused("Classes are turned by 'query.targets', a class number for each example, [2]", () => new Labelled(0, outputs: 2).Turned());

        static void Refused(string fragment, Action action) => Assert.Contains(
            fragment, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    private static int[] Turns(ulong seed, long index)
    {
        RandomStream random = new(seed, "episode turns", index);
        return [.. Enumerable.Range(0, 5).Select(_ => random.NextInt32(4))];
    }

    /// <summary>Two support images and two queries, of which the last has a label that is given.</summary>
    private sealed class Labelled(double label, int outputs = 0) : ITaskDistribution<double>
    {
        private readonly TaskLayout _layout = new(
            (EpisodeNames.SupportInputs, [2, 1, 2, 2]),
            (EpisodeNames.SupportTargets, [2]),
            (EpisodeNames.QueryInputs, [2, 1, 2, 2]),
            (EpisodeNames.QueryTargets, outputs == 0 ? [2] : [2, outputs]));

        public string Description => "labelled";

        public TaskLayout LayoutOf(TaskNumber task) => _layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays) => arrays[EpisodeNames.QueryTargets][^1] = label;
    }
}

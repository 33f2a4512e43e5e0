using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Episodes;

/// <summary>Decorators of image tasks together: their order, their bits for ever, and tasks of several sizes.</summary>
public class ImageDecoratorTests
{
    private static readonly RandomAffine Small = new() { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 };
    private static readonly ImageSet Set = Glyphs.Create(3, 12);
    private static readonly ImageEpisodes<float> Plain = new(Set, 5, 3, 2);

    private static readonly Dictionary<string, ITaskDistribution<float>> Known = new()
    {
        ["9c749336df8a8b86"] = Plain,
        ["be2a21ea8a7eb144"] = Plain.Turned(),
        ["cb9a52ed594768a3"] = Plain.Shuffled(),
        ["8bf91e64898be108"] = Plain.Turned().Shuffled(),
    };

    public static TheoryData<string> Checksums => [.. Known.Keys];

    // Recorded results were trained and tested on such tasks. Affine maps go through sines, whose last bit is the platform's:
    // AffineImagesTests has theirs.
    [Theory]
    [MemberData(nameof(Checksums))]
    public void The_same_number_is_the_same_task_for_ever(string checksum)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int index = 0; index < 20; index++)
        {
            TaskBatch<float> batch = Known[checksum]
                .Batch(new TaskNumber(4, index), new(5, index, SupportDraw: 2), new(6, index, QueryDraw: 3), new(6, index, 1, 3));
            for (int array = 0; array < batch.Layout.Count; array++)
            {
                hash.AppendData(MemoryMarshal.AsBytes(batch.Array(array)));
            }
        }

        Assert.Equal(checksum, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }

    [Fact]
    public void They_compose_in_the_order_in_which_they_are_written()
    {
        Parameters<float> plain = Plain.Sample(4, 9);
        RandomStream turns = new(4, "episode turns", 9);
        int[] turnsOf = [.. Enumerable.Range(0, 5).Select(_ => turns.NextInt32(4))];
        int[] order = [.. Enumerable.Range(0, 15)];
        new RandomStream(4, "episode order", 9).Shuffle(order);

        float[] moved = [.. Images(plain.SupportInputs).SelectMany((image, k) => Turn(Move(image, k), k))];
        Assert.Equal(moved, Tensors.ToArray(Plain.Affine(Small).Turned().Sample(4, 9).SupportInputs));
        float[] turned = [.. Images(plain.SupportInputs).SelectMany((image, k) => Move(Turn(image, k), k))];
        Assert.Equal(turned, Tensors.ToArray(Plain.Turned().Affine(Small).Sample(4, 9).SupportInputs));
        Assert.NotEqual(moved, turned);
        float[][] rows = [.. moved.Chunk(Set.ImageLength)];
        Parameters<float> all = Plain.Affine(Small).Turned().Shuffled().Sample(4, 9);
        Assert.Equal(order.SelectMany(k => rows[k]), Tensors.ToArray(all.SupportInputs));
        Assert.Equal(order.Select(static k => (float)(k % 5)), Tensors.ToArray(all.SupportTargets));
        Assert.Equal(
            $"{Plain.Description} random affine rotation 12 translation 0.07 scale 1.16 shear 0.15 each class turned support shuffled",
            Plain.Affine(Small).Turned().Shuffled().Description);

        static IEnumerable<float[]> Images(System.Numerics.Tensors.Tensor<float> images) => Tensors.ToArray(images).Chunk(Set.ImageLength);

        float[] Turn(float[] image, int k)
        {
            float[] result = [.. image];
            QuarterTurns.Apply<float>(result, Set.Height, turnsOf[k % 5]);
            return result;
        }

        static float[] Move(float[] image, int k)
        {
            var result = new float[image.Length];
            Small.Draw(new(4, "episode support affine", 9, k), Set.Height, Set.Width).Apply<float>(image, Set.Height, Set.Width, result);
            return result;
        }
    }

    [Fact]
    public void Whether_tasks_are_chosen_before_or_behind_is_the_order_as_well()
    {
        // Task 13 of the first ten is task 3: as a whole, or its drawings alone.
        Same.Bits(Plain.Affine(Small).Sample(4, 3), Plain.Affine(Small).First(10).Sample(4, 13));
        Assert.NotEqual(
            Tensors.ToArray(Plain.Affine(Small).Sample(4, 3).QueryInputs),
            Tensors.ToArray(Plain.First(10).Affine(Small).Sample(4, 13).QueryInputs));

        // Other drawings with other maps, or with those of the first draw.
        Same.Bits(
            Plain.Affine(Small).Sample(new TaskNumber(4, 3, SupportDraw: 1)), Plain.Affine(Small).Resampled(supportDraw: 1).Sample(4, 3));
        Assert.NotEqual(
            Tensors.ToArray(Plain.Affine(Small).Resampled(supportDraw: 1).Sample(4, 3).SupportInputs),
            Tensors.ToArray(Plain.Resampled(supportDraw: 1).Affine(Small).Sample(4, 3).SupportInputs));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_the_reason()
    {
        Refused(
            "has no images to change: 'support.inputs' and 'query.inputs' are images as [examples, channels, height, width], got " +
                "support.inputs [5, 1]",
            () => new SinusoidTasks<float>(5, 4).Affine(Small));
        Refused("change the images first and shuffle last, '.Shuffled()' behind all others", () => Plain.Shuffled().Affine(Small));
        Refused("change the images first and shuffle last", () => Plain.Shuffled().Turned().First(3).Affine(Small));
        Refused("write it once", () => Plain.Affine(Small).Turned().Affine(new()));
    }

    [Fact]
    public void Tasks_of_several_layouts_are_each_changed_and_trained_in_groups_of_equal_shape()
    {
        TrainingPlan<float> plan = new()
        {
            Learner = new Maml<float>(
                new NetAdaptation<float>(
                    new Sequential<float>(new Flatten<float>(), new Linear<float>(28 * 28, 3)), Loss.CrossEntropy,
                    StepSizes<float>.Constant(0.1)),
                1),
            Tasks = new Mixed(first: 0).Affine(Small).Turned().Shuffled(),
            Iterations = 3,
            MetaBatch = 6,
            TasksPerBlock = 6,
        };
        for (long index = 0; index < 3; index++)
        {
            Same.Bits(Mixed.Of(index).Affine(Small).Turned().Shuffled().Sample(4, index), plan.Tasks.Sample(4, index));
        }

        Trainer<float> trainer = new(plan);
        TrainingState<float> end = trainer.Run(trainer.Start());
        Trainer<float> alone = new(plan with { TasksPerBlock = 1 });
        Assert.Equal(
            Flat.Of(alone.Run(alone.Start()).MetaParameters), Flat.Of(end.MetaParameters),
            static (one, other) => Math.Abs(one - other) <= 1e-5);

        // A layout that is met later is held to the same.
        ITaskDistribution<float> later = new Mixed(first: 1).Affine(Small).Turned();
        later.Sample(4, 0);
        Refused("has no images to change", () => later.Sample(4, 2));
    }

    private static void Refused(string fragment, Action action)
        => Assert.Contains(fragment, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    /// <summary>Episodes with one, two and three shots in turn, or, from two on, sine curves among them.</summary>
    private sealed class Mixed(int first) : ITaskDistribution<float>
    {
        private static readonly ImageEpisodes<float>[] Episodes =
        [
            .. Enumerable.Range(1, 3).Select(static shots => new ImageEpisodes<float>(Set, 3, shots, 2)),
        ];
        private static readonly SinusoidTasks<float> Curves = new(2, 2);

        public string Description => "mixed";

        public static ImageEpisodes<float> Of(long index) => Episodes[index % 3];

        public TaskLayout LayoutOf(TaskNumber task) => At(task).LayoutOf(task);

        public void Draw(TaskNumber task, TaskArrays<float> arrays) => At(task).Draw(task, arrays);

        private ITaskDistribution<float> At(TaskNumber task) => first > 0 && task.Index > first ? Curves : Of(task.Index);
    }
}

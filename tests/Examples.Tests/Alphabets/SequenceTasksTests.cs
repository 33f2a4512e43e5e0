using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Alphabets;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Alphabets;

public sealed class SequenceTasksTests
{
    // Twelve characters of three drawings in four alphabets; the first pixel tells character and drawing.
    private static readonly ImageSet Characters = new("numbers", 1, 1, 2, Enumerable.Range(0, 12).Select(static k => KeyValuePair.Create(
        $"{(char)('A' + (k / 3))}/{k}", Enumerable.Range(0, 3).SelectMany(n => (byte[])[(byte)((10 * k) + n), 0]).ToArray())));

    private static readonly AlphabetSet Set = new(Characters, static name => name.Split('/')[0], least: 2);

    private static readonly Preset Preset = Presets.Quick with { Alphabets = 3, Characters = 2, StepsEach = 4 };

    [Fact]
    public void A_step_is_on_one_alphabet_and_the_alphabets_come_one_after_another()
    {
        SequenceTasks tasks = new(Set, Preset);
        HashSet<string> orders = [];
        HashSet<string> labels = [];
        for (long index = 0; index < 50; index++)
        {
            Parameters<float> task = tasks.Sample(3, index);
            (int Character, int Drawing)[] support = Drawn(task[EpisodeNames.SupportInputs]);
            float[] targets = Tensors.ToArray(task[EpisodeNames.SupportTargets]);
            List<int> alphabets = [];
            for (int step = 0; step < Preset.Steps; step++)
            {
                (int Character, int Drawing)[] batch = support[(step * 2)..((step * 2) + 2)];
                Assert.Equal(batch[0].Character / 3, batch[1].Character / 3);
                Assert.NotEqual(batch[0].Character, batch[1].Character);
                alphabets.Add(batch[0].Character / 3);

                // Each step on an alphabet sees the same drawings.
                Assert.Equal(support[(step / 4 * 8)..((step / 4 * 8) + 2)], batch);
            }

            Assert.Equal(alphabets.Chunk(4).Select(static four => four[0]), alphabets.Distinct());
            Assert.Equal(3, alphabets.Distinct().Count());
            orders.Add(string.Join(' ', alphabets.Distinct()));

            // A character has one label, and each label is used; queries are of the same characters, by other drawings.
            Dictionary<int, float> labelOf = support.Zip(targets).DistinctBy(static pair => pair.First.Character)
                .ToDictionary(static pair => pair.First.Character, static pair => pair.Second);
            Assert.All(support.Zip(targets), pair => Assert.Equal(labelOf[pair.First.Character], pair.Second));
            Assert.Equal([0f, 1, 2, 3, 4, 5], labelOf.Values.Order());
            labels.Add(string.Join(' ', labelOf.Values));
            (int Character, int Drawing)[] query = Drawn(task[EpisodeNames.QueryInputs]);
            Assert.Equal(6, query.Length);
            Assert.All(
                query.Zip(Tensors.ToArray(task[EpisodeNames.QueryTargets])),
                pair => Assert.Equal(labelOf[pair.First.Character], pair.Second));
            Assert.Empty(query.Intersect(support));
        }

        Assert.True(orders.Count > 10 && labels.Count > 40, $"{orders.Count} orders, {labels.Count} labels");
    }

    [Fact]
    public void In_mixed_order_it_is_the_same_drawings_and_each_is_seen_as_often()
    {
        SequenceTasks mixed = new(Set, Preset, mixed: true);
        for (long index = 0; index < 20; index++)
        {
            Parameters<float> task = new SequenceTasks(Set, Preset).Sample(3, index);
            Parameters<float> other = mixed.Sample(3, index);
            (int Character, int Drawing)[] support = Drawn(other[EpisodeNames.SupportInputs]);
            Assert.Equal(Drawn(task[EpisodeNames.SupportInputs]).Order(), support.Order());
            Assert.Equal(Tensors.ToArray(task[EpisodeNames.QueryInputs]), Tensors.ToArray(other[EpisodeNames.QueryInputs]));
            Assert.All(support.Chunk(2), static batch => Assert.NotEqual(batch[0].Character / 3, batch[1].Character / 3));
            Assert.All(support.Chunk(6), static round => Assert.Equal(6, round.Distinct().Count()));
        }
    }

    [Fact]
    public void Queries_of_one_alphabet_and_support_sets_of_the_first_are_parts_of_the_task()
    {
        Parameters<float> whole = new SequenceTasks(Set, Preset).Sample(3, 7);
        Parameters<float> only = new SequenceTasks(Set, Preset, only: 1).Sample(3, 7);
        Assert.Equal(Tensors.ToArray(whole[EpisodeNames.QueryInputs])[4..8], Tensors.ToArray(only[EpisodeNames.QueryInputs]));
        Assert.Equal(Tensors.ToArray(whole[EpisodeNames.QueryTargets])[2..4], Tensors.ToArray(only[EpisodeNames.QueryTargets]));
        Parameters<float> first = new SequenceTasks(Set, Preset, learned: 2).Sample(3, 7);
        Assert.Equal(Tensors.ToArray(whole[EpisodeNames.SupportInputs])[..32], Tensors.ToArray(first[EpisodeNames.SupportInputs]));
    }

    [Fact]
    public void Small_alphabets_are_left_out_and_too_few_are_refused()
    {
        Assert.Equal(4, Set.Alphabets.Count);
        AlphabetSet few = new(Characters, static name => name.Split('/')[0], least: 4);
        Assert.Empty(few.Alphabets);
        Assert.Contains(
            "'numbers' has 0 alphabets of 4 characters or more",
            Assert.Throws<UsageException>(() => new SequenceTasks(few, Preset with { Characters = 4 })).Message, StringComparison.Ordinal);
    }

    private static (int Character, int Drawing)[] Drawn(System.Numerics.Tensors.Tensor<float> images) => [.. Tensors.ToArray(images)
        .Chunk(2).Select(static image => (int)MathF.Round(255 * image[0])).Select(static number => (number / 10, number % 10))];
}

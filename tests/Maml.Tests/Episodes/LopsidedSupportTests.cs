using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Episodes;

public class LopsidedSupportTests
{
    private static readonly ImageSet Set = Glyphs.Create(6, 12);

    [Fact]
    public void Each_class_keeps_its_first_examples_and_which_has_how_many_is_drawn()
    {
        int[] counts = [1, 2, 4];
        ImageEpisodes<double> rounds = new(Set, 3, 4, 2);
        ITaskDistribution<double> lopsided = rounds.Lopsided(counts);
        ITaskDistribution<double> weighted = rounds.Lopsided(counts, classesCountEqually: true);
        HashSet<string> seen = [];
        for (long index = 0; index < 100; index++)
        {
            Parameters<double> whole = rounds.Sample(9, index);
            Parameters<double> task = lopsided.Sample(9, index);
            double[][] images = [.. Tensors.ToArray(whole.SupportInputs).Chunk(Set.ImageLength)];
            double[][] kept = [.. Tensors.ToArray(task.SupportInputs).Chunk(Set.ImageLength)];
            double[] labels = Tensors.ToArray(task.SupportTargets);
            int[] countOf = [.. Enumerable.Range(0, 3).Select(way => labels.Count(label => label == way))];
            Assert.Equal(counts, countOf.Order());
            for (int way = 0; way < 3; way++)
            {
                Assert.Equal(
                    Enumerable.Range(0, countOf[way]).Select(round => images[(round * 3) + way]),
                    kept.Where((_, k) => labels[k] == way));
            }

            Assert.Equal(Tensors.ToArray(whole.QueryInputs), Tensors.ToArray(task.QueryInputs));
            Assert.Equal(Tensors.ToArray(whole.QueryTargets), Tensors.ToArray(task.QueryTargets));
            seen.Add(string.Join(' ', countOf));

            Parameters<double> equal = weighted.Sample(9, index);
            Assert.Equal(Tensors.ToArray(task.SupportInputs), Tensors.ToArray(equal.SupportInputs));
            Assert.Equal(labels, Tensors.ToArray(equal.SupportTargets));
            Assert.Equal(labels.Select(label => 1.0 / countOf[(int)label]), Tensors.ToArray(equal[EpisodeNames.SupportWeights]));
        }

        // Three numbers have six orders.
        Assert.Equal(6, seen.Count);
        Assert.Equal($"{rounds.Description} support of 1+2+4", lopsided.Description);
        Assert.Equal($"{rounds.Description} support of 1+2+4, classes count equally", weighted.Description);
    }

    [Fact]
    public void The_same_number_of_each_is_the_task_itself()
    {
        ImageEpisodes<double> rounds = new(Set, 3, 2, 2);
        Parameters<double> whole = rounds.Sample(9, 4);
        Parameters<double> task = rounds.Lopsided([2, 2, 2]).Sample(9, 4);
        Assert.Equal(whole.Names, task.Names);
        Assert.All(whole.Names, name => Assert.Equal(Tensors.ToArray(whole[name]), Tensors.ToArray(task[name])));
    }

    [Fact]
    public void A_step_in_which_classes_count_equally_is_one_on_examples_that_are_repeated_until_they_do()
    {
        const int Ways = 2;
        ITaskDistribution<double> weighted = new ImageEpisodes<double>(Set, Ways, 3, 2).Lopsided([1, 3], classesCountEqually: true);
        Sequential<double> net = new(new Flatten<double>(), new Linear<double>(Set.ImageLength, Ways));
        NetAdaptation<double> adaptation = new(net, Loss.CrossEntropy, StepSizes<double>.Constant(0.3));
        using Evaluator<double> evaluator = new(adaptation, steps: 2);
        Parameters<double> meta = new Maml<double>(adaptation, 2).Initialize(5);
        double[] byWeights = [.. evaluator.Evaluate(meta, weighted, 9, 20).Losses.Select(static losses => losses.Average())];
        double[] byRepeats = [.. evaluator.Evaluate(meta, new Repeated(weighted), 9, 20).Losses.Select(static losses => losses.Average())];
        Assert.All(byWeights.Zip(byRepeats), static pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        double[] byExamples = [.. evaluator.Evaluate(meta, new ImageEpisodes<double>(Set, Ways, 3, 2).Lopsided([1, 3]), 9, 20)
            .Losses.Select(static losses => losses.Average())];
        Assert.NotEqual(byWeights[2], byExamples[2], 1e-4);
    }

    [Fact]
    public void Nothing_is_allocated_once_a_task_was_drawn()
    {
        ITaskDistribution<float> tasks = new ImageEpisodes<float>(Set, 3, 4, 2).Lopsided([1, 2, 4], classesCountEqually: true);
        TaskArrays<float> arrays = new(new TaskBatch<float>(tasks.LayoutOf(default), 1), new());
        for (long index = 0; index < 3; index++)
        {
            tasks.Draw(new TaskNumber(9, index), arrays);
        }

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (long index = 3; index < 50; index++)
            {
                tasks.Draw(new TaskNumber(9, index), arrays);
            }
        }));
    }

    [Fact]
    public void What_has_no_rounds_or_too_few_of_them_is_refused()
    {
        ImageEpisodes<double> rounds = new(Set, 3, 4, 2);
        Refused("from 1 to 4, as many as", () => rounds.Lopsided([1, 2, 5]));
        Refused("got 0 at [1]", () => rounds.Lopsided([1, 0, 2]));
        Refused("no support set in rounds of 5 classes", () => rounds.Lopsided([1, 2, 1, 2, 1]));
        Refused("no support set in rounds of 1 classes", () => rounds.Lopsided([1]));
        Refused("no support set in rounds of 3 classes", () => new SinusoidTasks<double>(6, 4).Lopsided([1, 2, 1]));
        Refused("no support set in rounds of 3 classes", () => new ImageBatches<double>(Set, 4).Lopsided([1, 2, 1]));
        Refused("write it once", () => rounds.Lopsided([1, 2, 2]).Lopsided([1, 1, 1]));
        Refused("shuffle last", () => rounds.Lopsided([1, 2, 2]).Affine(new RandomAffine()));
        Refused("does not come in rounds of 3 classes: example", () => rounds.Shuffled().Lopsided([1, 2, 2]).Sample(9, 1));
        Assert.Throws<ArgumentNullException>(() => rounds.Lopsided(null!));

        static void Refused(string fragment, Action action) => Assert.Contains(
            fragment, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    /// <summary>The rare class's only example three times, and no weights.</summary>
    private sealed class Repeated(ITaskDistribution<double> tasks) : ITaskDistribution<double>
    {
        private readonly TaskLayout _layout = TaskLayout.FewShot(
            6, 4, input: [1, Set.Height, Set.Width], target: []);

        public string Description => "repeated";

        public TaskLayout LayoutOf(TaskNumber task) => _layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            Parameters<double> from = tasks.Sample(task.Seed, task.Index);
            double[][] images = [.. Tensors.ToArray(from.SupportInputs).Chunk(Set.ImageLength)];
            double[] labels = Tensors.ToArray(from.SupportTargets);
            int rare = labels.Count(static label => label == 0) == 1 ? 0 : 1;
            int[] order = [.. Enumerable.Range(0, 4).SelectMany(k => Enumerable.Repeat(k, labels[k] == rare ? 3 : 1))];
            order.SelectMany(k => images[k]).ToArray().CopyTo(arrays[EpisodeNames.SupportInputs]);
            order.Select(k => labels[k]).ToArray().CopyTo(arrays[EpisodeNames.SupportTargets]);
            Tensors.CopyTo(from.QueryInputs, arrays[EpisodeNames.QueryInputs]);
            Tensors.CopyTo(from.QueryTargets, arrays[EpisodeNames.QueryTargets]);
        }
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Tasks;

/// <summary>Another draw of the support or of the query set of the same task.</summary>
public class ResamplingTests
{
    private const int Tasks = 40;

    private static readonly ImageSet Set = Glyphs.Create(8, classes: 7, drawings: 6);

    private static readonly Dictionary<string, ITaskDistribution<double>> All = new()
    {
        ["sine"] = new SinusoidTasks<double>(5, 4),
        ["sine, curve told"] = new SinusoidTasks<double>(5, 4, tellCurve: true),
        ["images"] = new ImageEpisodes<double>(Set, ways: 3, shots: 2, queries: 2),
        ["images, shuffled"] = new ImageEpisodes<double>(Set, ways: 3, shots: 2, queries: 2).Shuffled(),
        ["images, turned and moved"] = new ImageEpisodes<double>(Set, ways: 3, shots: 2, queries: 2)
            .Affine(new() { Rotation = 10, Translation = 0.1 }).Turned(),
        ["images, moved, turned and shuffled"] = new ImageEpisodes<double>(Set, ways: 3, shots: 2, queries: 2)
            .Affine(new() { Rotation = 10, Translation = 0.1 }).Turned().Shuffled(),
        ["sine, shuffled"] = new SinusoidTasks<double>(5, 4).Shuffled(),
        ["images, all drawings"] = new ImageEpisodes<double>(Set, ways: 3, shots: 2, queries: 4),
        ["the first ten images"] = new ImageEpisodes<double>(Set, ways: 3, shots: 2, queries: 2).First(10),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_set_is_another_one_and_the_other_stays_in_every_bit(string name)
    {
        ITaskDistribution<double> tasks = All[name];
        ITaskDistribution<double> otherSupport = tasks.Resampled(supportDraw: 1);
        ITaskDistribution<double> otherQuery = tasks.Resampled(queryDraw: 1);
        (int supports, int queries) = (0, 0);
        for (long index = 0; index < Tasks; index++)
        {
            Parameters<double> task = tasks.Sample(4, index);
            Parameters<double> support = otherSupport.Sample(4, index);
            Parameters<double> query = otherQuery.Sample(4, index);
            RequireSame(task, support, "query.");
            RequireSame(task, query, "support.");
            supports += IsSame(task, support, "support.") ? 0 : 1;
            queries += IsSame(task, query, "query.") ? 0 : 1;
        }

        // Where two drawings are left for two shots, one support set in eight is drawn again.
        Assert.InRange(supports, Tasks / 2, Tasks);
        Assert.InRange(queries, Tasks / 2, Tasks);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_0_is_the_task_as_it_is_and_draws_add_up(string name)
    {
        ITaskDistribution<double> tasks = All[name];
        for (long index = 0; index < 5; index++)
        {
            Parameters<double> task = tasks.Sample(4, index);
            Same.Bits(task, tasks.Resampled().Sample(4, index));
            Same.Bits(task, tasks.Sample(new TaskNumber(4, index, 0, 0)));
            Same.Bits(
                tasks.Sample(new TaskNumber(4, index, SupportDraw: 3)),
                tasks.Resampled(supportDraw: 1).Resampled(supportDraw: 2).Sample(4, index));
            Same.Bits(tasks.Sample(new TaskNumber(4, index, SupportDraw: 2, QueryDraw: 5)), tasks.Resampled(2, 5).Sample(4, index));
        }

        Assert.Equal(tasks.Description, tasks.Resampled().Description);
        Assert.Equal($"{tasks.Description}, support draw 2, query draw 5", tasks.Resampled(2, 5).Description);
    }

    [Fact]
    public void All_draws_of_a_sine_task_lie_on_its_curve_and_are_different_points()
    {
        SinusoidTasks<double> tasks = new(5, 4);
        Sinusoid curve = SinusoidTasks<double>.Curve(4, 7);
        HashSet<double> seen = [];
        for (int draw = 0; draw < 20; draw++)
        {
            Parameters<double> task = tasks.Sample(new TaskNumber(4, 7, draw, draw));
            Assert.Equal(Tensors.ToArray(task.SupportInputs).Select(curve.At), Tensors.ToArray(task.SupportTargets));
            Assert.Equal(Tensors.ToArray(task.QueryInputs).Select(curve.At), Tensors.ToArray(task.QueryTargets));
            Assert.All(Tensors.ToArray(task.SupportInputs).Concat(Tensors.ToArray(task.QueryInputs)), x => Assert.True(seen.Add(x)));
        }
    }

    [Fact]
    public void All_draws_of_an_image_task_have_its_classes_and_share_no_drawing_between_the_sets()
    {
        ImageEpisodes<float> episodes = new(Set, ways: 3, shots: 2, queries: 2);
        HashSet<string> supports = [];
        HashSet<string> queries = [];
        for (int draw = 0; draw < 30; draw++)
        {
            foreach ((int support, int query) in (ReadOnlySpan<(int, int)>)[(draw, 0), (0, draw), (draw, draw), (draw, 30 - draw)])
            {
                ImageEpisode first = episodes.Draw(4, 7);
                ImageEpisode other = episodes.Draw(new TaskNumber(4, 7, support, query));
                Assert.Equal(first.Classes, other.Classes);
                for (int way = 0; way < 3; way++)
                {
                    int[] drawings = [other.Support[way], other.Support[way + 3], other.Query[way], other.Query[way + 3]];
                    Assert.Equal(4, drawings.Distinct().Count());
                    Assert.All(drawings, static drawing => Assert.InRange(drawing, 0, 5));
                }

                if (query == 0)
                {
                    Assert.Equal(first.Query, other.Query);
                    supports.Add(string.Join(' ', other.Support));
                }

                if (support == 0)
                {
                    Assert.Equal(first.Support, other.Support);
                    queries.Add(string.Join(' ', other.Query));
                }
            }
        }

        // Of 12 ordered pairs for each of three classes, 1,728 sets.
        Assert.InRange(supports.Count, 25, 31);
        Assert.InRange(queries.Count, 25, 31);
    }

    [Fact]
    public void Every_drawing_that_the_support_set_leaves_comes_as_often_as_any_other_in_other_query_sets()
    {
        ImageEpisodes<float> episodes = new(Set, ways: 2, shots: 2, queries: 2);
        var counts = new int[6];
        const int Draws = 3000;
        ImageEpisode first = episodes.Draw(4, 7);
        for (int draw = 1; draw <= Draws; draw++)
        {
            counts[episodes.Draw(new TaskNumber(4, 7, QueryDraw: draw)).Query[0]]++;
        }

        // A quarter of the draws each, and none for the two of the support set: within five standard deviations.
        for (int drawing = 0; drawing < 6; drawing++)
        {
            bool isInSupport = first.Support[0] == drawing || first.Support[2] == drawing;
            double expected = isInSupport ? 0 : Draws / 4.0;
            Assert.InRange(counts[drawing], expected - (5 * Math.Sqrt(expected * 0.75)), expected + (5 * Math.Sqrt(expected * 0.75)));
        }
    }

    [Fact]
    public void A_learner_is_judged_on_other_draws_by_the_evaluators()
    {
        ImageEpisodes<double> tasks = (ImageEpisodes<double>)All["images"];
        Maml<double> learner = new(
            new Sequential<double>(new Flatten<double>(), new Linear<double>(28 * 28, 3)), Loss.CrossEntropy, 2,
            StepSizes<double>.Constant(0.02));
        Parameters<double> meta = learner.Initialize(1);
        using Evaluator<double> evaluator = new(learner);
        AdaptationCurve first = evaluator.Evaluate(meta, tasks, 9, 6);
        AdaptationCurve support = evaluator.Evaluate(meta, tasks.Resampled(supportDraw: 1), 9, 6);
        AdaptationCurve query = evaluator.Evaluate(meta, tasks.Resampled(queryDraw: 1), 9, 6);

        // Before the first step the support set plays no part.
        Assert.Equal(first.Losses[0], support.Losses[0]);
        Assert.NotEqual(first.Losses[2], support.Losses[2]);
        Assert.NotEqual(first.Losses[0], query.Losses[0]);
    }

    [Fact]
    public void What_takes_no_notice_of_the_draws_or_draws_all_anew_or_has_no_such_set_is_refused()
    {
        RandomTasks<double> deaf = new(5, 6, 2, 2);
        Refused("takes no notice of SupportDraw", () => deaf.Resampled(supportDraw: 1));
        Refused("takes no notice of QueryDraw", () => deaf.Resampled(queryDraw: 1));
        Refused("Draw the set from TaskNumber.SupportSeed", () => deaf.Resampled(supportDraw: 1));
        Refused("SupportDraw 1 has another 'query.inputs'", () => new Together().Resampled(supportDraw: 1));
        Refused(
            "has no other draws of a set 'query.*': its tasks have support.inputs [2]",
            () => new Together(query: false).Resampled(queryDraw: 1));
        Assert.Equal(deaf.Description, deaf.Resampled().Description);
        Assert.Throws<ArgumentOutOfRangeException>(() => deaf.Resampled(supportDraw: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => deaf.Resampled(queryDraw: -1));
        Assert.Contains("numbered from 0, got -1", Assert.Throws<ArgumentOutOfRangeException>(
            () => new SinusoidTasks<double>(5, 4).Sample(new TaskNumber(1, 1, -1))).Message, StringComparison.Ordinal);

        static void Refused(string fragment, Action action) => Assert.Contains(
            fragment, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    private static void RequireSame(Parameters<double> one, Parameters<double> other, string set)
        => Assert.True(IsSame(one, other, set), $"{set}* is another one.");

    private static bool IsSame(Parameters<double> one, Parameters<double> other, string set)
        => one.Where(entry => entry.Key.StartsWith(set, StringComparison.Ordinal))
            .All(entry => Tensors.ToArray(entry.Value).AsSpan().SequenceEqual(Tensors.ToArray(other[entry.Key])));

    /// <summary>Draws all from the seed of the support set.</summary>
    private sealed class Together(bool query = true) : ITaskDistribution<double>
    {
        private readonly TaskLayout _layout = query
            ? new((EpisodeNames.SupportInputs, [2]), (EpisodeNames.QueryInputs, [2]))
            : new((EpisodeNames.SupportInputs, [2]));

        public string Description => "together";

        public TaskLayout LayoutOf(TaskNumber task) => _layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            RandomStream random = arrays.Stream(task.SupportSeed, "together", task.Index);
            foreach (string name in _layout.Names)
            {
                foreach (ref double value in arrays[name])
                {
                    value = random.NextDouble();
                }
            }
        }
    }
}

#:project ../Exhibits/Exhibits.csproj

using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Five glyphs, one drawing of each: which of them is called class 0 to 4 is arbitrary, and 5! = 120 orders are the same task. A learned
// start has a row of the head for each class, and these differ, so that the accuracy depends on the order. With all rows alike it can't.
const int Ways = 5;
const int Orders = 120;
const int Tasks = 20;

return Exhibit.Run(args, "the-order-of-labels",
    "the same task has 120 orders of its labels, and a learned start does not treat them alike.", exhibit =>
{
    ImageSet glyphs = Glyphs.Create(3, classes: 120);
    ITaskDistribution<float> training = new ImageEpisodes<float>(
        glyphs.Select("training", Enumerable.Range(0, 80)), Ways, shots: 1, queries: 3);
    ITaskDistribution<float> test = new EveryOrder(new ImageEpisodes<float>(
        glyphs.Select("test", Enumerable.Range(80, 40)), Ways, shots: 1, queries: 10));
    Sequential<float> net = new(("flat", new Flatten<float>()), ("body", new Linear<float>(784, 48)), ("bend", Activations.Relu<float>()),
        ("head", new Linear<float>(48, Ways)));
    Maml<float> learner = new(net, Loss.CrossEntropy, 3, StepSizes<float>.Constant(0.2));
    Parameters<float> learned = new TrainingPlan<float> { Learner = learner, Tasks = training, Iterations = 400, MetaBatch = 8,
        OuterStepSize = 2e-3 }.Train();

    // The same start with every row of the head the mean of them: a symmetric one.
    Parameters<float> symmetric = new(learned.Select(static entry => entry.Key.StartsWith("net.head", StringComparison.Ordinal)
        ? KeyValuePair.Create(entry.Key, MeanOfRows(entry.Value)) : entry));
    (double[] mean, double[] worst, double[] best) = Measure(learner, learned, test);
    (double[] symmetricMean, double[] symmetricWorst, double[] symmetricBest) = Measure(learner, symmetric, test);
    exhibit.Near("best less worst of 120 orders, all rows of the head alike", 0, symmetricBest.Zip(symmetricWorst, static (a, b) => a - b)
        .Max(), 0.021, "permuting labels permutes the scores: exact but for rounding, which may turn one of 50 queries");
    exhibit.AtLeast("best less worst of 120 orders, as learned, mean over tasks", 0.06, best.Zip(worst, static (a, b) => a - b).Average(),
        "three queries of 50: the rows differ, and each order gives each glyph another one to start from");
    exhibit.AtLeast("mean accuracy over the orders", 0.5, mean.Average(), "it has learned: chance is 0.2");
    double[] place = [.. Enumerable.Range(1, Tasks).Select(static k => (double)k)];
    int[] sorted = [.. Enumerable.Range(0, Tasks).OrderBy(k => mean[k])];
    exhibit.Picture(new LineChart
    {
        Title = "Accuracy on 20 tasks over all 120 orders of their labels",
        XLabel = "task, by its mean accuracy",
        YLabel = "accuracy",
        YLowest = 0,
        YHighest = 1.02,
        Series =
        [
            new Series("as learned: mean, worst to best", place, [.. sorted.Select(k => mean[k])]) { Marker = Marker.Circle }
                .WithBand([.. sorted.Select(k => worst[k])], [.. sorted.Select(k => best[k])]),
            Lines.Points("rows of the head alike: every order", place, [.. sorted.Select(k => symmetricMean[k])], 1, Marker.Square),
        ],
    });
});

static Tensor<float> MeanOfRows(Tensor<float> head)
{
    float[] values = Tensors.ToArray(head);
    int columns = values.Length / Ways;
    return Tensors.Create<float>([.. values.Select((_, k) => Enumerable.Range(0, Ways)
        .Average(row => values[(row * columns) + (k % columns)]))], Tensors.ShapeOf(head));
}

static (double[] Mean, double[] Worst, double[] Best) Measure(Learner<float> learner, Parameters<float> meta,
    ITaskDistribution<float> tasks)
{
    using ClassificationEvaluator<float> evaluator = new(learner.Adaptation, 3, [3]);
    double[][] byTask = [.. evaluator.Evaluate(meta, tasks, 1, Tasks * Orders).NonTransductive.Accuracies[0].Chunk(Orders)];
    return ([.. byTask.Select(static one => one.Average())], [.. byTask.Select(static one => one.Min())],
        [.. byTask.Select(static one => one.Max())]);
}

/// <summary>Task i is task i / 120 with its labels in order i modulo 120.</summary>
internal sealed class EveryOrder(ITaskDistribution<float> tasks) : TaskDecorator<float>(tasks)
{
    public override string Description => $"{Tasks.Description}, every order of labels";

    public override void Draw(TaskNumber task, TaskArrays<float> arrays)
    {
        Tasks.Draw(task with { Index = task.Index / 120 }, arrays);

        // The order's number in the factorial base: which of the labels left comes next.
        List<float> left = [0, 1, 2, 3, 4];
        List<float> order = [];
        for (int rest = (int)(task.Index % 120); left.Count > 0; rest /= left.Count + 1)
        {
            order.Add(left[rest % left.Count]);
            left.Remove(order[^1]);
        }

        foreach (string name in (string[])[EpisodeNames.SupportTargets, EpisodeNames.QueryTargets])
        {
            foreach (ref float label in arrays[name])
            {
                label = order[(int)label];
            }
        }
    }
}

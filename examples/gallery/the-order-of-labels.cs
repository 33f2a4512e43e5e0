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
const int Tasks = 20;

return Exhibit.Run(args, "the-order-of-labels",
    "the same task has 120 orders of its labels, and a learned start does not treat them alike.", exhibit =>
{
    ImageSet glyphs = Glyphs.Create(3, classes: 120);
    ITaskDistribution<float> training = new ImageEpisodes<float>(
        glyphs.Select("training", Enumerable.Range(0, 80)), Ways, shots: 1, queries: 3);
    ITaskDistribution<float> test = new ImageEpisodes<float>(
        glyphs.Select("test", Enumerable.Range(80, 40)), Ways, shots: 1, queries: 10);
    Sequential<float> net = new(("flat", new Flatten<float>()), ("body", new Linear<float>(784, 48)), ("bend", Activations.Relu<float>()),
        ("head", new Linear<float>(48, Ways)));
    Maml<float> learner = new(net, Loss.CrossEntropy, 3, StepSizes<float>.Constant(0.2));
    Parameters<float> learned = new TrainingPlan<float> { Learner = learner, Tasks = training, Iterations = 400, MetaBatch = 8,
        OuterStepSize = 2e-3 }.Train();

    // The same start with every row of the head the mean of them: a symmetric one.
    Parameters<float> symmetric = new(learned.Select(static entry => entry.Key.StartsWith("net.head", StringComparison.Ordinal)
        ? KeyValuePair.Create(entry.Key, MeanOfRows(entry.Value)) : entry));
    using ClassificationEvaluator<float> evaluator = new(learner);
    LabelOrderResult asLearned = LabelOrders.Evaluate(evaluator, learned, test, Ways, seed: 1, Tasks);
    LabelOrderResult rowsAlike = LabelOrders.Evaluate(evaluator, symmetric, test, Ways, seed: 1, Tasks);
    exhibit.Near("best less worst of 120 orders, all rows of the head alike", 0, Spread(rowsAlike).Max(), 0.021,
        "permuting labels permutes the scores: exact but for rounding, which may turn one of 50 queries");
    exhibit.AtLeast("best less worst of 120 orders, as learned, mean over tasks", 0.06, Spread(asLearned).Average(),
        "three queries of 50: the rows differ, and each order gives each glyph another one to start from");
    exhibit.AtLeast("mean accuracy over the orders", 0.5, asLearned.MeanOfTasks.Average(), "it has learned: chance is 0.2");
    double[] place = [.. Enumerable.Range(1, Tasks).Select(static k => (double)k)];
    int[] sorted = [.. Enumerable.Range(0, Tasks).OrderBy(k => asLearned.MeanOfTasks[k])];
    double[] Sorted(double[] ofTasks) => [.. sorted.Select(k => ofTasks[k])];
    exhibit.Picture(new LineChart
    {
        Title = "Accuracy on 20 tasks over all 120 orders of their labels",
        XLabel = "task, by its mean accuracy",
        YLabel = "accuracy",
        YLowest = 0,
        YHighest = 1.02,
        Series =
        [
            new Series("as learned: mean, worst to best", place, Sorted(asLearned.MeanOfTasks)) { Marker = Marker.Circle }
                .WithBand(Sorted(asLearned.LeastOfTasks), Sorted(asLearned.GreatestOfTasks)),
            Lines.Points("rows of the head alike: every order", place, Sorted(rowsAlike.MeanOfTasks), 1, Marker.Square),
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

static IEnumerable<double> Spread(LabelOrderResult of) => of.GreatestOfTasks.Zip(of.LeastOfTasks, static (best, worst) => best - worst);

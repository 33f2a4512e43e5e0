#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Quadratic tasks of one curvature with optima drawn around 0. Trained on n of them MAML starts at the mean of their optima, so that a seen
// optimum is nearer than one left out: |c - mean|^2 is as 1 - 1/n to 1 + 1/n on average, and the risk inflation of leaving one out is (n +
// 1) / (n - 1).
const int Dimensions = 12;
const double StepSize = 0.3;
int[] counts = [2, 3, 5, 9, 17, 33];

return Exhibit.Run(args, "learning-to-memorize",
    "with few tasks the start knows those that it has seen: leave one out, and its loss tells.", exhibit =>
{
    List<double> inflation = [];
    foreach (int count in counts)
    {
        // Each of count + 1 tasks is left out in turn.
        inflation.Add(MetaOverfitting.Measure(PlanFor(count), count + 1).RiskInflation.Value);
        exhibit.Near($"risk inflation of {count} tasks", (count + 1.0) / (count - 1.0), inflation[^1], 1e-9,
            "rounding: with every task left out once it is an identity");
    }

    exhibit.AtMost("the last over the first", 0.5, inflation[^1] / inflation[0], "it falls with the number of tasks, from 3 to 1.06");
    exhibit.Picture(new LineChart
    {
        Title = "Risk inflation: loss on a task left out over loss on those seen",
        XLabel = "training tasks n",
        YLabel = "risk inflation",
        XScale = AxisScale.Logarithmic,
        YLowest = 0.5,
        Series =
        [
            Lines.Formula("(n + 1) / (n - 1)", Lines.LogarithmicGrid(2, 33, 99), static n => (n + 1) / (n - 1), 0),
            Lines.Points("measured by leaving one out", [.. counts.Select(static n => (double)n)], inflation, 1),
            Lines.Level("no memorizing", 2, 33, 1),
        ],
    });
});

// With one curvature the meta-gradient is 0.49 (w - mean): a plain step of 1 / 0.49 is there at once, and a few more make sure.
static TrainingPlan<double> PlanFor(int count) => new()
{
    Learner = new Maml<double>(new Linear<double>(Dimensions, 1, bias: false), Loss.MeanSquaredError, 1,
        StepSizes<double>.Constant(StepSize)),
    Tasks = new QuadraticTasks<double>([.. Enumerable.Range(0, count + 1).Select(static index => Learning.Along(
        [.. Enumerable.Repeat(1.0, Dimensions)], 2, index))]),
    Iterations = 20,
    MetaBatch = count,
    TasksPerBlock = count,
    OuterOptimizer = new Sgd<double>(),
    OuterStepSize = 1.5,
};

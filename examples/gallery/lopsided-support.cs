#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Two classes, targets +1 and -1; a share of the support set is of the one, half of the query set. The net is a slope and a bias. One step
// on squares pulls the bias towards the more frequent class; where the support set is of another domain, its inputs shifted, the slope too.
// A start that was trained for balanced queries leans against both, and where it lies is a least-squares problem: with squares the adapted
// numbers are linear in the start.
const double StepSize = 0.15;
const double Shift = 1;

return Exhibit.Run(args, "lopsided-support",
    "trained on lopsided support sets, a start corrects in advance for what they will do to it.", exhibit =>
{
    double[] shares = [0.5, 0.625, 0.75, 0.875];
    List<Series> series = [];
    Dictionary<(double, double), double[]> trained = [];
    foreach (double shift in (double[])[0, Shift])
    {
        foreach (double share in shares)
        {
            double[] start = Train(Lopsided(share, shift).First(200));
            double[] predicted = ByHand(Lopsided(share, shift));
            trained[(share, shift)] = start;
            exhibit.Near($"bias of the start, share {share}, inputs shifted by {shift}", predicted[1], start[1], 1e-6,
                "the training has converged to the least-squares start of the same 200 tasks");
            exhibit.Near($"slope of the start, share {share}, inputs shifted by {shift}", predicted[0], start[0], 1e-6, "the same");
        }
    }

    foreach ((double shift, int number, string name) in ((double, int, string)[])
        [(0, 1, "bias"), (Shift, 1, "bias, support inputs shifted"), (0, 0, "slope"), (Shift, 0, "slope, support inputs shifted")])
    {
        series.Add(Lines.Formula($"{name}, least squares", shares, share => ByHand(Lopsided(share, shift))[number], series.Count / 2));
        series.Add(Lines.Points("trained", shares, [.. shares.Select(share => trained[(share, shift)][number])], series.Count / 2,
            (Marker)(1 + (series.Count / 2))));
    }

    exhibit.AtMost("bias of the start for a share of 7/8 less that for 1/2", -0.1, trained[(0.875, 0)][1] - trained[(0.5, 0)][1],
        "it leans against the class that the support set has too much of");
    exhibit.AtMost("slope for a share of 7/8 with shifted inputs less that without", -0.1,
        trained[(0.875, Shift)][0] - trained[(0.875, 0)][0], "sum x y of the support set holds shift times the mean target");

    // What is right for one domain is wrong for another.
    double Inflation(double share, double shift, double[] start, double[] other)
        => Risk(Lopsided(share, shift), start) / Risk(Lopsided(share, shift), other);
    exhibit.AtMost("loss with the correction over that without", 0.97, Inflation(0.875, 0, trained[(0.875, 0)], trained[(0.5, 0)]),
        "least squares is never worse, and the bias matters");
    exhibit.AtLeast("the same where the lopsidedness is turned round", 1.03,
        Inflation(0.125, 0, trained[(0.875, 0)], trained[(0.5, 0)]), "the start leans to the wrong side");
    exhibit.AtLeast("with shifted inputs: loss from the start of the other domain over that from their own", 1.03,
        Inflation(0.875, Shift, trained[(0.875, 0)], trained[(0.875, Shift)]), "its slope leans nowhere");
    exhibit.Picture(new LineChart
    {
        Title = "The start against the share of one class in the support sets",
        XLabel = "share of class +1 in the support set", YLabel = "number of the start", Series = series,
    });
});

static Maml<double> Learner() => new(new Linear<double>(1, 1), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(StepSize));

// Slope and bias.
static double[] Train(ITaskDistribution<double> tasks)
{
    Parameters<double> meta = new TrainingPlan<double> { Learner = Learner(), Tasks = tasks, Iterations = 400, MetaBatch = 200,
        TasksPerBlock = 50, OuterOptimizer = new Sgd<double>(), OuterStepSize = 0.4 }.Train();
    return [meta.Numbers("net.weight")[0], meta.Numbers("net.bias")[0]];
}

// The adapted (slope, bias) is M (slope, bias) + v with M = I - 2 alpha Z'Z / n and v = 2 alpha Z'y / n, Z the support inputs with a column
// of ones; the normal equations of the query residuals in the start are 2 by 2.
static double[] ByHand(DrawnTasks tasks)
{
    (double a, double b, double d, double p, double q) = (0, 0, 0, 0, 0);
    for (int index = 0; index < 200; index++)
    {
        Parameters<double> task = tasks.Sample(1, index);
        (double[] x, double[] y) = (task.Numbers("support.inputs"), task.Numbers("support.targets"));
        double by = 2 * StepSize / x.Length;
        (double xx, double x1, double xy, double y1) = (x.Sum(static v => v * v), x.Sum(), x.Zip(y, static (v, t) => v * t).Sum(), y.Sum());
        foreach ((double place, double target) in task.Numbers("query.inputs").Zip(task.Numbers("query.targets")))
        {
            double bySlope = (place * (1 - (by * xx))) - (by * x1);
            double byBias = 1 - (by * x.Length) - (place * by * x1);
            double rest = target - (place * by * xy) - (by * y1);
            (a, b, d) = (a + (bySlope * bySlope), b + (bySlope * byBias), d + (byBias * byBias));
            (p, q) = (p + (bySlope * rest), q + (byBias * rest));
        }
    }

    double determinant = (a * d) - (b * b);
    return [((d * p) - (b * q)) / determinant, ((a * q) - (b * p)) / determinant];
}

// The loss after adaptation on new tasks, from a start.
static double Risk(DrawnTasks tasks, double[] start)
{
    using Evaluator<double> evaluator = new(Learner());
    Parameters<double> meta = new([.. Learning.Row(start[0]), KeyValuePair.Create("net.bias", Tensors.Create<double>([start[1]], [1]))]);
    return evaluator.Evaluate(meta, tasks, 9, 2000).After(1).Mean;
}

// Classes at 1 and -1, which is which drawn for each task; a share of the support set is of class +1, half of the query set; the support
// inputs are shifted.
static DrawnTasks Lopsided(double share, double shift) => new(FormattableString.Invariant($"lopsided {share}, shift {shift}"), random =>
{
    double side = random.NextDouble() < 0.5 ? 1 : -1;
    (double[] X, double[] Y) Set(double positive, double by)
    {
        double[] y = [.. Enumerable.Range(0, 16).Select(k => k < positive * 16 ? 1.0 : -1)];
        return ([.. y.Select(label => (side * label) + by + random.NextNormal())], y);
    }

    ((double[] xs, double[] ys), (double[] xq, double[] yq)) = (Set(share, shift), Set(0.5, 0));
    return (xs, ys, xq, yq);
});

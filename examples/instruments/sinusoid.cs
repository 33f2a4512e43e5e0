#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Every instrument on MAML for sine curves, along its training and at its end: tables to the console, a picture each to a folder.
//     dotnet run -c Release examples/instruments/sinusoid.cs -- FOLDER
string folder = args is [string given] ? given : ".";
Directory.CreateDirectory(folder);
Sequential<double> net = new(
    ("first", new Linear<double>(1, 20)), ("bend", Activations.Tanh<double>()), ("second", new Linear<double>(20, 20)),
    ("bend again", Activations.Tanh<double>()), ("head", new Linear<double>(20, 1)));
const double StepSize = 0.02;
Maml<double> learner = new(net, Loss.MeanSquaredError, 5, StepSizes<double>.Constant(StepSize));
SinusoidTasks<double> tasks = new(shots: 10, queries: 10);
TrainingPlan<double> plan = new() { Learner = learner, Tasks = tasks, Iterations = 4000, MetaBatch = 10, OuterStepSize = 3e-3 };

List<double> at = [];
List<MetaGradientVariance> variances = [];
List<InnerCurvature> curvatures = [];
InnerAlignmentCourse<double> alignments = new(learner, tasks, seed: 7, count: 20);
Trainer<double> trainer = new(plan);
TrainingState<double> start = trainer.Start();
Look(start);
TrainingState<double> end = trainer.Run(start, new() { VisitEvery = 250 }, state =>
{
    if (state.Iteration is 250 or 500 or 1000 or 2000 or 3000 or 4000)
    {
        Look(state);
    }
});

Console.WriteLine(variances[^1]);
Console.WriteLine(curvatures[^1]);
Console.WriteLine(alignments);
double[] x = [.. at];
Write("variance", new LineChart
{
    Title = "Variance of one task's meta-gradient by where it comes from",
    XLabel = "iteration", YLabel = "variance, sum over parameters", YScale = AxisScale.Logarithmic,
    Series =
    [
        Line("tasks", x, variances, static one => one.Whole.Task.Value, Marker.Circle),
        Line("support sets", x, variances, static one => one.Whole.Support.Value, Marker.Square),
        Line("query sets", x, variances, static one => one.Whole.Query.Value, Marker.Triangle),
        Line("both together", x, variances, static one => one.Whole.Both.Value, Marker.Diamond),
        Line("|mean|^2: the signal", x, variances, static one => one.Whole.Signal.Value, Marker.Cross),
    ],
});
Write("curvature", new LineChart
{
    Title = "Ends of the spectrum of the support loss's Hessian",
    XLabel = "iteration", YLabel = "eigenvalue, mean over tasks",
    Series =
    [
        Line("greatest before adaptation", x, curvatures, static one => one.Before.Average(static each => each.Greatest), Marker.Circle),
        Line("greatest after", x, curvatures, static one => one.After.Average(static each => each.Greatest), Marker.Square),
        Line("least before", x, curvatures, static one => one.Before.Average(static each => each.Least), Marker.Triangle),
        Line("least after", x, curvatures, static one => one.After.Average(static each => each.Least), Marker.Diamond),
        new("2 / alpha", [0, x[^1]], [2 / StepSize, 2 / StepSize]) { Line = LineStyle.Dashed, Color = 7 },
    ],
});
Write("alignment", new LineChart
{
    Title = "Where the first inner step points",
    XLabel = "iteration", YLabel = "cosine", YLowest = -0.2, YHighest = 1,
    Series =
    [
        Line("with the way to where 200 steps end", x, alignments.Points, static one => one.Alignment.WithOptimum.Value, Marker.Circle),
        Line("of two tasks' gradients", x, alignments.Points, static one => one.Alignment.BetweenTasks.Value, Marker.Square),
    ],
});

int[] depths = [1, 2, 3, 5, 8, 12];
InnerGrowth[] before = [.. depths.Select(depth => InnerGrowth.Measure(learner, tasks, start.MetaParameters, 7, 3, depth, turns: 30))];
InnerGrowth[] after = [.. depths.Select(depth => InnerGrowth.Measure(learner, tasks, end.MetaParameters, 7, 3, depth, turns: 30))];
InnerGrowth deepest = InnerGrowth.Measure(learner, tasks, end.MetaParameters, 7, 3, depths[^1], turns: 30, differentiated: depths);
Console.WriteLine(deepest);
double[] depth = [.. depths.Select(static one => (double)one)];
Write("growth", new LineChart
{
    Title = "Singular values of d x_K / d x_0",
    XLabel = "inner steps K", YLabel = "mean over tasks",
    Series =
    [
        Line("greatest, trained", depth, after, static one => one.Whole.Greatest, Marker.Circle),
        Line("greatest, untrained", depth, before, static one => one.Whole.Greatest, Marker.Square),
        Line("least, trained", depth, after, static one => one.Whole.Least, Marker.Triangle),
        Line("least, untrained", depth, before, static one => one.Whole.Least, Marker.Diamond),
        Line($"greatest, the last K of {depths[^1]}, trained", depth, deepest.Truncated, static one => one.Values.Greatest,
            Marker.TriangleDown),
    ],
});

FeatureReuse reuse = FeatureReuse.Measure(learner, tasks, end.MetaParameters, 7, 60);
Console.WriteLine(reuse);
double[] place = [1, 2, 3];
Write("reuse", new LineChart
{
    Title = "Modules of the trained net: first, second, head",
    XLabel = "module", YLabel = "mean over 60 tasks", YLowest = 0,
    Series =
    [
        Line("norm of the inner gradient", place, reuse.Modules, static one => one.GradientNorm.Value, Marker.Circle),
        Line("query loss when it is frozen", place, reuse.Modules, static one => one.LossWhenFrozen.Value, Marker.Square),
        Line("similarity of its outputs, CKA", place, reuse.Modules, static one => one.Similarity.Value, Marker.Triangle),
        Line("the same, SVCCA", place, reuse.Modules, static one => one.Correlation.Value, Marker.Diamond),
        new("query loss when all adapts", [1, 3], [reuse.Loss.Value, reuse.Loss.Value]) { Line = LineStyle.Dashed, Color = 7 },
    ],
});

int[] counts = [3, 5, 9, 17];
MetaOverfitting[] overfittings = [.. counts.Select(count => MetaOverfitting.Measure(plan with { Iterations = 600 }, count, threads: 2))];
Console.WriteLine(overfittings[^1]);
Write("overfitting", new LineChart
{
    Title = "Loss on the task left out and on those seen, after 600 iterations",
    XLabel = "tasks, one of them left out", YLabel = "query loss after adaptation", YLowest = 0,
    Series =
    [
        Line("left out", [.. counts.Select(static one => (double)one)], overfittings, static one => one.HeldOut.Average(), Marker.Circle),
        Line("seen", [.. counts.Select(static one => (double)one)], overfittings, static one => one.Seen.Average(), Marker.Square),
        Line("seen, support targets shuffled", [.. counts.Select(static one => (double)one)], overfittings,
            static one => one.SeenShuffled.Average(), Marker.Triangle),
    ],
});

MetaGradientExactness[] exactness = [.. depths.Select(steps => MetaGradientExactness.Measure(
    new FirstOrderMaml<double>(learner.Adaptation, steps), tasks, end.MetaParameters, 7, 20))];
MetaGradientExactness[] reptile = [.. depths.Select(steps => MetaGradientExactness.Measure(
    new Reptile<double>(learner.Adaptation, steps), tasks, end.MetaParameters, 7, 20))];
Console.WriteLine(exactness[3]);
Write("exactness", new LineChart
{
    Title = "Cosine with the exact meta-gradient, trained net",
    XLabel = "inner steps", YLabel = "cosine", YHighest = 1.05,
    Series = [Line("first order", depth, exactness, static one => one.Whole.Cosine, Marker.Circle),
        Line("Reptile", depth, reptile, static one => one.Whole.Cosine, Marker.Square)],
});

void Look(TrainingState<double> state)
{
    at.Add(state.Iteration);
    variances.Add(MetaGradientVariance.Measure(learner, tasks, state.MetaParameters, 7, 60, 3, 3));
    curvatures.Add(InnerCurvature.Measure(learner, tasks, state.MetaParameters, 7, 6, turns: 60));
    alignments.Look(state);
}

static Series Line<TItem>(string name, double[] at, IReadOnlyList<TItem> items, Func<TItem, double> value, Marker marker)
    => new(name, at, [.. items.Select(value)]) { Marker = marker };

void Write(string name, LineChart chart)
    => File.WriteAllText(Path.Combine(folder, $"{name}.svg"), (chart with { LegendBelow = true }).ToSvg());

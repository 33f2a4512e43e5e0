#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// One number, loss a (w - c)^2 / 2: after K steps the meta-gradient is a (1 - alpha a)^(2K) (w - c). With alpha a below 1 it vanishes,
// above 2 it explodes.
const double StepSize = 0.1;
const double Flat = 0.5;
const double Steep = 20.5;
const double Start = 1;
const double Bound = 10;
int[] depths = [1, 2, 5, 10, 20, 50, 100, 200];

return Exhibit.Run(args, "deep-unrolls",
    "meta-gradients explode or vanish as a power of the number of inner steps, and three cures.", exhibit =>
{
    double[] vanishing = [.. depths.Select(static k => Gradient(Flat, StepSizes<double>.Constant(StepSize), k))];
    double[] exploding = [.. depths.Select(static k => Gradient(Steep, StepSizes<double>.Constant(StepSize), k))];

    // Cures: losses of all steps, weighted alike; step sizes of the curvature's own; a bound on the norm.
    double[] weighted = [.. depths.Select(static k => Gradient(Flat, StepSizes<double>.Constant(StepSize), k,
        [.. Enumerable.Repeat(1.0 / (k + 1), k + 1)]))];
    double[] learned = [.. depths.Select(static k => Gradient(Steep, StepSizes<double>.Constant(1.9 / Steep), k))];
    double[] clipped = [.. depths.Select(static k => OuterStep(k))];
    for (int k = 0; k < depths.Length; k++)
    {
        Near(exhibit, $"alpha a = {StepSize * Flat}, {depths[k]} steps", Power(Flat, StepSize, depths[k]), vanishing[k]);
        Near(exhibit, $"alpha a = {StepSize * Steep:F2}, {depths[k]} steps", Power(Steep, StepSize, depths[k]), exploding[k]);
        Near(exhibit, $"losses of all steps, {depths[k]} steps", Series(depths[k]), weighted[k]);
        Near(exhibit, $"a step of its own, alpha a = 1.9, {depths[k]} steps", Power(Steep, 1.9 / Steep, depths[k]), learned[k]);
        Near(exhibit, $"norm bounded by {Bound}, {depths[k]} steps", Math.Min(Bound, Power(Steep, StepSize, depths[k])), clipped[k]);
    }

    double[] x = [.. depths.Select(static k => (double)k)];
    Series Line(string name, Func<int, double> formula, int color, LineStyle line)
        => Lines.Formula(name, Lines.Grid(1, 200, 199), k => formula((int)k), color, line);
    exhibit.Picture(new LineChart
    {
        Title = "The meta-gradient against the number of inner steps",
        XLabel = "inner steps",
        YLabel = "|meta-gradient|",
        XScale = AxisScale.Logarithmic,
        YScale = AxisScale.Logarithmic,
        Series =
        [
            Line("alpha a = 2.05: explodes", static k => Power(Steep, StepSize, k), 1, LineStyle.Solid),
            Lines.Points("measured", x, exploding, 1, Marker.Square),
            Line($"the same, norm bounded by {Bound}", static k => Math.Min(Bound, Power(Steep, StepSize, k)), 4, LineStyle.Dashed),
            Lines.Points("measured", x, clipped, 4, Marker.Diamond),
            Line("the same a, a step of its own", static k => Power(Steep, 1.9 / Steep, k), 3, LineStyle.Dashed),
            Lines.Points("measured", x, learned, 3, Marker.Triangle),
            Line("alpha a = 0.05: vanishes", static k => Power(Flat, StepSize, k), 0, LineStyle.Solid),
            Lines.Points("measured", x, vanishing, 0, Marker.Circle),
            Line("the same, losses of all steps", Series, 2, LineStyle.Dashed),
            Lines.Points("measured", x, weighted, 2, Marker.TriangleDown),
        ],
    });
});

static void Near(Exhibit exhibit, string what, double predicted, double measured)
    => exhibit.Near(what, predicted, measured, 1e-10 * predicted, "1e-10 of it: rounding of 1 - alpha a, to the power 400");

static double Power(double curvature, double alpha, int steps) => curvature * Math.Pow(1 - (alpha * curvature), 2 * steps) * Start;

// The mean of a (1 - alpha a)^(2k) over k = 0 to K, a geometric series: it falls as 1 / K and no faster.
static double Series(int steps)
{
    double ratio = Math.Pow(1 - (StepSize * Flat), 2);
    return Flat * Start * (1 - Math.Pow(ratio, steps + 1)) / (1 - ratio) / (steps + 1);
}

static double Gradient(double curvature, StepSizes<double> sizes, int steps, double[]? weights = null)
{
    Learner<double> learner = new("maml", new NetAdaptation<double>(new Linear<double>(1, 1, bias: false), Loss.MeanSquaredError, sizes),
        new TrajectoryAdjoint<double>(steps, weights));
    return learner.Direction(Learning.Row(Start), Tasks(curvature).Batch(1, 0, 1)).Numbers()[0];
}

// How far an outer step of size 1 goes where the trainer bounds the norm of the direction.
static double OuterStep(int steps)
{
    NetAdaptation<double> adaptation = new(new Linear<double>(1, 1, bias: false), Loss.MeanSquaredError,
        StepSizes<double>.Constant(StepSize));
    TrainingPlan<double> plan = new()
    {
        Learner = new Maml<double>(adaptation, new TrajectoryAdjoint<double>(steps)),
        Tasks = Tasks(Steep), Iterations = 1, MetaBatch = 1,
        OuterOptimizer = new Sgd<double>(), OuterStepSize = 1.0, ClipNorm = Bound,
    };
    return Start - plan.Train(Learning.Row(Start)).Numbers()[0];
}

static QuadraticTasks<double> Tasks(double curvature) => new([Learning.Along([curvature], [0])]);

#:project ../Exhibits/Exhibits.csproj

using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Nn;

// Each task's inputs are normal around a mean of its own, which is spread around 0. A batch normalization may go by the statistics of the
// task's support set, which are right on average and shaky with few examples, or by those of all tasks together, which are steady and wrong
// for each. Against the output for the task's true mean and variance the first errs by variance, as 1 / n, the second by bias, and the two
// lines cross.
const double Spread = 0.8;
const int Tasks = 40_000;
int[] sizes = [5, 6, 7, 8, 10, 12, 16, 24, 40];

return Exhibit.Run(args, "whose-statistics",
    "the support set's own statistics vary, everyone's are biased: from some support size on the own ones win.", exhibit =>
{
    BatchNorm1d<double> own = new(1, NormalizationPolicy.Batch, epsilon: 1e-12, affine: false);
    BatchNorm1d<double> everyones = new(1, NormalizationPolicy.Frozen, epsilon: 1e-12, affine: false);
    double[] measured = [.. sizes.Select(n => Error(own, n, given: false))];
    double[] bias = [.. sizes.Select(n => Error(everyones, n, given: true))];
    for (int k = 0; k < sizes.Length; k++)
    {
        double predicted = Variance(sizes[k]);
        exhibit.Near($"own statistics, {sizes[k]} examples", predicted, measured[k], (sizes[k] < 8 ? 0.1 : 0.05) * predicted,
            "40,000 tasks; 1 / variance of few examples has a heavy tail");
        exhibit.Near($"everyone's statistics, {sizes[k]} examples", Bias(), bias[k], 0.04 * Bias(),
            "four standard errors of squares in 40,000 tasks");
    }

    double crossing = Crossing([.. sizes.Select(static n => (double)n)], [.. measured.Zip(bias, static (a, b) => a - b)]);
    double[] grid = Lines.Grid(5, 40, 35);
    double byFormula = Crossing(grid, [.. grid.Select(static n => Variance((int)n) - Bias())]);
    exhibit.Near("support size where the lines cross", byFormula, crossing, 0.4,
        "the slope there is a twentieth an example, and both lines are within 4 %");
    exhibit.Picture(new LineChart
    {
        Title = "Error of a batch normalization against the task's true statistics",
        XLabel = "support examples",
        YLabel = "mean squared error of the output",
        XScale = AxisScale.Logarithmic,
        YScale = AxisScale.Logarithmic,
        Series =
        [
            Lines.Formula("own statistics, by formula", grid, static n => Variance((int)n), 0),
            Lines.Points("own statistics, measured", [.. sizes.Select(static n => (double)n)], measured, 0),
            Lines.Formula("everyone's statistics, by formula", grid, static _ => Bias(), 1),
            Lines.Points("everyone's statistics, measured", [.. sizes.Select(static n => (double)n)], bias, 1, Marker.Square),
            new("where they cross", [byFormula, byFormula], [0.03, 1]) { Line = LineStyle.Dotted, Color = 7 },
        ],
    });
});

// (z - m) / s against z, with z a query, m and s^2 mean and variance of n normal numbers: E 1/s^2 (1 + 1/n) - 2 E 1/s + 1, where n s^2 is
// chi-squared with n - 1 degrees of freedom: E 1/s^2 = n / (n - 3), and E 1/s = sqrt(n / 2) Gamma(n / 2 - 1) / Gamma((n - 1) / 2).
static double Variance(int n)
{
    // Gamma(n / 2 - 1) / Gamma((n - 1) / 2), from n = 4 and 5 on by Gamma(x + 1) = x Gamma(x).
    double ratio = n % 2 == 0 ? 2 / Math.Sqrt(Math.PI) : Math.Sqrt(Math.PI) / 2;
    for (int k = n % 2 == 0 ? 4 : 5; k < n; k += 2)
    {
        ratio *= ((k / 2.0) - 1) / ((k - 1) / 2.0);
    }

    return ((double)n / (n - 3) * (1 + (1.0 / n))) - (2 * Math.Sqrt(n / 2.0) * ratio) + 1;
}

// (m + z) / t against z, with m the task's mean and t^2 = 1 + spread^2 everyone's variance: spread^2 / t^2 + (1 - 1 / t)^2.
static double Bias()
{
    double t = Math.Sqrt(1 + (Spread * Spread));
    return (Spread * Spread / (t * t)) + ((1 - (1 / t)) * (1 - (1 / t)));
}

// Where a falling difference passes 0, between its points along a line in 1 / n.
static double Crossing(double[] x, double[] difference)
{
    int k = Array.FindIndex(difference, static value => value < 0);
    double share = difference[k - 1] / (difference[k - 1] - difference[k]);
    return 1 / ((1 / x[k - 1]) + (share * ((1 / x[k]) - (1 / x[k - 1]))));
}

static double Error(BatchNorm1d<double> layer, int size, bool given)
{
    RandomStream random = new(7, "statistics", size);
    double[] normal = Learning.Normal(random, Tasks * (size + 1));
    double[] mean = [.. Learning.Normal(random, Tasks).Select(static value => Spread * value)];
    using Tape<double> tape = new();
    Variable<double> all = tape.Input(normal, [Tasks, size + 1, 1]) + tape.Input(mean, [Tasks, 1, 1]);
    Variables<double> none = new([]);
    Variables<double> statistics = new(
    [
        KeyValuePair.Create("running_mean", tape.Zeros([1])), KeyValuePair.Create("running_var", tape.Full([1], 1 + (Spread * Spread))),
    ]);
    if (!given)
    {
        // What the layer met in the support set, task by task.
        StatisticsCollector<double> collector = new();
        layer.Forward(none, all.Slice(1, 0, size), Pass<double>.Evaluation.Collecting(collector));
        statistics = collector.Statistics;
    }

    Variable<double> output = layer.Forward(none, all.Slice(1, size, 1), Pass<double>.Evaluation.NormalizingBy(statistics));
    double[] ideal = [.. Enumerable.Range(0, Tasks).Select(task => normal[(task * (size + 1)) + size])];
    double distance = TensorPrimitives.Distance<double>(output.Values, ideal);
    return distance * distance / Tasks;
}

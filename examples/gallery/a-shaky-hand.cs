#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// One quadratic task whose sets have optima of their own, c + noise: S = noise^2 A^2 is the covariance of a set's gradient. The
// meta-gradient of one step then has variance alpha^2 (I - alpha A) A S A (I - alpha A) from the support set, and first order alpha^2 A S
// A.
const double Noise = 0.3;
const int Draws = 4000;
double[] curvatures = [0.5, 1.5, 3];
double[] alphas = [0.003, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];

return Exhibit.Run(args, "a-shaky-hand",
    "the part of the meta-gradient's noise that comes from the support set grows as the square of the inner step size.", exhibit =>
{
    double[] exact = [.. alphas.Select(alpha => Variance(alpha, firstOrder: false))];
    double[] first = [.. alphas.Select(alpha => Variance(alpha, firstOrder: true))];
    for (int k = 0; k < alphas.Length; k++)
    {
        double predicted = Predict(alphas[k], firstOrder: false);
        exhibit.Near($"MAML, alpha {alphas[k]}", predicted, exact[k], 0.1 * predicted,
            "four standard errors of a variance from 4,000 draws in few directions, sqrt(2 / 4000) each");
    }

    exhibit.Near("slope of first order, double logarithmic", 2, Slope(alphas[0], alphas[^1], first[0], first[^1]), 1e-9,
        "the same draws at each alpha, and the gradient is linear in alpha: rounding");
    exhibit.Near("slope of MAML at small alpha", 2, Slope(alphas[0], alphas[1], exact[0], exact[1]), 0.06,
        "2 less 2 alpha A, with alpha A up to 0.03");
    exhibit.AtMost("slope of MAML at alpha of 0.15 to 0.25", 1, Slope(0.15, 0.25, exact[5], exact[7]),
        "alpha (1 - alpha A) of the steepest direction turns at alpha = 1 / 6");
    double[] grid = Lines.LogarithmicGrid(0.003, 0.4, 100);
    exhibit.Picture(new LineChart
    {
        Title = "Variance of the meta-gradient from the drawing of support sets",
        XLabel = "inner step size alpha",
        YLabel = "variance, sum over parameters",
        XScale = AxisScale.Logarithmic,
        YScale = AxisScale.Logarithmic,
        Series =
        [
            Lines.Formula("first order, alpha^2 A S A", grid, alpha => Predict(alpha, firstOrder: true), 1),
            Lines.Points("first order, measured", alphas, first, 1, Marker.Square),
            Lines.Formula("MAML, (I - alpha A) on both sides", grid, alpha => Predict(alpha, firstOrder: false), 0),
            Lines.Points("MAML, measured", alphas, exact, 0),
        ],
    });
});

// All matrices are diagonal here: a sum over the directions.
double Predict(double alpha, bool firstOrder)
    => curvatures.Sum(a => alpha * alpha * (firstOrder ? 1 : (1 - (alpha * a)) * (1 - (alpha * a))) * a * a * Noise * Noise * a * a);

static double Slope(double from, double to, double low, double high) => Math.Log(high / low) / Math.Log(to / from);

// The variance over draws of the support set, with the task and its query set held; the program is recorded once and replayed.
double Variance(double alpha, bool firstOrder)
{
    NetAdaptation<double> adaptation = new(new Linear<double>(3, 1, bias: false), Loss.MeanSquaredError, StepSizes<double>.Constant(alpha));
    Learner<double> learner = firstOrder ? new FirstOrderMaml<double>(adaptation, 1) : new Maml<double>(adaptation, 1);
    QuadraticTasks<double> tasks = new([Learning.Along(curvatures, [1, -1, 0.5])], Noise);
    Parameters<double> meta = Learning.Row(0.2, 0.3, -0.4);
    MetaProgram<double> program = new(learner, meta, tasks.Batch(1, 0, 1));
    using MetaWorkspace<double> workspace = program.CreateWorkspace();
    workspace.Write(meta);
    var sums = new double[3];
    var squares = new double[3];
    for (int draw = 0; draw < Draws; draw++)
    {
        workspace.Write(tasks.Batch(new TaskNumber(1, 0, SupportDraw: draw)));
        workspace.Run(0);
        for (int k = 0; k < 3; k++)
        {
            sums[k] += workspace.Direction(0)[k] / Draws;
            squares[k] += workspace.Direction(0)[k] * workspace.Direction(0)[k] / Draws;
        }
    }

    return Enumerable.Range(0, 3).Sum(k => (squares[k] - (sums[k] * sums[k])) * Draws / (Draws - 1));
}

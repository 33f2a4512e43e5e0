#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// One number w, the support loss a (w - c)^2 / 2, the query loss the same: the meta-gradient is d w_K / d w_0 times the query gradient, and
// first order is the query gradient alone. With momentum d w_K / d w_0 is a power of a 2 x 2 matrix; with Adam it is what differences of
// the inner loop say.
const double Curvature = 1.3;
const double Optimum = 0.7;
const double Momentum = 0.8;
const double StepSize = 0.25;
const double Epsilon = 0.05;
const double Start = 2;
int[] depths = [1, 2, 3, 5, 8, 12, 16, 20];

return Exhibit.Run(args, "optimizers-with-memory",
    "momentum and Adam inside are differentiated exactly, and Adam stays finite where the gradient is 0.", exhibit =>
{
    double[] plain = [.. depths.Select(static k => Factor(new Sgd<double>(), k))];
    double[] momentum = [.. depths.Select(static k => Factor(new Sgd<double>(Momentum), k))];
    double[] adam = [.. depths.Select(static k => Factor(new Adam<double>(epsilon: Epsilon), k))];
    for (int k = 0; k < depths.Length; k++)
    {
        exhibit.Near($"plain descent, {depths[k]} steps", Math.Pow(1 - (StepSize * Curvature), depths[k]), plain[k], 1e-12, "rounding");
        exhibit.Near($"momentum, {depths[k]} steps", MomentumFactor(depths[k]), momentum[k], 1e-12, "rounding");
        exhibit.Near($"Adam, {depths[k]} steps", AdamFactor(depths[k]), adam[k], 1e-6,
            "central differences of the loop, step 1e-5: h^2 f''' / 6");
    }

    // At the optimum the first gradient is 0; Adam's direction is g / (|g| + epsilon), of slope 1 / epsilon there, which sqrt(g^2) would
    // make 0 / 0. The query set has another optimum, or its gradient would be 0 as well.
    exhibit.Near("Adam where the gradient is 0, one step", 1 - (StepSize * Curvature / Epsilon),
        Factor(new Adam<double>(epsilon: Epsilon), 1, Optimum, queryOptimum: 3), 1e-9, "rounding over 1 / epsilon");
    double[] axis = Lines.Grid(0, 20, 20);
    double[] measured = [.. depths.Select(static k => (double)k)];
    exhibit.Picture(new LineChart
    {
        Title = "What a start is worth after K inner steps: d w_K / d w_0",
        XLabel = "inner steps K",
        YLabel = "d w_K / d w_0 (first order takes it for 1)",
        Series =
        [
            Lines.Formula("plain, (1 - alpha a)^K", axis, static k => Math.Pow(1 - (StepSize * Curvature), k), 0),
            Lines.Points("plain, measured", measured, plain, 0),
            Lines.Formula("momentum, power of a matrix", axis, static k => MomentumFactor((int)k), 1),
            Lines.Points("momentum, measured", measured, momentum, 1, Marker.Square),
            Lines.Formula("Adam, differences", axis, static k => AdamFactor((int)k), 2),
            Lines.Points("Adam, measured", measured, adam, 2, Marker.Triangle),
            Lines.Level("first order", 0, 20, 1),
        ],
    });
});

// (w, v) -> (w - alpha v', v') with v' = m v + a (w - c): the derivative by (w, v) is a constant matrix.
static double MomentumFactor(int steps)
{
    (double w, double v) = (1, 0);
    for (int k = 0; k < steps; k++)
    {
        v = (Momentum * v) + (Curvature * w);
        w -= StepSize * v;
    }

    return w;
}

static double AdamFactor(int steps)
{
    const double H = 1e-5;
    return (AfterAdam(Start + H, steps) - AfterAdam(Start - H, steps)) / (2 * H);
}

static double AfterAdam(double w, int steps)
{
    (double m, double v) = (0, 0);
    for (int k = 1; k <= steps; k++)
    {
        double g = Curvature * (w - Optimum);
        m = (0.9 * m) + (0.1 * g);
        v = (0.999 * v) + (0.001 * g * g);
        w -= StepSize * (m / (1 - Math.Pow(0.9, k))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, k))) + Epsilon);
    }

    return w;
}

// Exact over first order: the query gradient is the same, so that their ratio is d w_K / d w_0.
static double Factor(Optimizer<double> optimizer, int steps, double start = Start, double queryOptimum = Optimum)
{
    NetAdaptation<double> adaptation = new(new Linear<double>(1, 1, bias: false), Loss.MeanSquaredError,
        StepSizes<double>.Constant(StepSize), optimizer);
    return Direction(new Maml<double>(adaptation, steps), start, queryOptimum)
        / Direction(new FirstOrderMaml<double>(adaptation, steps), start, queryOptimum);
}

static double Direction(Learner<double> learner, double start, double queryOptimum)
{
    double x = Math.Sqrt(Curvature / 2);
    Parameters<double> task = FewShotTask.Of(One(x), One(x * Optimum), One(x), One(x * queryOptimum));
    return learner.Direction(Learning.Row(start), TaskBatch<double>.Of(task)).Numbers()[0];
}

static System.Numerics.Tensors.Tensor<double> One(double value) => Tensors.Create<double>([value], [1, 1]);

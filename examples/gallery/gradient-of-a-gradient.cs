#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// The model w.x, the loss (w.x)^2 / 2, one support point, one query point, one inner step: the meta-gradient is (I - alpha H) g with H = x
// x'.
double[] w = [2, 3, 5];
double[] x = [1, 2, 3];
double[] q = [4, 5, 6];

return Exhibit.Run(args, "gradient-of-a-gradient",
    "the meta-gradient is (I - alpha H) g, and first order may have every sign wrong.", exhibit =>
{
    // By hand: w' = w - alpha (w.x) x, g = (w'.q) q, and H g = (x.g) x.
    double[] byHand = ByHand(w, 0.5, secondOrder: true);
    double[] firstOrder = ByHand(w, 0.5, secondOrder: false);

    // Three ways: through the inner step on the tape, by a learner, and by differences of the loss after adaptation, which take no
    // derivative at all.
    double[] tape = OnTheTape(0.5);
    double[] learner = ByLearner(new Maml<double>(new Linear<double>(3, 1, bias: false), HalfSquare, 1, StepSizes<double>.Constant(0.5)));
    double[] dropped = ByLearner(new FirstOrderMaml<double>(new Linear<double>(3, 1, bias: false), HalfSquare, 1,
        StepSizes<double>.Constant(0.5)));
    for (int k = 0; k < 3; k++)
    {
        exhibit.Near($"component {k}, on the tape", byHand[k], tape[k], 1e-9, "rounding of numbers near 10,000");
        exhibit.Near($"component {k}, by the learner", byHand[k], learner[k], 1e-9, "rounding");
        exhibit.Near($"component {k}, by differences", byHand[k], Difference(k), 1e-4,
            "a quadratic has no error but rounding over the step, 1e-12 * 1e5 / 1e-3");
        exhibit.Near($"component {k}, first order", firstOrder[k], dropped[k], 1e-9, "rounding");
    }

    exhibit.AtMost("cosine of exact and first order", 0, Cosine(learner, dropped),
        "the inner step overshoots along x, where alpha x.x = 7");

    // Exact and first order against alpha: along x the exact one carries the factor 1 - 14 alpha, and turns where that is 0.
    double[] alphas = [.. Enumerable.Range(0, 61).Select(static k => k * 0.0025)];
    exhibit.Picture(new LineChart
    {
        Title = "The meta-gradient of one inner step, first component",
        XLabel = "inner step size alpha",
        YLabel = "d (query loss) / d w",
        Series =
        [
            new("by hand, (I - alpha H) g", alphas, [.. alphas.Select(alpha => ByHand(w, alpha, secondOrder: true)[0])]),
            new("on the tape", [.. alphas.Where((_, k) => k % 6 == 0)],
                [.. alphas.Where((_, k) => k % 6 == 0).Select(alpha => OnTheTape(alpha)[0])]) { Line = LineStyle.None,
                Marker = Marker.Circle, Color = 0 },
            new("first order, g", alphas, [.. alphas.Select(alpha => ByHand(w, alpha, secondOrder: false)[0])]) { Line = LineStyle.Dashed },
        ],
    });
});

double[] ByHand(double[] at, double alpha, bool secondOrder)
{
    double[] adapted = Minus(at, alpha * Dot(at, x), x);
    double[] g = [.. q.Select(value => Dot(adapted, q) * value)];
    return secondOrder ? Minus(g, alpha * Dot(x, g), x) : g;
}

double[] OnTheTape(double alpha)
{
    using Tape<double> tape = new();
    Variable<double> theta = tape.Input(w, [3]);
    Variable<double> support = 0.5 * (theta * tape.Constant(x, [3])).Sum().Square();
    Variable<double> adapted = theta - (alpha * tape.Gradient(support, theta));
    Variable<double> query = 0.5 * (adapted * tape.Constant(q, [3])).Sum().Square();
    return tape.Gradient(query, theta).ToArray();
}

double[] ByLearner(Learner<double> learner)
{
    Parameters<double> task = FewShotTask.Of(
        Tensors.Create<double>(x, [1, 3]), Tensors.Create<double>([0], [1, 1]), Tensors.Create<double>(q, [1, 3]),
            Tensors.Create<double>([0], [1, 1]));
    return learner.Direction(Learning.Row(w), TaskBatch<double>.Of(task)).Numbers();
}

double Difference(int k)
{
    const double Step = 1e-3;
    double[] Moved(double by) => [.. w.Select((value, i) => i == k ? value + by : value)];
    double After(double[] at) => 0.5 * Math.Pow(Dot(Minus(at, 0.5 * Dot(at, x), x), q), 2);
    return (After(Moved(Step)) - After(Moved(-Step))) / (2 * Step);
}

static Variable<double> HalfSquare(Variable<double> prediction, Variable<double> target, int taskAxes = 0)
    => 0.5 * Loss.MeanSquaredError(prediction, target, taskAxes);

static double Dot(double[] a, double[] b) => a.Zip(b, static (p, r) => p * r).Sum();

static double[] Minus(double[] a, double factor, double[] b) => [.. a.Zip(b, (p, r) => p - (factor * r))];

static double Cosine(double[] a, double[] b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

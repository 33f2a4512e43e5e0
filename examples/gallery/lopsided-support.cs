#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Two classes, targets +1 and -1; a share of the support set is of the one, half of the query set. The net is one
// slope and a bias. One step on squares pulls the bias towards the more frequent class. A start that was trained for balanced queries has a
// bias of the opposite sign, and where it lies is a least-squares problem, since with squares the adapted numbers are linear in the start.
const int Support = 16;
const double StepSize = 0.15;

return Exhibit.Run(args, "lopsided-support",
    "trained on lopsided support sets, a start corrects in advance for what they will do to it.", exhibit =>
{
    double[] shares = [0.5, 0.625, 0.75, 0.875];
    List<double> biases = [];
    List<double> predictions = [];
    foreach (double share in shares)
    {
        Lopsided tasks = new(share);
        double[] trained = Train(tasks.First(200));
        double[] predicted = Predict(tasks);
        biases.Add(trained[1]);
        predictions.Add(predicted[1]);
        exhibit.Near($"bias of the start, share {share}", predicted[1], trained[1], 1e-6,
            "the training has converged to the least-squares start of the same 200 tasks");
        exhibit.Near($"slope of the start, share {share}", predicted[0], trained[0], 1e-6, "the same");
    }

    exhibit.AtMost("bias of the start for a share of 7/8 less that for 1/2", -0.1, biases[^1] - biases[0],
        "it leans against the class that the support set has too much of");

    // Domain shift: the support sets of new tasks lean the other way, and what was a correction adds to the error.
    double corrected = Risk(new Lopsided(0.875), biases[^1]);
    double neutral = Risk(new Lopsided(0.875), biases[0]);
    double shifted = Risk(new Lopsided(0.125), biases[^1]);
    exhibit.AtMost("loss with the correction over that without", 0.97, corrected / neutral,
        "least squares is never worse, and the bias matters");
    exhibit.AtLeast("the same where the lopsidedness is turned round", 1.03, shifted / Risk(new Lopsided(0.125), biases[0]),
        "the start leans to the wrong side");
    exhibit.Picture(new LineChart
    {
        Title = "The start's bias against the share of one class in the support sets",
        XLabel = "share of class +1 in the support set",
        YLabel = "bias of the start",
        Series =
        [
            new("least squares, by hand", shares, predictions),
            new("trained", shares, biases) { Line = LineStyle.None, Marker = Marker.Circle, Color = 1 },
        ],
    });
});

static Maml<double> Learner() => new(new Linear<double>(1, 1), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(StepSize));

static double[] Train(ITaskDistribution<double> tasks)
{
    TrainingPlan<double> plan = new() { Learner = Learner(), Tasks = tasks, Iterations = 300, MetaBatch = 200, TasksPerBlock = 50,
        OuterOptimizer = new Sgd<double>(), OuterStepSize = 0.4 };
    Trainer<double> trainer = new(plan);
    Parameters<double> meta = trainer.Run(trainer.Start()).MetaParameters;
    return [Tensors.ToArray(meta["net.weight"])[0], Tensors.ToArray(meta["net.bias"])[0]];
}

// The adapted (slope, bias) is M (slope, bias) + v with M = I - 2 alpha Z'Z / n and v = 2 alpha Z'y / n, Z the support inputs with a column
// of ones; the normal equations of the query residuals in the start are 2 by 2.
static double[] Predict(Lopsided tasks)
{
    (double a, double b, double d, double p, double q) = (0, 0, 0, 0, 0);
    for (int index = 0; index < 200; index++)
    {
        Parameters<double> task = tasks.Sample(1, index);
        double[] x = Tensors.ToArray(task.SupportInputs);
        double[] y = Tensors.ToArray(task.SupportTargets);
        double by = 2 * StepSize / Support;
        (double xx, double x1, double xy, double y1) = (x.Sum(static v => v * v), x.Sum(), x.Zip(y, static (v, t) => v * t).Sum(), y.Sum());
        (double m00, double m01, double m11) = (1 - (by * xx), -by * x1, 1 - (by * Support));
        foreach ((double place, double target) in Tensors.ToArray(task.QueryInputs).Zip(Tensors.ToArray(task.QueryTargets)))
        {
            (double bySlope, double byBias) = ((place * m00) + m01, (place * m01) + m11);
            double rest = target - ((place * by * xy) + (by * y1));
            (a, b, d, p, q) = (a + (bySlope * bySlope), b + (bySlope * byBias), d + (byBias * byBias), p + (bySlope * rest), q
                + (byBias * rest));
        }
    }

    double determinant = (a * d) - (b * b);
    return [((d * p) - (b * q)) / determinant, ((a * q) - (b * p)) / determinant];
}

// The loss after adaptation on new tasks, from a start of a bias alone.
static double Risk(Lopsided tasks, double bias)
{
    using Evaluator<double> evaluator = new(Learner());
    Parameters<double> meta = new([KeyValuePair.Create("net.weight", Tensors.Create<double>([0], [1, 1])),
        KeyValuePair.Create("net.bias", Tensors.Create<double>([bias], [1]))]);
    return evaluator.Evaluate(meta, tasks, 9, 2000).After(1).Mean;
}

/// <summary>Classes at plus and minus some distance, the sides drawn for each task; a share of the support set is of class +1, half of the
/// query set.</summary>
internal sealed class Lopsided(double share) : ITaskDistribution<double>
{
    private const int Count = 16;
    private const double Separation = 1;

    private static readonly TaskLayout Layout = new(
        (EpisodeNames.SupportInputs, [Count, 1]), (EpisodeNames.SupportTargets, [Count, 1]), (EpisodeNames.QueryInputs, [Count, 1]),
            (EpisodeNames.QueryTargets, [Count, 1]));

    public string Description => FormattableString.Invariant($"lopsided {share}");

    public TaskLayout LayoutOf(TaskNumber task) => Layout;

    public void Draw(TaskNumber task, TaskArrays<double> arrays)
    {
        RandomStream random = arrays.Stream(task.Seed, "lopsided", task.Index);
        double side = random.NextDouble() < 0.5 ? Separation : -Separation;
        Fill(random, side, share, arrays[EpisodeNames.SupportInputs], arrays[EpisodeNames.SupportTargets]);
        Fill(random, side, 0.5, arrays[EpisodeNames.QueryInputs], arrays[EpisodeNames.QueryTargets]);
    }

    private static void Fill(RandomStream random, double side, double share, Span<double> x, Span<double> y)
    {
        for (int k = 0; k < x.Length; k++)
        {
            y[k] = k < share * x.Length ? 1 : -1;
            x[k] = (side * y[k]) + random.NextNormal();
        }
    }
}

#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// A head on given features can be had at once, by ridge regression: W = (F'F + lambda I)^-1 F'y, as in R2-D2, or by steps on the same loss.
// The steps shrink what is missing along each eigenvector of F'F + lambda I by 1 - alpha e: so it is known how many steps the closed form
// is worth.
const int Features = 3;
const int Shots = 8;
const double Ridge = 0.5;
const double StepSize = 0.04;
double[] scales = [2, 1, 0.4];

return Exhibit.Run(args, "adapt-by-closed-form",
    "a head by ridge regression is where steps on the same features would end, and how soon they do is known.", exhibit =>
{
    // F'F = n diag(scales^2) by construction, so that the ridge head and every step are a line each.
    Parameters<double> task = Task();
    double[] f = Tensors.ToArray(task.SupportInputs);
    double[] y = Tensors.ToArray(task.SupportTargets);
    double[] eigenvalues = [.. scales.Select(static scale => (Shots * scale * scale) + Ridge)];
    double[] ridge = [.. eigenvalues.Select((e, j) => Enumerable.Range(0, Shots).Sum(k => f[(k * Features) + j] * y[k]) / e)];

    RidgeHead closed = new();
    double[] solved = Tensors.ToArray(new Learner<double>("ridge head", closed, new Unrolled<double>(0))
        .Adapt(Start(), task, 0).Adapted["head"]);
    for (int j = 0; j < Features; j++)
    {
        exhibit.Near($"closed form, weight {j}", ridge[j], solved[j], 1e-12, "rounding");
    }

    int[] steps = [0, 1, 2, 5, 10, 20, 50, 100, 200];
    double[] distance = [.. steps.Select(k => Distance(AfterSteps(task, k), ridge))];
    foreach ((int k, double measured) in steps.Zip(distance))
    {
        exhibit.Near($"distance to the closed form after {k} steps", Predict(k), measured, 1e-10, "rounding of some hundred operations");
    }

    // Differentiated through: the closed form's meta-gradient by the features' scale, against differences.
    double exact = MetaGradient(closed, task);
    const double H = 1e-5;
    exhibit.Near("d query loss / d feature scale, through the solve", (QueryLoss(task, 1 + H) - QueryLoss(task, 1 - H)) / (2 * H), exact,
        1e-7 * Math.Max(1, Math.Abs(exact)), "central differences with a step of 1e-5: h^2 f''' / 6 and rounding over h");
    double[] grid = [.. Enumerable.Range(0, 201).Select(static k => (double)k)];
    double[] nearby = [.. steps.Select(static k => (double)k)];
    exhibit.Picture(new LineChart
    {
        Title = "How far a head is from the closed form after K inner steps",
        XLabel = "inner steps K (the closed form takes none)",
        YLabel = "|W_K - W_ridge|",
        YScale = AxisScale.Logarithmic,
        Series =
        [
            new("(1 - alpha e)^K along each eigenvector", grid, [.. grid.Select(k => Predict((int)k))]),
            new("steps, measured", nearby, distance) { Line = LineStyle.None, Marker = Marker.Circle, Color = 1 },
        ],
    });

    double Predict(int k) => Math.Sqrt(eigenvalues.Select((e, j) => Math.Pow(Math.Pow(1 - (StepSize * e), k) * ridge[j], 2)).Sum());

    double QueryLoss(Parameters<double> one, double scale)
    {
        double[] head = [.. scales.Select((own, j) => Enumerable.Range(0, Shots)
            .Sum(k => scale * f[(k * Features) + j] * y[k]) / ((Shots * own * own * scale * scale) + Ridge))];
        (double[] xq, double[] yq) = (Tensors.ToArray(one.QueryInputs), Tensors.ToArray(one.QueryTargets));
        return Enumerable.Range(0, yq.Length).Average(k => Math.Pow(
            Enumerable.Range(0, Features).Sum(j => scale * xq[(k * Features) + j] * head[j]) - yq[k], 2));
    }
});

static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, static (p, q) => (p - q) * (p - q)).Sum());

static Parameters<double> Start() => new([KeyValuePair.Create("features.scale", Tensors.Create<double>([1], [1]))]);

static double MetaGradient(Adaptation<double> adaptation, Parameters<double> task)
{
    using Tape<double> tape = new();
    return new Learner<double>("ridge head", adaptation, new Unrolled<double>(0))
        .Compute(Start().On(tape), TaskBatch<double>.Of(task).On(tape)).Direction[0].Value.Scalar;
}

// |F W - y|^2 / 2 + ridge |W|^2 / 2 from W = 0: the sum over the examples and the proximal term of the library's own adaptation.
static double[] AfterSteps(Parameters<double> task, int steps)
{
    LossFunction<double> squares = Loss.MeanSquaredErrorWith<double>(LossReduction.Sum);
    NetAdaptation<double> adaptation = new(new Linear<double>(Features, 1, bias: false), (p, t, axes) => 0.5 * squares(p, t, axes),
        StepSizes<double>.Constant(StepSize), proximal: Ridge);
    Parameters<double> zero = new([KeyValuePair.Create("net.weight", Tensors.Create<double>(new double[Features], [1, Features]))]);
    return Tensors.ToArray(new Maml<double>(adaptation, 1).Adapt(zero, task, steps).Adapted[0].Value);
}

// Orthogonal columns from the first rows of an 8 x 8 Hadamard matrix.
Parameters<double> Task()
{
    RandomStream random = new(8, "closed form");
    double[] f = [.. Enumerable.Range(0, Shots * Features).Select(
        k => scales[k % Features] * (int.PopCount((k / Features) & (k % Features + 1)) % 2 == 0 ? 1 : -1))];
    double[] xq = [.. Enumerable.Range(0, 12 * Features).Select(_ => random.NextNormal())];
    double[] y = [.. Enumerable.Range(0, Shots + 12).Select(_ => random.NextNormal())];
    return FewShotTask.Of(Tensors.Create<double>(f, [Shots, Features]), Tensors.Create<double>(y.AsSpan(0, Shots), [Shots, 1]),
        Tensors.Create<double>(xq, [12, Features]), Tensors.Create<double>(y.AsSpan(Shots), [12, 1]));
}

/// <summary>The features are the inputs times a learned scale; the head is the ridge solution on the support set. A start and no
/// steps.</summary>
internal sealed class RidgeHead : Adaptation<double>
{
    public override string Description => "ridge head";

    public override IReadOnlyList<MetaPart<double>> Parts { get; } = [new("features", [new("scale", [1], Initializers.Constant(1.0))])];

    public override bool TakesSteps => false;

    public override Variables<double> Start(Variables<double> meta, Episode<double> episode)
    {
        Variable<double> f = meta["features.scale"] * episode[EpisodeNames.SupportInputs];
        Variable<double> gram = f.MatMul(f, transposeLeft: true) + episode.Tape.Constant([0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5], [3, 3]);
        return new([KeyValuePair.Create("head", gram.Solve(f.MatMul(episode[EpisodeNames.SupportTargets], transposeLeft: true)))]);
    }

    public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        => Loss.MeanSquaredError(Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<double>.Evaluation),
            episode[EpisodeNames.QueryTargets], 1);

    public override Variable<double> Predict(Variables<double> x, Variables<double> meta, Variable<double> inputs, Pass<double> pass)
        => (meta["features.scale"] * inputs).MatMul(x["head"]);
}

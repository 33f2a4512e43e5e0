#:project ../Exhibits/Exhibits.csproj

using System.Numerics.Tensors;
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
const int Queries = 12;
const double Ridge = 0.5;
const double StepSize = 0.04;
double[] scales = [2, 1, 0.4];

return Exhibit.Run(args, "adapt-by-closed-form",
    "a head by ridge regression is where steps on the same features would end, and how soon they do is known.", exhibit =>
{
    // F'F = n diag(scales^2) by construction, so that the ridge head and every step are a line each.
    Parameters<double> task = Task();
    double[] eigenvalues = [.. scales.Select(static scale => (Shots * scale * scale) + Ridge)];
    double[] ridge = HeadByHand(task, 1, Ridge);
    R2D2<double> r2d2 = new(new Linear<double>(Features, Features, bias: false, weightInitializer: Initializers.Identity<double>()),
        Loss.MeanSquaredError, 1, Ridge);
    Parameters<double> start = r2d2.Initialize(1);
    double[] solved = r2d2.Adapt(start, task).Adapted.Numbers("head");
    for (int j = 0; j < Features; j++)
    {
        exhibit.Near($"R2-D2, weight {j}", ridge[j], solved[j], 1e-12, "rounding");
    }

    int[] steps = [0, 1, 2, 5, 10, 20, 50, 100, 200];
    double[] distance = [.. steps.Select(k => TensorPrimitives.Distance<double>(AfterSteps(task, k), ridge))];
    foreach ((int k, double measured) in steps.Zip(distance))
    {
        exhibit.Near($"distance to the closed form after {k} steps", Predict(k), measured, 1e-10, "rounding of some hundred operations");
    }

    // R2-D2's meta-gradient passes through the solution: by a scale of all features, which is the embedding's along the identity, and by
    // log lambda.
    Parameters<double> direction = r2d2.Direction(start, TaskBatch<double>.Of(task));
    const double H = 1e-5;
    exhibit.Near("R2-D2, d query loss / d scale of the features",
        (LossByHand(task, 1 + H, Ridge) - LossByHand(task, 1 - H, Ridge)) / (2 * H),
        Enumerable.Range(0, Features).Sum(j => direction.Numbers("net.weight")[j * (Features + 1)]), 1e-8,
        "central differences with a step of 1e-5: h^2 f''' / 6, and rounding over h");
    exhibit.Near("R2-D2, d query loss / d log lambda",
        (LossByHand(task, 1, Ridge * Math.Exp(H)) - LossByHand(task, 1, Ridge * Math.Exp(-H))) / (2 * H),
        direction.Numbers("ridge.log_lambda")[0], 1e-8, "the same");
    exhibit.Picture(new LineChart
    {
        Title = "How far a head is from the closed form after K inner steps",
        XLabel = "inner steps K (the closed form takes none)",
        YLabel = "|W_K - W_ridge|",
        YScale = AxisScale.Logarithmic,
        Series =
        [
            Lines.Formula("(1 - alpha e)^K along each eigenvector", Lines.Grid(0, 200, 200), k => Predict((int)k), 0),
            Lines.Points("steps, measured", [.. steps.Select(static k => (double)k)], distance, 1),
        ],
    });

    double Predict(int k) => Math.Sqrt(eigenvalues.Select((e, j) => Math.Pow(Math.Pow(1 - (StepSize * e), k) * ridge[j], 2)).Sum());
});

double[] HeadByHand(Parameters<double> task, double scale, double lambda)
    => [.. scales.Select((own, j) => scale * Enumerable.Range(0, Shots)
    .Sum(k => task.Numbers("support.inputs")[(k * Features) + j] * task.Numbers("support.targets")[k])
    / ((Shots * own * own * scale * scale) + lambda))];

double LossByHand(Parameters<double> task, double scale, double lambda)
{
    (double[] head, double[] inputs) = (HeadByHand(task, scale, lambda), task.Numbers("query.inputs"));
    return task.Numbers("query.targets").Select((y, k)
        => Math.Pow((scale * TensorPrimitives.Dot(head, inputs.AsSpan(k * Features, Features))) - y, 2)).Average();
}

// |F W - y|^2 / 2 + ridge |W|^2 / 2 from W = 0: the sum over the examples and the proximal term of the library's own adaptation.
static double[] AfterSteps(Parameters<double> task, int steps)
{
    LossFunction<double> squares = Loss.MeanSquaredErrorWith<double>(LossReduction.Sum);
    NetAdaptation<double> adaptation = new(new Linear<double>(Features, 1, bias: false), (p, t, axes) => 0.5 * squares(p, t, axes),
        StepSizes<double>.Constant(StepSize), proximal: Ridge);
    return new Maml<double>(adaptation, 1).Adapt(Learning.Row(new double[Features]), task, steps).Adapted.Numbers();
}

// Orthogonal columns from the first rows of an 8 x 8 Hadamard matrix.
Parameters<double> Task()
{
    RandomStream random = new(8, "closed form");
    double[] f = [.. Enumerable.Range(0, Shots * Features).Select(
        k => scales[k % Features] * (int.PopCount((k / Features) & (k % Features + 1)) % 2 == 0 ? 1 : -1))];
    Tensor<double> Normal(int rows, int columns)
        => Tensors.Create<double>(Learning.Normal(random, rows * columns), [rows, columns]);
    return FewShotTask.Of(Tensors.Create<double>(f, [Shots, Features]), Normal(Shots, 1), Normal(Queries, Features), Normal(Queries, 1));
}

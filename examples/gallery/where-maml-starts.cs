#:project ../Exhibits/Exhibits.csproj

using System.Numerics.Tensors;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Four quadratics in the plane with different curvatures. Each way of meta-learning ends at a mean of their optima, by matrix weights of
// its own.
const double StepSize = 0.3;
const int Steps = 2;
QuadraticTask[] tasks =
[
    new(new double[,] { { 2.5, 0 }, { 0, 0.3 } }, [-1, -1]),
    new(new double[,] { { 0.4, 0 }, { 0, 2.2 } }, [2, 0]),
    new(new double[,] { { 1.2, 0.7 }, { 0.7, 1.2 } }, [0.5, 2]),
    new(new double[,] { { 0.6, -0.2 }, { -0.2, 0.5 } }, [-2, 1.5]),
];

return Exhibit.Run(args, "where-maml-starts",
    "MAML, first order, Reptile and pre-training end at different points, each where its formula says.", exhibit =>
{
    Linear<double> net = new(2, 1, bias: false);
    NetAdaptation<double> adaptation = new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(StepSize));
    (string Name, Learner<double> Learner, Func<double[,], double[,]> Weight)[] ways =
    [
        ("MAML", new Maml<double>(adaptation, Steps), static a => Times(a, Power(Shrink(a), 2 * Steps))),
        ("first order", new FirstOrderMaml<double>(adaptation, Steps), static a => Times(a, Power(Shrink(a), Steps))),
        ("Reptile", new Reptile<double>(adaptation, Steps), static a => Minus(Power(Shrink(a), 0), Power(Shrink(a), Steps))),
        ("pre-trained", new JointTraining<double>(net, Loss.MeanSquaredError), static a => a),
    ];
    List<Series> series = [];
    List<double[]> ends = [];
    foreach ((string name, Learner<double> learner, Func<double[,], double[,]> weight) in ways)
    {
        double[] predicted = MeanBy(weight);
        (double[] trained, List<double[]> path) = Train(learner);
        ends.Add(trained);
        exhibit.Near($"{name}, first coordinate", predicted[0], trained[0], 1e-9, "plain descent has converged to rounding");
        exhibit.Near($"{name}, second coordinate", predicted[1], trained[1], 1e-9, "plain descent has converged to rounding");
        series.Add(new($"{name}: the training's way", [.. path.Select(static at => at[0])],
            [.. path.Select(static at => at[1])]) { Color = ends.Count - 1 });
        series.Add(Lines.Points($"{name}: the end by formula", [predicted[0]], [predicted[1]], ends.Count - 1, (Marker)ends.Count));
    }

    double nearest = (from a in Enumerable.Range(0, 4) from b in Enumerable.Range(0, a)
        select TensorPrimitives.Distance<double>(ends[a], ends[b])).Min();
    exhibit.AtLeast("distance of the two starts that are nearest", 0.02, nearest,
        "the curvatures differ, so that no two formulas give one point");
    exhibit.Picture(new LineChart { Title = "Where four ways of meta-learning start, on quadratic tasks", XLabel = "first coordinate",
        YLabel = "second coordinate", Series = series });
});

(double[] End, List<double[]> Path) Train(Learner<double> learner)
{
    TrainingPlan<double> plan = new()
    {
        Learner = learner, Tasks = new QuadraticTasks<double>(tasks), Iterations = 3000, MetaBatch = 4, TasksPerBlock = 4,
        OuterOptimizer = new Sgd<double>(), OuterStepSize = 0.5,
    };
    Trainer<double> trainer = new(plan);
    List<double[]> path = [[0, 0]];
    trainer.Run(trainer.Start() with { MetaParameters = Learning.Row(0, 0) }, new() { VisitEvery = 1 }, state =>
    {
        if (state.Iteration is < 60 or 3000)
        {
            path.Add(state.MetaParameters.Numbers());
        }
    });
    return (path[^1], path);
}

// (sum of W)^-1 sum of W c, by Cramer's rule.
double[] MeanBy(Func<double[,], double[,]> weight)
{
    var sum = new double[2, 2];
    var pull = new double[2];
    foreach (QuadraticTask task in tasks)
    {
        double[,] w = weight(new double[,] { { task.Hessian(0, 0), task.Hessian(0, 1) }, { task.Hessian(1, 0), task.Hessian(1, 1) } });
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                sum[i, j] += w[i, j];
                pull[i] += w[i, j] * task.Optimum[j];
            }
        }
    }

    double determinant = (sum[0, 0] * sum[1, 1]) - (sum[0, 1] * sum[1, 0]);
    return [((pull[0] * sum[1, 1]) - (sum[0, 1] * pull[1])) / determinant, ((sum[0, 0] * pull[1]) - (pull[0] * sum[1, 0])) / determinant];
}

static double[,] Shrink(double[,] a) => Minus(new double[,] { { 1, 0 }, { 0, 1 } }, a, StepSize);

static double[,] Minus(double[,] a, double[,] b, double factor = 1)
    => new double[,] { { a[0, 0] - (factor * b[0, 0]), a[0, 1] - (factor * b[0, 1]) },
        { a[1, 0] - (factor * b[1, 0]), a[1, 1] - (factor * b[1, 1]) } };

static double[,] Times(double[,] a, double[,] b) => new double[,]
{
    { (a[0, 0] * b[0, 0]) + (a[0, 1] * b[1, 0]), (a[0, 0] * b[0, 1]) + (a[0, 1] * b[1, 1]) },
    { (a[1, 0] * b[0, 0]) + (a[1, 1] * b[1, 0]), (a[1, 0] * b[0, 1]) + (a[1, 1] * b[1, 1]) },
};

static double[,] Power(double[,] a, int power) => power == 0 ? new double[,] { { 1, 0 }, { 0, 1 } } : Times(a, Power(a, power - 1));

#:project ../Exhibits/Exhibits.csproj

using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Quadratic tasks with one curvature along each axis, from 1 to 1,000, and optima of their own. The first step goes along -D A (w - c),
// with D the step sizes; the way home is c - w. Meta-SGD learns D = A^-1, so that the two point alike; a single step size can't.
const int Dimensions = 8;
double[] curvatures = [.. Enumerable.Range(0, Dimensions).Select(static k => Math.Pow(1000, k / (Dimensions - 1.0)))];
QuadraticTask[] tasks = [.. Enumerable.Range(0, 40).Select(index => Learning.Along(curvatures, 3, index))];

return Exhibit.Run(args, "the-first-step-points-home",
    "training turns the first step towards the task's optimum, if the step sizes let it.", exhibit =>
{
    Linear<double> net = new(Dimensions, 1, bias: false);
    const double First = 2e-4;
    (long[] at, double[] learned) = Follow(new MetaSgd<double>(net, Loss.MeanSquaredError, 1, First), 400);
    (_, double[] single) = Follow(new Maml<double>(net, Loss.MeanSquaredError, 1, StepSizes<double>.Constant(First)), 400);
    exhibit.Near("mean cosine before training", MeanCosine(new double[Dimensions], curvatures), learned[0], 1e-12,
        "rounding; the sizes are all the same at first");
    exhibit.Near("mean cosine after training, a size for each number", 1, learned[^1], 0.02,
        "the step sizes have converged to 1 / curvature within a few percent");
    exhibit.AtLeast("by how much it has risen", 0.3, learned[^1] - learned[0],
        "1 less the cosine of curvatures that differ a thousandfold");

    // Where MAML ends with one size: the optima's mean, by equal curvatures; the cosine there is by hand again.
    double[] mean = [.. Enumerable.Range(0, Dimensions).Select(k => tasks.Average(task => task.Optimum[k]))];
    exhibit.Near("mean cosine after training, one size", MeanCosine(mean, curvatures), single[^1], 0.02,
        "the flattest direction still moves");
    double[] x = [.. at.Select(static iteration => (double)iteration)];
    exhibit.Picture(new LineChart
    {
        Title = "Does the first inner step point to the task's optimum?",
        XLabel = "iteration of the training",
        YLabel = "mean cosine of step and way home",
        YLowest = 0,
        YHighest = 1.05,
        Series =
        [
            new("a size for each number (Meta-SGD)", x, learned) { Marker = Marker.Circle },
            new("one size for all (MAML)", x, single) { Marker = Marker.Square },
            Lines.Level("sizes 1 / curvature", 0, x[^1], 1),
        ],
    });
});

// -A (w - c) against c - w, by hand.
double MeanCosine(double[] w, double[] slope) => tasks.Average(task =>
{
    double[] home = [.. task.Optimum.Select((c, k) => c - w[k])];
    return TensorPrimitives.CosineSimilarity<double>([.. home.Select((value, k) => slope[k] * value)], home);
});

(long[] At, double[] Cosines) Follow(Learner<double> learner, long iterations)
{
    TrainingPlan<double> plan = new()
    {
        Learner = learner, Tasks = new QuadraticTasks<double>(tasks), Iterations = iterations, MetaBatch = tasks.Length,
        TasksPerBlock = tasks.Length, OuterStepSize = Schedule.Cosine(2e-2, 0, iterations),
    };
    Trainer<double> trainer = new(plan);
    TrainingState<double> start = trainer.Start();
    Parameters<double> zero = new(start.MetaParameters.Select(entry => entry.Key == "net.weight"
        ? KeyValuePair.Create(entry.Key, Tensors.Create<double>(new double[Dimensions], [1, Dimensions])) : entry));
    List<long> at = [0];
    List<double> cosines = [Measured(learner, zero)];
    trainer.Run(start with { MetaParameters = zero }, new() { Threads = 1, VisitEvery = iterations / 20 }, state =>
    {
        at.Add(state.Iteration);
        cosines.Add(Measured(learner, state.MetaParameters));
    });
    return ([.. at], [.. cosines]);
}

// Where one inner step of the learner really leads, against the known optimum.
double Measured(Learner<double> learner, Parameters<double> meta)
{
    QuadraticTasks<double> distribution = new(tasks);
    double[] w = Tensors.ToArray(meta["net.weight"]);
    return Enumerable.Range(0, tasks.Length).Average(index =>
    {
        double[] after = Tensors.ToArray(learner.Adapt(meta, distribution.Sample(1, index)).Adapted["net.weight"]);
        return TensorPrimitives.CosineSimilarity<double>(
            [.. after.Select((value, k) => value - w[k])], [.. tasks[index].Optimum.Select((c, k) => c - w[k])]);
    });
}

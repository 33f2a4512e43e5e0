#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Each task is a number, normal around 2 with some spread; its support set are 4 measurements of it with noise 2. One inner step on the
// negative log-likelihood is the posterior mean under a normal prior: the start is the prior's mean, and the step size stands for its
// precision.
const int Shots = 4;
const double Noise = 2;
const double Mean = 2;

return Exhibit.Run(args, "a-learned-prior",
    "what MAML learns is a prior: its mean is the start, its precision is told by the step size.", exhibit =>
{
    double[] spreads = [0.5, 1, 2];
    List<double> learnedSteps = [];
    foreach (double spread in spreads)
    {
        LinearGaussianTasks<double> tasks = new(1, Shots, 20, Noise, spread, Mean, orthogonal: true);

        // The step which is the posterior's: (1 - alpha n / noise^2) = noise^2 / (noise^2 + n spread^2).
        double byTheory = 1 / ((Shots / (Noise * Noise)) + (1 / (spread * spread)));
        exhibit.Near($"spread {spread}: one step against the posterior mean, largest gap", 0, Gap(tasks, byTheory), 1e-12, "rounding");
        (double start, double step) = Train(tasks);
        learnedSteps.Add(step);
        exhibit.Near($"spread {spread}: the learned step size", byTheory, step, 0.015,
            "four standard errors of a ratio of variances from the last 100,000 tasks");
        exhibit.Near($"spread {spread}: the learned start", Mean, start, 0.02 * Math.Sqrt((spread * spread) + 1),
            "four standard errors of the mean of the last 40,000 tasks");
    }

    // alpha = noise^2 / n stands for an infinite spread: the step jumps to the mean of the measurements, and where it started is forgotten.
    LinearGaussianTasks<double> any = new(1, Shots, 20, Noise, 1, Mean, orthogonal: true);
    exhibit.Near("alpha = noise^2 / n: how much of the start is left", 0, AfterStep(any, 1000, Noise * Noise / Shots)
        - AfterStep(any, 0, Noise * Noise / Shots), 1e-9, "rounding of 1000");
    exhibit.Near("half of that: how much of the start is left", 0.5, AfterStep(any, 1, 0.5 * Noise * Noise / Shots)
        - AfterStep(any, 0, 0.5 * Noise * Noise / Shots), 1e-12, "rounding");

    exhibit.Picture(new LineChart
    {
        Title = "The step size that MAML learns tells the spread of the tasks",
        XLabel = "standard deviation of the tasks",
        YLabel = "inner step size",
        YLowest = 0,
        YHighest = 1.1,
        Series =
        [
            Lines.Formula("1 / (n / noise^2 + 1 / spread^2)", Lines.Grid(0.05, 3, 59),
                static spread => 1 / ((Shots / (Noise * Noise)) + (1 / (spread * spread))), 0),
            Lines.Points("learned", spreads, learnedSteps, 1),
            Lines.Level("noise^2 / n: the prior is forgotten", 0, 3, 1),
        ],
    });
});

static double Gap(LinearGaussianTasks<double> tasks, double step)
{
    Maml<double> learner = new(new Linear<double>(1, 1, bias: false), tasks.NegativeLogLikelihood, 1, StepSizes<double>.Constant(step));
    return Enumerable.Range(0, 50).Max(index =>
    {
        Parameters<double> task = tasks.Sample(3, index);
        (double[] x, double[] y) = (task.Numbers("support.inputs"), task.Numbers("support.targets"));

        // The posterior mean by Bayes' rule for a normal prior and normal measurements; x'x = n.
        double precision = (Shots / (Noise * Noise)) + (1 / (tasks.Spread * tasks.Spread));
        double posterior = ((x.Zip(y, static (a, b) => a * b).Sum() / (Noise * Noise))
            + (Mean / (tasks.Spread * tasks.Spread))) / precision;
        return Math.Abs(posterior - learner.Adapt(Learning.Row(Mean), task).Adapted.Numbers()[0]);
    });
}

static double AfterStep(LinearGaussianTasks<double> tasks, double start, double step)
{
    Maml<double> learner = new(new Linear<double>(1, 1, bias: false), tasks.NegativeLogLikelihood, 1, StepSizes<double>.Constant(step));
    return learner.Adapt(Learning.Row(start), tasks.Sample(3, 0)).Adapted.Numbers()[0];
}

static (double Start, double Step) Train(LinearGaussianTasks<double> tasks)
{
    TrainingPlan<double> plan = new()
    {
        Learner = new Maml<double>(new Linear<double>(1, 1, bias: false), tasks.NegativeLogLikelihood, 1,
            StepSizes<double>.Learned(0.05, form: StepSizeForm.Signed)),
        Tasks = tasks, Iterations = 2500, MetaBatch = 100, OuterStepSize = Schedule.Cosine(3e-2, 0, 2500),
    };
    Parameters<double> meta = plan.Train();
    return (meta.Numbers()[0], Tensors.ToArray(meta[1].Value)[0]);
}

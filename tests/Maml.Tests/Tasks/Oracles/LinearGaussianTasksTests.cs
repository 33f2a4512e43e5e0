using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Tasks.Oracles;

public class LinearGaussianTasksTests
{
    private static readonly LinearGaussianTasks<double> Orthogonal = new(2, 6, 4, noise: 0.8, spread: 1.5, mean: 0.5, orthogonal: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void From_the_priors_mean_the_steps_lead_to_the_posterior_mean(int steps)
    {
        Maml<double> learner = Learner(Orthogonal, steps, Orthogonal.PosteriorStepSize(steps));
        Near.Close(1.5, Orthogonal.PriorSpread(Orthogonal.PosteriorStepSize(steps), steps), 1e-12);
        for (int index = 0; index < 20; index++)
        {
            Parameters<double> task = Orthogonal.Sample(4, index);
            Near.Close([.. Orthogonal.Posterior(task).Mean], Flat.Of(learner.Adapt(Prior(Orthogonal), task).Adapted), 1e-12);
        }

        Near.Close(1 / ((6 / 0.64) + (1 / 2.25)), Orthogonal.PosteriorStepSize(), 1e-12);
    }

    [Fact]
    public void A_step_of_noise_squared_over_n_forgets_the_prior()
    {
        LinearGaussianTasks<double> flat = new(2, 6, 4, noise: 0.8, spread: 1e7, mean: 0.5, orthogonal: true);
        Maml<double> learner = Learner(Orthogonal, 1, 0.64 / 6);
        Parameters<double> task = Orthogonal.Sample(4, 3);
        Near.Close([.. flat.Posterior(task).Mean], Flat.Of(learner.Adapt(Prior(Orthogonal), task).Adapted), 1e-10);
        Assert.Equal(double.PositiveInfinity, Orthogonal.PriorSpread(Orthogonal.Noise * Orthogonal.Noise / Orthogonal.Shots));
        Assert.Throws<ArgumentOutOfRangeException>(() => Orthogonal.PriorSpread(0.11));
    }

    [Fact]
    public void For_a_general_X_no_single_step_is_the_posterior()
    {
        LinearGaussianTasks<double> general = new(2, 6, 4, noise: 0.8, spread: 1.5, mean: 0.5);
        Maml<double> learner = Learner(general, 1, general.PosteriorStepSize());
        Parameters<double> task = general.Sample(4, 0);
        Assert.True(Near.Distance([.. general.Posterior(task).Mean], Flat.Of(learner.Adapt(Prior(general), task).Adapted)) > 1e-2);
    }

    [Fact]
    public void Maml_learns_the_priors_mean_and_precision()
    {
        LinearGaussianTasks<double> tasks = new(1, 4, 20, noise: 2, spread: 1, mean: 2, orthogonal: true);
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(new Linear<double>(1, 1, bias: false), tasks.NegativeLogLikelihood, 1,
                StepSizes<double>.Learned(0.05, form: StepSizeForm.Signed)),
            Tasks = tasks.First(2000),
            Iterations = 1500,
            MetaBatch = 100,
            OuterStepSize = Schedule.Cosine(3e-2, 0, 1500),
        };
        Trainer<double> trainer = new(plan);
        double[] learned = Flat.Of(trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters);

        // A task tells its parameter, halved by the step, to about 2; 2,000 of them their mean to 0.04, and the squares, of which the step
        // is a ratio, to 3 %.
        Assert.InRange(learned[0], 2 - 0.12, 2 + 0.12);
        Assert.InRange(learned[1], 0.5 - 0.03, 0.5 + 0.03);
        Near.Close(0.5, tasks.PosteriorStepSize(), 1e-12);
    }

    [Fact]
    public void R2d2_learns_the_ratio_of_noise_and_spread_and_predicts_the_posterior_mean()
    {
        LinearGaussianTasks<double> tasks = new(2, 4, 10, noise: 1.2, spread: 0.8);
        R2D2<double> learner = new(
            new Linear<double>(2, 2, bias: false, weightInitializer: Initializers.Identity<double>()), Loss.MeanSquaredError, 1, 0.1);
        Trainer<double> trainer = new(new()
        {
            Learner = learner,
            Tasks = tasks,
            Iterations = 2000,
            MetaBatch = 50,
            OuterStepSize = Schedule.Cosine(1e-2, 0, 2000),
        });
        Parameters<double> trained = trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters;

        // Ridge regression on E x with lambda is that on x with lambda (E'E)^-1: Bayes where E'E / lambda = spread^2 / noise^2 I.
        double[] e = Tensors.ToArray(trained["net.weight"]);
        double lambda = Math.Exp(Tensors.ToArray(trained["ridge.log_lambda"])[0]);
        double ratio = tasks.Spread * tasks.Spread / (tasks.Noise * tasks.Noise);
        Near.Close(ratio, ((e[0] * e[0]) + (e[2] * e[2])) / lambda, 0.1);
        Near.Close(ratio, ((e[1] * e[1]) + (e[3] * e[3])) / lambda, 0.1);
        Assert.Equal(0, ((e[0] * e[1]) + (e[2] * e[3])) / lambda, 0.1 * ratio);
        Near.Close(1, Tensors.ToArray(trained["ridge.scale"])[0], 0.03);
        Assert.Equal(0, Tensors.ToArray(trained["ridge.shift"])[0], 0.03);
        double gap = 0;
        double scale = 0;
        for (int index = 0; index < 50; index++)
        {
            Parameters<double> task = tasks.Sample(8, index);
            IReadOnlyList<double> posterior = tasks.Posterior(task).Mean;
            double[] x = Tensors.ToArray(task.QueryInputs);
            double[] predicted = Tensors.ToArray(learner.Adapt(trained, task).Predict(task.QueryInputs));
            for (int k = 0; k < predicted.Length; k++)
            {
                double expected = (x[2 * k] * posterior[0]) + (x[(2 * k) + 1] * posterior[1]);
                gap += (predicted[k] - expected) * (predicted[k] - expected);
                scale += expected * expected;
            }
        }

        Assert.True(gap < 0.003 * scale, $"The predictions miss the posterior mean by {Math.Sqrt(gap / scale)} of it.");
    }

    [Fact]
    public void The_posterior_is_calibrated()
    {
        LinearGaussianTasks<double> tasks = new(2, 3, 1, noise: 0.5, spread: 2, mean: -1);
        double[] deviations = [.. Enumerable.Range(0, 2000).Select(index =>
        {
            GaussianPosterior posterior = tasks.Posterior(tasks.Sample(9, index));
            return (tasks.ParametersOf(9, index)[0] - posterior.Mean[0]) / Math.Sqrt(posterior.Covariance(0, 0));
        })];
        Assert.InRange(deviations.Average(), -0.1, 0.1);
        Assert.InRange(deviations.Average(static value => value * value), 0.87, 1.13);
    }

    [Fact]
    public void Sets_are_drawn_apart_and_orthogonal_ones_are()
    {
        Parameters<double> first = Orthogonal.Sample(1, 5);
        Parameters<double> other = Orthogonal.Resampled(supportDraw: 1).Sample(1, 5);
        Assert.Equal(Tensors.ToArray(first.QueryTargets), Tensors.ToArray(other.QueryTargets));
        Assert.NotEqual(Tensors.ToArray(first.SupportTargets), Tensors.ToArray(other.SupportTargets));
        double[] x = Tensors.ToArray(first.SupportInputs);
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                Assert.Equal(i == j ? 6 : 0, Enumerable.Range(0, 6).Sum(k => x[(k * 2) + i] * x[(k * 2) + j]), 1e-12);
            }
        }
    }

    private static Maml<double> Learner(LinearGaussianTasks<double> tasks, int steps, double stepSize)
        => new(new Linear<double>(tasks.Dimensions, 1, bias: false), tasks.NegativeLogLikelihood, steps,
            StepSizes<double>.Constant(stepSize));

    private static Parameters<double> Prior(LinearGaussianTasks<double> tasks)
        => new([KeyValuePair.Create("net.weight", Tensors.Create<double>(
            [.. Enumerable.Repeat(tasks.Mean, tasks.Dimensions)], [1, tasks.Dimensions]))]);
}

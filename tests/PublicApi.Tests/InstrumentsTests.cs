using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The programs of docs/instruments.md, as they stand there.</summary>
public class InstrumentsTests
{
    [Fact]
    public void The_page_has_the_programs_that_run_here() => Guide.RequireCompiled("instruments.md", "InstrumentsTests.cs", 8);

    [Fact]
    public void Every_instrument_says_something_of_a_learner()
    {
        StringWriter Console = new();

        // <guide>
        var net = new Sequential<double>(
            ("body", new Linear<double>(1, 20)), ("bend", Activations.Tanh<double>()), ("head", new Linear<double>(20, 1)));
        var learner = new Maml<double>(net, Loss.MeanSquaredError, steps: 3, StepSizes<double>.Constant(0.05));
        var tasks = new SinusoidTasks<double>(shots: 10, queries: 10);
        Parameters<double> meta = learner.Initialize(1);

        MetaGradientVariance variance = MetaGradientVariance.Measure(
            learner, tasks, meta, seed: 7, count: 50, supportDraws: 4, queryDraws: 4);
        Console.WriteLine(variance);
        double fromSupport = variance.Whole.Support.Value;
        double metaBatch = variance.Whole.MetaBatchFor(signalToNoise: 2);

        InnerGrowth growth = InnerGrowth.Measure(learner, tasks, meta, seed: 7, count: 3, steps: 5, turns: 40, differentiated: [1, 3]);
        Console.WriteLine(growth);
        InnerCurvature curvature = InnerCurvature.Measure(learner, tasks, meta, seed: 7, count: 3, turns: 40);
        Console.WriteLine(curvature);

        InnerAlignment alignment = InnerAlignment.Measure(learner, tasks, meta, seed: 7, count: 10, descent: 100);
        Console.WriteLine(alignment);

        var course = new InnerAlignmentCourse<double>(learner, tasks, seed: 7, count: 10, descent: 100);
        var trainer = new Trainer<double>(new() { Learner = learner, Tasks = tasks, Iterations = 20, MetaBatch = 4 });
        course.Look(trainer.Start());
        trainer.Run(trainer.Start(), new() { VisitEvery = 10 }, course.Look);
        Console.WriteLine(course);

        FeatureReuse reuse = FeatureReuse.Measure(learner, tasks, meta, seed: 7, count: 20);
        Console.WriteLine(reuse);
        double headOverBody = reuse.Modules[1].GradientNorm.Value / reuse.Modules[0].GradientNorm.Value;

        var plan = new TrainingPlan<double> { Learner = learner, Tasks = tasks, Iterations = 40, MetaBatch = 4, OuterStepSize = 1e-2 };
        MetaOverfitting overfitting = MetaOverfitting.Measure(plan, tasks: 5);
        Console.WriteLine(overfitting);
        Estimate inflation = overfitting.RiskInflation;

        MetaGradientExactness exactness = MetaGradientExactness.Measure(learner, tasks, meta, seed: 7, count: 10);
        Console.WriteLine(exactness);
        double secondOrder = exactness.Whole.SecondOrderShare;

        // </guide>
        Assert.True(fromSupport > 0 && metaBatch > 0 && headOverBody > 0 && inflation.Value > 0 && secondOrder > 1e-6);
        Assert.True(exactness.Whole.Distance < 1e-12, "MAML's own direction is the exact one.");
        Assert.Equal([0, 10, 20], course.Points.Select(static point => point.Iteration));
        string[] titles = ["Variance of", "Growth along 5", "Curvature of", "Alignment of", "Reuse of", "Leave one of 5", "Exactness:"];
        Assert.All(titles, title => Assert.Contains(title, Console.ToString(), StringComparison.Ordinal));
    }
}

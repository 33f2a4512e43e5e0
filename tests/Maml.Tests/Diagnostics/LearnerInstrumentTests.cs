using System.Text.Json;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Diagnostics;

public class LearnerInstrumentTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public void Leaving_one_out_inflates_the_risk_by_n_plus_one_over_n_minus_one(int tasks)
    {
        double[,] identity = { { 1, 0 }, { 0, 1 } };
        QuadraticTask[] all = [.. Enumerable.Range(0, tasks).Select(index =>
        {
            RandomStream random = new(6, "left out", index);
            return new QuadraticTask(identity, [random.NextNormal(), random.NextNormal()]);
        })];
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(new Linear<double>(2, 1, bias: false), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(0.3)),
            Tasks = new QuadraticTasks<double>(all),
            Iterations = 30,
            MetaBatch = tasks - 1,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = 1.5,
        };
        MetaOverfitting overfitting = MetaOverfitting.Measure(plan, tasks);
        double n = tasks - 1;
        Near.Close((n + 1) / (n - 1), overfitting.RiskInflation.Value, 1e-9);
        Assert.True(overfitting.RiskInflation.HalfWidth95 is > 0 and < 1);
        Near.Close(overfitting.HeldOutWithoutSupport.Average() * 0.49, overfitting.HeldOut.Average(), 1e-9);

        // These tasks are the same ones under any seed: one of them left out, the others seen.
        Near.Close((overfitting.HeldOut.Average() + (n * overfitting.Seen.Average())) / tasks, overfitting.NewTasks.Average(), 1e-9);
        Assert.Contains("risk inflation", overfitting.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(overfitting.ToJson());
        Assert.Equal(tasks, json.RootElement.GetProperty("seen").GetArrayLength());
    }

    [Fact]
    public void Exactness_tells_what_each_way_leaves_out()
    {
        QuadraticTasks<double> tasks = new(Known.Tasks(4));
        Parameters<double> start = Known.At(0.5, -1, 0.3, 0.8);
        LayerExactness Of(Learner<double> learner) => MetaGradientExactness.Measure(learner, tasks, start, 1, 4).Whole;
        Assert.Equal(0, Of(new Maml<double>(Known.Adaptation(), 2)).Distance, 1e-14);
        Assert.Equal(0, Of(new Maml<double>(Known.Adaptation(), new TrajectoryAdjoint<double>(2))).Distance, 1e-12);
        LayerExactness first = Of(new FirstOrderMaml<double>(Known.Adaptation(), 2));
        Near.Close(first.SecondOrderShare, first.Distance, 1e-12);
        Near.Close(first.FirstOrderCosine, first.Cosine, 1e-12);

        // By hand: exact is P A P d, first order A P d, Reptile (I - P) d, with P = (I - alpha A)^2 and d the sum of w - c.
        double[] d = [.. Enumerable.Range(0, 4).Select(k => tasks.Tasks.Sum(task => Tensors.ToArray(start[0].Value)[k] - task.Optimum[k]))];
        double[] p = [.. Known.Curvatures.Select(static a => Math.Pow(1 - (Known.StepSize * a), 2))];
        double[] exact = [.. d.Select((value, k) => p[k] * Known.Curvatures[k] * p[k] * value)];
        double[] without = [.. d.Select((value, k) => Known.Curvatures[k] * p[k] * value)];
        double[] reptile = [.. d.Select((value, k) => (1 - p[k]) * value)];
        Near.Close(Norm([.. exact.Zip(without, static (a, b) => a - b)]) / Norm(exact), first.SecondOrderShare, 1e-12);
        LayerExactness displaced = Of(new Reptile<double>(Known.Adaptation(), 2));
        Near.Close(exact.Zip(reptile, static (a, b) => a * b).Sum() / (Norm(exact) * Norm(reptile)), displaced.Cosine, 1e-12);
        MetaGradientExactness all = MetaGradientExactness.Measure(new Reptile<double>(Known.Adaptation(), 2), tasks, start, 1, 4);
        Assert.Contains("net.weight", all.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(all.ToJson());
        Assert.Equal(2, json.RootElement.GetProperty("layers").GetArrayLength());
    }

    [Fact]
    public void Where_the_head_alone_adapts_the_body_is_reused_whole()
    {
        Sequential<double> net = new(("body", new Linear<double>(1, 12)), ("bend", Activations.Tanh<double>()),
            ("head", new Linear<double>(12, 1)));
        SinusoidTasks<double> tasks = new(10, 10);
        Anil<double> anil = new(net, Loss.MeanSquaredError, "head", 3, StepSizes<double>.Constant(0.05));
        Parameters<double> meta = anil.Initialize(2);
        FeatureReuse reuse = FeatureReuse.Measure(anil, tasks, meta, 3, 6);
        Assert.Equal(["body", "head"], reuse.Modules.Select(static module => module.Module));
        Assert.Equal(0, reuse.Modules[0].GradientNorm.Value);
        Assert.Equal(reuse.Loss, reuse.Modules[0].LossWhenFrozen);
        Assert.Equal(1, reuse.Modules[0].Similarity.Value, 1e-12);
        Assert.Equal(reuse.LossWithout, reuse.Modules[1].LossWhenFrozen);
        Assert.True(reuse.Modules[1].GradientNorm.Value > 0 && reuse.Loss.Value < reuse.LossWithout.Value);
        using JsonDocument json = JsonDocument.Parse(reuse.ToJson());
        Assert.Equal(2, json.RootElement.GetProperty("modules").GetArrayLength());

        // All adapt: freezing the head leaves what BOIL would do, and the body no longer stays as it was.
        Maml<double> maml = new(net, Loss.MeanSquaredError, 3, StepSizes<double>.Constant(0.05));
        FeatureReuse all = FeatureReuse.Measure(maml, tasks, meta, 3, 6);
        using Evaluator<double> boil = new(new Boil<double>(net, Loss.MeanSquaredError, "head", 3, StepSizes<double>.Constant(0.05)));
        Near.Close(boil.Evaluate(meta, tasks, 3, 6).After(3).Mean, all.Modules[1].LossWhenFrozen.Value, 1e-12);
        Near.Close(reuse.Loss.Value, all.Modules[0].LossWhenFrozen.Value, 1e-12);

        // The body of one input is a line in all its outputs, whatever its weights; what the head makes of the bend is not.
        Assert.True(all.Modules[1].Similarity.Value is > 0.5 and < 1 - 1e-4, all.ToString());
    }

    [Fact]
    public void Alignment_of_kernels_knows_turns_and_scales_and_nothing_in_common()
    {
        double[,] x = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };
        double[,] turned = { { 0, 3 }, { -3, 0 }, { 0, -3 }, { 3, 0 } };
        double[,] other = { { 1, 1 }, { -1, 1 }, { 1, 1 }, { -1, 1 } };
        Assert.Equal(1, FeatureReuse.Alignment((double[,])x.Clone(), turned), 1e-12);
        Assert.Equal(0, FeatureReuse.Alignment((double[,])x.Clone(), other), 1e-12);
    }

    private static double Norm(double[] a) => Math.Sqrt(a.Sum(static value => value * value));
}

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

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(new Sequential<double>(new Linear<double>(1, 6), Activations.Tanh<double>(),
                new Linear<double>(6, 1)), Loss.MeanSquaredError, 2, StepSizes<double>.Constant(0.05)),
            Tasks = new SinusoidTasks<double>(5, 5),
            Iterations = 20,
            MetaBatch = 3,
        };
        MetaOverfitting one = MetaOverfitting.Measure(plan, 6);
        MetaOverfitting many = MetaOverfitting.Measure(plan, 6, threads);
        Assert.Equal(one.ToJson(), many.ToJson());
        Assert.Equal(one.HeldOut, many.HeldOut);
        Assert.Equal(one.NewTasks, many.NewTasks);
        Assert.Equal(one.SeenShuffled, many.SeenShuffled);
        Assert.Throws<ArgumentOutOfRangeException>(() => MetaOverfitting.Measure(plan, 6, 0));
    }

    [Fact]
    public void Shuffled_labels_lead_to_the_optimum_with_its_numbers_exchanged()
    {
        // With curvature 1 in two dimensions inputs are the unit vectors and targets the optimum: shuffled, they are it or it turned round.
        double[,] identity = { { 1, 0 }, { 0, 1 } };
        QuadraticTask[] all = [.. Enumerable.Range(0, 8).Select(index =>
        {
            RandomStream random = new(6, "shuffled", index);
            return new QuadraticTask(identity, [random.NextNormal(), random.NextNormal()]);
        })];
        const double Size = 0.3;
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(new Linear<double>(2, 1, bias: false), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(Size)),
            Tasks = new QuadraticTasks<double>(all),
            Iterations = 60,
            MetaBatch = 7,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = 1.5,
        };
        MetaOverfitting overfitting = MetaOverfitting.Measure(plan, 8);
        int exchanged = 0;
        for (int left = 0; left < 8; left++)
        {
            // The start is the mean of the others' optima.
            double[] w = [.. Enumerable.Range(0, 2).Select(k => all.Where((_, index) => index != left).Average(task => task.Optimum[k]))];
            double[] c = [.. all[left].Optimum];
            double After(double[] towards) => all[left].Loss([.. w.Zip(towards, static (at, to) => at + (Size * (to - at)))]);
            Near.Close(After(c), overfitting.HeldOut[left], 1e-9);
            bool turned = Math.Abs(overfitting.HeldOutShuffled[left] - After(c)) > 1e-9;
            exchanged += turned ? 1 : 0;
            Near.Close(turned ? After([c[1], c[0]]) : After(c), overfitting.HeldOutShuffled[left], 1e-9);
        }

        Assert.InRange(exchanged, 1, 7);
        Assert.True(overfitting.SeenShuffled.Average() > overfitting.Seen.Average());
        Assert.Contains("shuffled", overfitting.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_of_one_example_has_nothing_to_shuffle()
    {
        double[,] one = { { 1 } };
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(new Linear<double>(1, 1, bias: false), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(0.3)),
            Tasks = new QuadraticTasks<double>([new(one, [1]), new(one, [-2]), new(one, [0.4])]),
            Iterations = 5,
            MetaBatch = 2,
        };
        MetaOverfitting overfitting = MetaOverfitting.Measure(plan, 3);
        Assert.Equal(overfitting.HeldOut, overfitting.HeldOutShuffled);
        Assert.Equal(overfitting.Seen, overfitting.SeenShuffled);
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
        Assert.Equal(1, reuse.Modules[0].Correlation.Value, 1e-12);
        Assert.Null(reuse.Accuracy);
        Assert.Null(reuse.Modules[0].AccuracyWhenFrozen);
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
    public void Of_classes_the_accuracy_with_each_module_frozen_is_told()
    {
        Sequential<double> net = new(("body", new Linear<double>(2, 8)), ("bend", Activations.Tanh<double>()),
            ("head", new Linear<double>(8, 3, weightInitializer: Initializers.Constant(0.0))));
        GaussianClassTasks<double> tasks = new(3, 4, 6, [0.3, 0.3], spread: 2);
        StepSizes<double> size = StepSizes<double>.Constant(0.5);
        Maml<double> maml = new(net, Loss.CrossEntropy, 4, size);
        Parameters<double> meta = maml.Initialize(2);
        FeatureReuse reuse = FeatureReuse.Measure(maml, tasks, meta, 3, 20);
        double Accuracy(Learner<double> learner, int steps)
        {
            using ClassificationEvaluator<double> evaluator = new(learner.Adaptation, steps, [steps]);
            return evaluator.Evaluate(meta, tasks, 3, 20).Transductive.After(steps).Mean;
        }

        Near.Close(Accuracy(maml, 4), reuse.Accuracy!.Value.Value, 1e-12);
        Near.Close(Accuracy(maml, 0), reuse.AccuracyWithout!.Value.Value, 1e-12);
        Near.Close(Accuracy(new Anil<double>(net, Loss.CrossEntropy, "head", 4, size), 4),
            reuse.Modules[0].AccuracyWhenFrozen!.Value.Value, 1e-12);
        Near.Close(Accuracy(new Boil<double>(net, Loss.CrossEntropy, "head", 4, size), 4),
            reuse.Modules[1].AccuracyWhenFrozen!.Value.Value, 1e-12);

        // A head of zeros that stays gives the body no gradient and every class one score.
        Near.Close(1.0 / 3, reuse.Modules[1].AccuracyWhenFrozen!.Value.Value, 1e-12);
        Assert.True(reuse.Accuracy.Value.Value > 0.8, reuse.ToString());
        Assert.Contains("accuracy when frozen", reuse.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(reuse.ToJson());
        Assert.True(json.RootElement.GetProperty("modules")[0].TryGetProperty("accuracyWhenFrozen", out _));
    }

    [Fact]
    public void Canonical_correlation_knows_any_invertible_map_and_leaves_out_what_hardly_varies()
    {
        RandomStream random = new(3, "correlation");
        double[,] x = Rows(30, static (row, random) => [random.NextNormal(), random.NextNormal()], random);
        double[,] mapped = Map(x, static row => [(3 * row[0]) + row[1] + 7, row[0] - (0.5 * row[1])]);
        Assert.Equal(1, OutputSimilarity.CanonicalCorrelation(x, mapped), 1e-12);
        Assert.True(OutputSimilarity.Alignment(x, mapped) < 1 - 1e-2);

        // More features than examples: any two sets are alike, and a set with itself to rounding.
        double[,] wide = Wide(5, 40, new RandomStream(4, "wide"));
        Assert.Equal(1, OutputSimilarity.CanonicalCorrelation(wide, wide), 1e-12);
        Assert.Equal(1, OutputSimilarity.CanonicalCorrelation(wide, Wide(5, 40, new RandomStream(5, "wide"))), 1e-12);

        // One direction in common and one of no account: (1 + |r|) / 2 for correlation r of the others.
        double[,] half = Map(x, static row => [row[0], Math.Cos(40 * row[1])]);
        double found = OutputSimilarity.CanonicalCorrelation(x, half);
        Assert.InRange(found, 0.5, 0.75);

        // A direction of a thousandth of the spread is below 1 % of the variance.
        double[,] faint = Map(x, static row => [row[0], 1e-3 * Math.Cos(40 * row[1])]);
        double[,] line = Map(x, static row => [row[0], 0]);
        Near.Close(OutputSimilarity.CanonicalCorrelation(x, line), OutputSimilarity.CanonicalCorrelation(x, faint), 1e-3);
        Assert.Equal(double.NaN, OutputSimilarity.CanonicalCorrelation(x, Map(x, static _ => [1, 1])));
        static double[,] Wide(int count, int features, RandomStream random)
        {
            var rows = new double[count, features];
            for (int k = 0; k < count * features; k++)
            {
                rows[k / features, k % features] = random.NextNormal();
            }

            return rows;
        }

        static double[,] Rows(int count, Func<int, RandomStream, double[]> of, RandomStream random)
        {
            var rows = new double[count, 2];
            for (int row = 0; row < count; row++)
            {
                (rows[row, 0], rows[row, 1]) = of(row, random) is [var a, var b] ? (a, b) : throw new InvalidOperationException();
            }

            return rows;
        }

        static double[,] Map(double[,] from, Func<double[], double[]> by)
        {
            var to = new double[from.GetLength(0), 2];
            for (int row = 0; row < from.GetLength(0); row++)
            {
                double[] own = by([from[row, 0], from[row, 1]]);
                (to[row, 0], to[row, 1]) = (own[0], own[1]);
            }

            return to;
        }
    }

    [Fact]
    public void Alignment_of_kernels_knows_turns_and_scales_and_nothing_in_common()
    {
        double[,] x = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };
        double[,] turned = { { 0, 3 }, { -3, 0 }, { 0, -3 }, { 3, 0 } };
        double[,] other = { { 1, 1 }, { -1, 1 }, { 1, 1 }, { -1, 1 } };
        Assert.Equal(1, OutputSimilarity.Alignment((double[,])x.Clone(), turned), 1e-12);
        Assert.Equal(0, OutputSimilarity.Alignment((double[,])x.Clone(), other), 1e-12);
    }

    private static double Norm(double[] a) => Math.Sqrt(a.Sum(static value => value * value));

    [Fact]
    public void What_is_frozen_stays_whatever_a_step_does_without_a_gradient()
    {
        Sequential<double> net = new(
            ("body", new Linear<double>(1, 6)), ("bend", Activations.Tanh<double>()), ("head", new Linear<double>(6, 1)));
        NetAdaptation<double> Adapting(Selection adapts)
            => new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05), new AdamW<double>(weightDecay: 2), adapts: adapts);
        Maml<double> learner = new(Adapting(Selection.All), 3);
        SinusoidTasks<double> tasks = new(5, 5);
        Parameters<double> start = learner.Initialize(3);
        FeatureReuse reuse = FeatureReuse.Measure(learner, tasks, start, 4, 6);
        using Evaluator<double> headAlone = new(Adapting(Selection.Only("head")), 3, [3]);
        Near.Close(headAlone.Evaluate(start, tasks, 4, 6).Losses[0].Average(), reuse.Modules[0].LossWhenFrozen.Value, 1e-12);
    }

    [Fact]
    public void Numbers_that_follow_the_iteration_are_refused_where_there_is_none()
    {
        Maml<double> learner = new(new Linear<double>(1, 1), Loss.MeanSquaredError, 2, StepSizes<double>.Scheduled(0.1));
        SinusoidTasks<double> tasks = new(5, 5);
        Parameters<double> start = learner.Initialize(3);
        Refused(() => InnerCurvature.Measure(learner, tasks, start, 1, 2));
        Refused(() => InnerGrowth.Measure(learner, tasks, start, 1, 2));
        Refused(() => InnerAlignment.Measure(learner, tasks, start, 1, 3));

        static void Refused(Action action) => Assert.Contains(
            "has no iteration outside of training", Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>By which statistics batch normalization normalizes, and what it hands out.</summary>
public class BatchNormTests
{
    private const double Rounding = 1e-13;
    private const double Epsilon = 0.01;

    private static readonly Variables<double> None = new([]);

    [Fact]
    public void Each_channel_gets_mean_0_and_variance_just_below_1()
    {
        using Tape<double> tape = new();
        BatchNorm2d<double> norm = new(2, epsilon: Epsilon, affine: false);
        double[] x = [.. Samples.Numbers(4 * 2 * 3, "input").Select(number => (3 * number) + 7)];
        double[] y = norm.Forward(None, tape.Input(x, [4, 2, 3, 1])).ToArray();
        for (int channel = 0; channel < 2; channel++)
        {
            double[] before = OfChannel(x, channel);
            (double mean, double variance) = MeanAndVariance(before);
            Near.Close([.. before.Select(value => (value - mean) / Math.Sqrt(variance + Epsilon))], OfChannel(y, channel), Rounding);
        }
    }

    [Fact]
    public void Batch_statistics_are_handed_out_and_give_the_same_again()
    {
        using Tape<double> tape = new();
        Sequential<double> net = new(new Flatten<double>(1), new Sequential<double>(new BatchNorm1d<double>(3)));
        Variables<double> theta = Samples.Parameters(net).On(tape);
        Variable<double> x = Samples.Input(tape, [5, 3]);
        StatisticsCollector<double> collector = new();
        Variable<double> collected = net.Forward(theta, x, Pass<double>.Evaluation.Collecting(collector));
        Assert.Equal(["1.0.mean", "1.0.variance"], collector.Statistics.Names);
        Assert.Equal(net.Forward(theta, x).ToArray(), collected.ToArray());
        Assert.Equal(collected.ToArray(), net.Forward(theta, x, Pass<double>.Evaluation.NormalizingBy(collector.Statistics)).ToArray());
    }

    [Fact]
    public void By_the_statistics_of_a_support_set_a_query_does_not_depend_on_the_others()
    {
        using Tape<double> tape = new();
        Sequential<double> net = new(
            new Conv2d<double>(1, 2, 2), new BatchNorm2d<double>(2), Activations.Tanh<double>(), new BatchNorm2d<double>(2));
        Variables<double> theta = Samples.Parameters(net).On(tape);
        StatisticsCollector<double> collector = new();
        net.Forward(theta, Samples.Input(tape, [6, 1, 3, 3], "support"), Pass<double>.Evaluation.Collecting(collector));
        Variable<double> queries = Samples.Input(tape, [5, 1, 3, 3], "queries");
        Pass<double> bySupport = Pass<double>.Evaluation.NormalizingBy(collector.Statistics);
        Variable<double> together = net.Forward(theta, queries, bySupport);
        for (int k = 0; k < 5; k++)
        {
            Variable<double> alone = net.Forward(theta, queries.Slice(0, k, 1), bySupport);
            Near.Close(alone.Values, together.Slice(0, k, 1).Values, Rounding);
        }

        Assert.True(Near.Distance(net.Forward(theta, queries).Values, together.Values) > 0.1);
    }

    [Fact]
    public void Derivatives_run_through_the_statistics_of_the_support_set()
    {
        using PoolCheck pool = new();
        Sequential<double> net = new(new Conv2d<double>(1, 2, 2), new BatchNorm2d<double>(2), Activations.Tanh<double>());
        Parameters<double> parameters = Samples.Parameters(net);
        using Tape<double> tape = pool.Tape<double>();
        Variables<double> theta = parameters.On(tape);
        Variable<double> loss = Loss(net, theta, detach: false);
        double[] gradient = Samples.Flatten(tape.Gradient(loss, theta).ToParameters());
        double[] numerical = FiniteDifferences.Gradient(
            point =>
            {
                using Tape<double> other = pool.Tape<double>();
                return Loss(net, Samples.Unflatten(point, parameters).On(other), detach: false).Scalar;
            },
            Samples.Flatten(parameters));
        Near.Close(numerical, gradient, 1e-8);

        // The check can fail: with the statistics taken as constants the gradient is another.
        double[] constant = Samples.Flatten(tape.Gradient(Loss(net, theta, detach: true), theta).ToParameters());
        Assert.True(Near.Distance(gradient, constant) > 1e-2);
    }

    [Fact]
    public void Running_statistics_take_in_their_share_of_a_batch_and_are_handed_back()
    {
        using Tape<double> tape = new();
        BatchNorm1d<double> norm = new(2, NormalizationPolicy.Running(0.25), Epsilon);
        Variables<double> theta = Samples.Parameters(norm).On(tape);
        Variables<double> before = norm.InitializeStatistics().On(tape);
        Assert.Equal(["running_mean", "running_var"], before.Names);
        Variable<double> x = tape.Input([1, 10, 3, 30, 8, 20], [3, 2]);
        StatisticsCollector<double> collector = new();
        Variable<double> y = norm.Forward(theta, x, Pass<double>.Evaluation.Updating(before, collector));
        Assert.Equal(new BatchNorm1d<double>(2, epsilon: Epsilon).Forward(theta, x).ToArray(), y.ToArray());

        // Means 4 and 20; squares 26 and 200, divided by n - 1 = 2.
        Near.Close([1.0, 5.0], collector.Statistics["running_mean"].Values, Rounding);
        Near.Close([0.75 + (0.25 * 13), 0.75 + (0.25 * 100)], collector.Statistics["running_var"].Values, Rounding);
        Assert.Equal([0.0, 0.0], before["running_mean"].ToArray());

        Variable<double> given = new BatchNorm1d<double>(2, NormalizationPolicy.Running(), Epsilon, affine: false)
            .Forward(None, x, Pass<double>.Evaluation.NormalizingBy(collector.Statistics));
        Near.Close(
            [0, 5 / Math.Sqrt(25.76), 2 / Math.Sqrt(4.01), 25 / Math.Sqrt(25.76), 7 / Math.Sqrt(4.01), 15 / Math.Sqrt(25.76)],
            given.Values,
            Rounding);
    }

    [Fact]
    public void Each_inner_step_has_its_own_weight_bias_and_running_statistics()
    {
        using Tape<double> tape = new();
        BatchNorm1d<double> norm = new(2, NormalizationPolicy.PerInnerStep(2, 0.25), Epsilon);
        Assert.Equal([2, 2], norm.Parameters[0].Shape);
        Variables<double> theta = Samples.Parameters(norm).On(tape);
        Variable<double> x = Samples.Input(tape, [5, 2]);
        BatchNorm1d<double> plain = new(2, NormalizationPolicy.Running(0.25), Epsilon);
        Variables<double> start = norm.InitializeStatistics().On(tape);
        for (int step = 0; step < 4; step++)
        {
            int row = Math.Min(step, 1);
            StatisticsCollector<double> all = new();
            StatisticsCollector<double> one = new();
            Variable<double> y = norm.Forward(theta, x, Pass<double>.Evaluation.AtInnerStep(step).Updating(start, all));
            Variable<double> expected = plain.Forward(
                theta.Map(value => value.At(0, row)), x, Pass<double>.Evaluation.Updating(start.Map(value => value.At(0, row)), one));
            Assert.Equal(expected.ToArray(), y.ToArray());
            foreach ((string name, Variable<double> value) in all.Statistics)
            {
                Near.Close(one.Statistics[name].Values, value.At(0, row).Values, Rounding);
                Assert.Equal(start[name].At(0, 1 - row).ToArray(), value.At(0, 1 - row).ToArray());
            }

            Variable<double> given = norm.Forward(theta, x, Pass<double>.Evaluation.AtInnerStep(step).NormalizingBy(all.Statistics));
            Near.Close(
                plain.Forward(theta.Map(value => value.At(0, row)), x, Pass<double>.Evaluation.NormalizingBy(one.Statistics)).Values,
                given.Values, Rounding);
        }
    }

    [Fact]
    public void Frozen_statistics_serve_in_every_pass_that_brings_them()
    {
        using Tape<double> tape = new();
        BatchNorm1d<double> norm = new(1, NormalizationPolicy.Frozen, epsilon: 1, affine: false);
        Variable<double> x = tape.Input([3, 5], [2, 1]);
        Variables<double> given = new([new("running_mean", tape.Input([1.0], [1])), new("running_var", tape.Input([3.0], [1]))]);
        Assert.Equal([1.0, 2.0], norm.Forward(None, x, Pass<double>.Evaluation.NormalizingBy(given)).ToArray());
        StatisticsCollector<double> collector = new();
        Assert.Equal([1.0, 2.0], norm.Forward(None, x, Pass<double>.Evaluation.Updating(given, collector)).ToArray());
        Assert.Equal([3.0], collector.Statistics["running_var"].ToArray());
        Refuses("normalizes by frozen statistics, and this pass brings none", () => norm.Forward(None, x));
        Refuses(
            "normalizes by frozen statistics, and this pass brings none",
            () => norm.Forward(None, x, Pass<double>.Evaluation.Collecting(new())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_inner_step_has_only_weight_and_bias_or_only_statistics_of_its_own(bool values)
    {
        using Tape<double> tape = new();
        BatchNorm1d<double> norm = new(2, NormalizationPolicy.PerInnerStep(3, 0.25, values, !values), Epsilon);
        Shape perStep = [3, 2];
        Shape shared = [2];
        Assert.Equal(values ? perStep : shared, norm.Parameters[0].Shape);
        Assert.Equal(values ? shared : perStep, norm.Statistics[0].Shape);
        Variables<double> theta = Samples.Parameters(norm).On(tape);
        Variable<double> x = Samples.Input(tape, [5, 2]);
        BatchNorm1d<double> plain = new(2, NormalizationPolicy.Running(0.25), Epsilon);
        Variables<double> kept = norm.InitializeStatistics().On(tape);
        Variables<double> keptPlain = plain.InitializeStatistics().On(tape);
        for (int step = 0; step < 3; step++)
        {
            StatisticsCollector<double> all = new();
            StatisticsCollector<double> one = new();
            Variables<double> own = values ? theta.Map(value => value.At(0, step)) : theta;
            Variable<double> y = norm.Forward(theta, x, Pass<double>.Evaluation.AtInnerStep(step).Updating(kept, all));
            Variable<double> expected =
                plain.Forward(own, x, Pass<double>.Evaluation.Updating(values ? keptPlain : plain.InitializeStatistics().On(tape), one));
            Near.Close(expected.ToArray(), y.ToArray(), 1e-14);
            kept = all.Statistics;
            keptPlain = one.Statistics;
            foreach ((string name, Variable<double> statistic) in keptPlain)
            {
                Near.Close(statistic.ToArray(), (values ? kept[name] : kept[name].At(0, step)).ToArray(), 1e-14);
            }

            Pass<double> byKept = Pass<double>.Evaluation.AtInnerStep(step).NormalizingBy(kept);
            Near.Close(
                plain.Forward(own, x, Pass<double>.Evaluation.NormalizingBy(keptPlain)).ToArray(),
                norm.Forward(theta, x, byKept).ToArray(),
                1e-14);
        }
    }

    [Theory]
    [InlineData(StatisticsKind.Batch)]
    [InlineData(StatisticsKind.Running)]
    [InlineData(StatisticsKind.PerInnerStep)]
    public void Statistics_with_a_task_axis_equal_the_loop(StatisticsKind kind)
    {
        const int Tasks = 3;
        NormalizationPolicy policy = kind switch
        {
            StatisticsKind.Running => NormalizationPolicy.Running(),
            StatisticsKind.PerInnerStep => NormalizationPolicy.PerInnerStep(2),
            _ => NormalizationPolicy.Batch,
        };
        using Tape<double> tape = new();
        BatchNorm2d<double> norm = new(Tasks, policy);
        Parameters<double> parameters = Samples.Parameters(norm, Tasks);
        Variable<double> support = Samples.Input(tape, [Tasks, Tasks, Tasks, 2, 2], "support");
        Variable<double> queries = Samples.Input(tape, [Tasks, 2, Tasks, 2, 2], "queries");
        Pass<double> Support(StatisticsCollector<double> collector) => kind == StatisticsKind.Batch
            ? Pass<double>.Evaluation.Collecting(collector)
            : Pass<double>.Evaluation.AtInnerStep(1).Updating(norm.InitializeStatistics().On(tape), collector);
        Variable<double> Query(Parameters<double> weights, Variable<double> from, Variable<double> to)
        {
            StatisticsCollector<double> collector = new();
            norm.Forward(weights.On(tape), from, Support(collector));
            return norm.Forward(weights.On(tape), to, Pass<double>.Evaluation.AtInnerStep(1).NormalizingBy(collector.Statistics));
        }

        Variable<double> all = Query(parameters, support, queries);
        for (int task = 0; task < Tasks; task++)
        {
            Near.Close(
                Query(Samples.OfTask(parameters, task), support.At(0, task), queries.At(0, task)).Values, all.At(0, task).Values, Rounding);
        }
    }

    [Fact]
    public void A_pass_that_does_not_fit_is_refused_with_what_to_do()
    {
        using Tape<double> tape = new();
        Sequential<double> net = new(new BatchNorm1d<double>(2, NormalizationPolicy.Running(), affine: false));
        Variable<double> x = tape.Ones([3, 2]);
        Pass<double> evaluation = Pass<double>.Evaluation;
        Refuses("this pass does not say what to do with them: NormalizingBy", () => net.Forward(None, x));
        Refuses(
            "brings no statistic '0.running_mean' for BatchNorm1d(2), only []", () => net.Forward(None, x, evaluation.NormalizingBy(None)));
        Refuses(
            "brings no statistic '0.running_mean' for BatchNorm1d(2) to update",
            () => net.Forward(None, x, evaluation.Updating(None, new())));
        Variables<double> statistics = net.InitializeStatistics().On(tape);
        Refuses(
            "takes at least 2 values per channel, got 1 in [1, 2]",
            () => net.Forward(None, tape.Ones([1, 2]), evaluation.Updating(statistics, new())));
        Variables<double> wrong = statistics.Map(value => value.Slice(0, 0, 1));
        Refuses("The statistic '0.running_mean' has shape [1], expected [2]", () => net.Forward(None, x, evaluation.NormalizingBy(wrong)));
        StatisticsCollector<double> collector = new();
        net.Forward(None, x, evaluation.Collecting(collector));
        Assert.Throws<InvalidOperationException>(() => net.Forward(None, x, evaluation.Collecting(collector)));
        Refuses(
            "BatchNorm1d(2) takes [examples, 2], or [tasks, examples, 2], got [3, 3]",
            () => net.Forward(None, tape.Ones([3, 3]), evaluation.NormalizingBy(statistics)));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalizationPolicy.Running(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalizationPolicy.PerInnerStep(0));
        Assert.Throws<ArgumentException>(() => NormalizationPolicy.PerInnerStep(2, values: false, statistics: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => evaluation.AtInnerStep(-1));
    }

    private static Variable<double> Loss(Sequential<double> net, Variables<double> theta, bool detach)
    {
        Tape<double> tape = theta.Values[0].Tape;
        StatisticsCollector<double> collector = new();
        net.Forward(theta, Samples.Input(tape, [3, 1, 3, 3], "support"), Pass<double>.Evaluation.Collecting(collector));
        Variables<double> statistics = detach ? collector.Statistics.Detach() : collector.Statistics;
        return Samples.Weighted(
            net.Forward(theta, Samples.Input(tape, [4, 1, 3, 3], "queries"), Pass<double>.Evaluation.NormalizingBy(statistics)));
    }

    private static void Refuses(string part, Func<Variable<double>> compute)
        => Assert.Contains(part, Assert.Throws<ArgumentException>(() => compute()).Message, StringComparison.Ordinal);

    private static double[] OfChannel(double[] values, int channel)
        => [.. Enumerable.Range(0, 4).SelectMany(image => values.Skip(((image * 2) + channel) * 3).Take(3))];

    private static (double Mean, double Variance) MeanAndVariance(double[] values)
    {
        double mean = values.Average();
        return (mean, values.Average(value => (value - mean) * (value - mean)));
    }
}

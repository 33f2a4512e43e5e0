using System.Collections.Concurrent;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Tasks;

public class SinusoidTasksTests
{
    private const int Sampled = 2000;

    [Fact]
    public void The_same_seed_and_index_are_the_same_task_in_any_order_and_on_any_thread()
    {
        SinusoidTasks<double> tasks = new(5, 7);
        double[][] forwards = [.. Enumerable.Range(0, 200).Select(index => Numbers(tasks.Sample(3, index)))];
        double[][] backwards =
        [
            .. Enumerable.Range(0, 200).Reverse().Select(index => Numbers(new SinusoidTasks<double>(5, 7).Sample(3, index))),
        ];
        ConcurrentDictionary<int, double[]> threads = [];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, index => threads[index] = Numbers(tasks.Sample(3, index)));
        for (int k = 0; k < forwards.Length; k++)
        {
            Assert.Equal(forwards[k], backwards[^(k + 1)]);
            Assert.Equal(forwards[k], threads[k]);
        }
    }

    [Fact]
    public void Other_seeds_and_indices_are_other_tasks()
    {
        SinusoidTasks<double> tasks = new(5, 7);
        HashSet<double> amplitudes = [];
        for (ulong seed = 0; seed < 20; seed++)
        {
            for (long index = 0; index < 50; index++)
            {
                Assert.True(amplitudes.Add(SinusoidTasks<double>.Curve(seed, index).Amplitude));
            }
        }

        Assert.NotEqual(Numbers(tasks.Sample(1, 0)), Numbers(tasks.Sample(2, 0)));
        Assert.NotEqual(Numbers(tasks.Sample(1, 0)), Numbers(tasks.Sample(1, 1)));
        Assert.NotEqual(SinusoidTasks<double>.Curve(1, 5), SinusoidTasks<double>.Curve(1, 5 + (1L << 32)));
    }

    [Fact]
    public void Amplitude_phase_and_x_fill_the_ranges_of_the_paper()
    {
        SinusoidTasks<double> tasks = new(3, 2);
        Sinusoid[] curves = [.. Enumerable.Range(0, Sampled).Select(index => SinusoidTasks<double>.Curve(11, index))];
        double[] xs = [.. Enumerable.Range(0, Sampled).SelectMany(index => Tensors.ToArray(tasks.Sample(11, index).SupportInputs))];
        AssertUniform([.. curves.Select(curve => curve.Amplitude)], 0.1, 5);
        AssertUniform([.. curves.Select(curve => curve.Phase)], 0, Math.PI);
        AssertUniform(xs, -5, 5);
        AssertUniform([.. Enumerable.Range(0, Sampled).SelectMany(index => Tensors.ToArray(tasks.Sample(11, index).QueryInputs))], -5, 5);
    }

    [Fact]
    public void With_a_range_of_frequencies_each_task_has_its_own_and_keeps_amplitude_and_phase()
    {
        SinusoidTasks<double> tasks = new(4, 3, tellCurve: true, (0.8, 1.2));
        Sinusoid[] curves = [.. Enumerable.Range(0, Sampled).Select(index => tasks.CurveOf(11, index))];
        AssertUniform([.. curves.Select(static curve => curve.Frequency)], 0.8, 1.2);
        Assert.Equal(
            curves.Select(static (_, index) => SinusoidTasks<double>.Curve(11, index)),
            curves.Select(static curve => curve with { Frequency = 1 }));
        Parameters<double> task = tasks.Sample(11, 5);
        foreach ((double[] told, double y) in Tensors.ToArray(task.QueryInputs).Chunk(4).Zip(Tensors.ToArray(task.QueryTargets)))
        {
            Assert.Equal([curves[5].Amplitude, curves[5].Phase, curves[5].Frequency], told[1..]);
            Assert.Equal(curves[5].Amplitude * Math.Sin((curves[5].Frequency * told[0]) - curves[5].Phase), y);
        }

        Assert.Equal("sinusoid shots=4 queries=3 frequencies=0.8 to 1.2 curve told", tasks.Description);
        Assert.Equal("2 sin(0.9 x - 0.5)", new Sinusoid(2, 0.5, 0.9).ToString());
        foreach ((double least, double greatest) in ((double, double)[])[(1, 1), (1.2, 0.8), (double.NaN, 1), (1, double.PositiveInfinity)])
        {
            Assert.Contains("two finite numbers", Assert.Throws<ArgumentException>(
                () => new SinusoidTasks<double>(4, 3, false, (least, greatest))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Targets_lie_on_the_curve()
    {
        SinusoidTasks<double> tasks = new(4, 6);
        for (int index = 0; index < 50; index++)
        {
            Sinusoid curve = SinusoidTasks<double>.Curve(2, index);
            Parameters<double> task = tasks.Sample(2, index);
            AssertOnCurve(curve, task.SupportInputs, task.SupportTargets);
            AssertOnCurve(curve, task.QueryInputs, task.QueryTargets);
        }
    }

    [Fact]
    public void With_more_shots_the_curve_the_query_set_and_the_first_shots_stay()
    {
        Parameters<double> five = new SinusoidTasks<double>(5, 10).Sample(4, 17);
        Parameters<double> twenty = new SinusoidTasks<double>(20, 10).Sample(4, 17);
        Assert.Equal(Tensors.ToArray(five.SupportInputs), Tensors.ToArray(twenty.SupportInputs)[..5]);
        Assert.Equal(Tensors.ToArray(five.SupportTargets), Tensors.ToArray(twenty.SupportTargets)[..5]);
        Assert.Equal(Tensors.ToArray(five.QueryInputs), Tensors.ToArray(twenty.QueryInputs));
        Assert.Equal(Tensors.ToArray(five.QueryTargets), Tensors.ToArray(twenty.QueryTargets));
        Assert.Equal(
            Tensors.ToArray(five.QueryInputs), Tensors.ToArray(new SinusoidTasks<double>(5, 30).Sample(4, 17).QueryInputs)[..10]);
    }

    [Fact]
    public void Support_and_query_points_are_different_draws()
    {
        Parameters<double> task = new SinusoidTasks<double>(10, 10).Sample(4, 17);
        Assert.Empty(Tensors.ToArray(task.SupportInputs).Intersect(Tensors.ToArray(task.QueryInputs)));
    }

    [Fact]
    public void The_oracle_is_told_amplitude_and_phase_beside_x()
    {
        Parameters<double> plain = new SinusoidTasks<double>(5, 4).Sample(9, 3);
        Parameters<double> told = new SinusoidTasks<double>(5, 4, tellCurve: true).Sample(9, 3);
        Sinusoid curve = SinusoidTasks<double>.Curve(9, 3);
        Assert.Equal(Shape.Create(5, 3), Tensors.ShapeOf(told.SupportInputs));
        Assert.Equal(Shape.Create(4, 3), Tensors.ShapeOf(told.QueryInputs));
        Assert.Equal(Shape.Create(5, 1), Tensors.ShapeOf(told.SupportTargets));
        double[] inputs = Tensors.ToArray(told.SupportInputs);
        for (int k = 0; k < 5; k++)
        {
            Assert.Equal([Tensors.ToArray(plain.SupportInputs)[k], curve.Amplitude, curve.Phase], inputs[(3 * k)..((3 * k) + 3)]);
        }

        Assert.Equal(Tensors.ToArray(plain.QueryTargets), Tensors.ToArray(told.QueryTargets));
    }

    [Fact]
    public void Single_precision_is_the_rounded_double()
    {
        Parameters<double> exact = new SinusoidTasks<double>(5, 4).Sample(9, 3);
        Parameters<float> rounded = new SinusoidTasks<float>(5, 4).Sample(9, 3);
        Assert.Equal(Tensors.ToArray(exact.SupportInputs).Select(static x => (float)x), Tensors.ToArray(rounded.SupportInputs));
        Assert.Equal(Tensors.ToArray(exact.QueryTargets).Select(static y => (float)y), Tensors.ToArray(rounded.QueryTargets));
    }

    [Fact]
    public void Every_number_that_matters_is_in_the_description()
        => Assert.Equal(4, new HashSet<string>(
        [
            new SinusoidTasks<double>(5, 10).Description, new SinusoidTasks<double>(6, 10).Description,
            new SinusoidTasks<double>(5, 11).Description, new SinusoidTasks<double>(5, 10, tellCurve: true).Description,
        ]).Count);

    [Theory]
    [InlineData(0, 1, "shots")]
    [InlineData(1, 0, "queries")]
    public void Sets_of_nothing_are_refused(int shots, int queries, string name)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new SinusoidTasks<double>(shots, queries));
        Assert.Equal(name, refusal.ParamName);
        Assert.Contains("'0'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_index_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new SinusoidTasks<double>(1, 1).Sample(1, -1));

    private static void AssertOnCurve(Sinusoid curve, Tensor<double> xs, Tensor<double> ys)
        => Assert.Equal(Tensors.ToArray(xs).Select(x => curve.Amplitude * Math.Sin(x - curve.Phase)), Tensors.ToArray(ys));

    // Of n uniform draws the mean lies within 5 standard errors, and the ends come within 20 / n of the range, but for less than one seed
    // in a million.
    private static void AssertUniform(double[] values, double low, double high)
    {
        double range = high - low;
        Assert.All(values, value => Assert.InRange(value, low, high));
        Assert.InRange(
            values.Average(), ((low + high) / 2) - (5 * range / Math.Sqrt(12.0 * values.Length)),
            ((low + high) / 2) + (5 * range / Math.Sqrt(12.0 * values.Length)));
        Assert.InRange(values.Min(), low, low + (20 * range / values.Length));
        Assert.InRange(values.Max(), high - (20 * range / values.Length), high);
    }

    private static double[] Numbers(Parameters<double> task) =>
    [
        .. Tensors.ToArray(task.SupportInputs), .. Tensors.ToArray(task.SupportTargets),
        .. Tensors.ToArray(task.QueryInputs), .. Tensors.ToArray(task.QueryTargets),
    ];
}

using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Tasks.Oracles;

public class CurveTasksTests
{
    [Fact]
    public void Half_of_the_curves_are_lines_and_a_fit_without_noise_finds_each()
    {
        SineOrLineTasks<double> tasks = new(6, 3, noise: 0);
        int lines = 0;
        for (int index = 0; index < 400; index++)
        {
            SineOrLine curve = SineOrLineTasks<double>.Curve(3, index);
            lines += curve.IsLine ? 1 : 0;
            Parameters<double> task = tasks.Sample(3, index);
            SineOrLine fitted = SineOrLine.Fit(Tensors.ToArray(task.SupportInputs), Tensors.ToArray(task.SupportTargets));
            Assert.Equal(curve.IsLine, fitted.IsLine);
            Assert.Equal(curve.First, fitted.First, 1e-6);
            Assert.Equal(curve.Second, fitted.Second, 1e-6);
        }

        Assert.InRange(lines, 160, 240);
    }

    [Fact]
    public void The_noise_of_both_kinds_is_what_was_asked_for()
    {
        SineOrLineTasks<double> curves = new(5, 5);
        HarmonicTasks<double> waves = new(5, 5);
        double[] curveNoise = [.. Enumerable.Range(0, 2000).SelectMany(index =>
            Residuals(curves.Sample(1, index), SineOrLineTasks<double>.Curve(1, index).At))];
        double[] waveNoise = [.. Enumerable.Range(0, 2000).SelectMany(
            index => Residuals(waves.Sample(1, index), HarmonicTasks<double>.Curve(1, index).At))];
        Assert.InRange(Math.Sqrt(curveNoise.Average(static value => value * value)), 0.29, 0.31);
        Assert.InRange(Math.Sqrt(waveNoise.Average(static value => value * value)), 0.097, 0.103);
    }

    [Fact]
    public void Told_the_frequency_a_fit_finds_the_wave()
    {
        HarmonicTasks<double> tasks = new(12, 3, noise: 0);
        for (int index = 0; index < 50; index++)
        {
            Harmonic wave = HarmonicTasks<double>.Curve(8, index);
            Parameters<double> task = tasks.Sample(8, index);
            Harmonic fitted = Harmonic.Fit(wave.Frequency, Tensors.ToArray(task.SupportInputs), Tensors.ToArray(task.SupportTargets));
            Near.Close(
                [wave.FirstSine, wave.FirstCosine, wave.SecondSine, wave.SecondCosine],
                [fitted.FirstSine, fitted.FirstCosine, fitted.SecondSine, fitted.SecondCosine],
                1e-6);
            Assert.InRange(wave.Frequency, 5, 7);
        }
    }

    [Fact]
    public void Sets_are_drawn_apart_and_a_finite_set_goes_round()
    {
        foreach (ITaskDistribution<double> tasks in (ITaskDistribution<double>[])[new SineOrLineTasks<double>(4, 3),
            new HarmonicTasks<double>(4, 3)])
        {
            Parameters<double> first = tasks.Sample(1, 5);
            Parameters<double> other = tasks.Resampled(queryDraw: 2).Sample(1, 5);
            Assert.Equal(Tensors.ToArray(first.SupportTargets), Tensors.ToArray(other.SupportTargets));
            Assert.NotEqual(Tensors.ToArray(first.QueryTargets), Tensors.ToArray(other.QueryTargets));
            foreach (int count in (int[])[100, 1000])
            {
                Assert.Equal(Tensors.ToArray(first.SupportTargets),
                    Tensors.ToArray(tasks.First(count).Sample(1, (7 * count) + 5).SupportTargets));
                Assert.NotEqual(Tensors.ToArray(first.SupportTargets),
                    Tensors.ToArray(tasks.First(count).Sample(1, count - 1).SupportTargets));
            }
        }
    }

    private static IEnumerable<double> Residuals(Parameters<double> task, Func<double, double> curve)
        => Tensors.ToArray(task.SupportInputs).Zip(Tensors.ToArray(task.SupportTargets), (x, y) => y - curve(x));
}

namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>The other half of a test of the tester: what is right is never accused.</summary>
public sealed class RightFunctionTests
{
    private const int Programs = 500;
    private const int Formulas = 500;

    [Theory]
    [InlineData(CheckMode.Fast, 2)]
    [InlineData(CheckMode.Full, 1)]
    public void Random_programs_in_double(CheckMode mode, int orders)
    {
        List<string> accused = [];
        for (int k = 0; k < Programs; k++)
        {
            SmoothProgram program = new((ulong)k);
            GradientReport report = GradientCheck.Run<double>(
                program.Run, program.Point(), new() { Mode = mode, Orders = orders, Seed = (ulong)k });
            if (!report.Passed)
            {
                accused.Add($"program {k}: {report}");
            }
        }

        Assert.True(accused.Count == 0, $"{accused.Count} of {Programs} accused\n{string.Join('\n', accused)}");
    }

    [Fact]
    public void Random_programs_in_float()
    {
        int unresolved = 0;
        List<string> accused = [];
        for (int k = 0; k < Programs; k++)
        {
            SmoothProgram program = new((ulong)k);
            GradientReport report = GradientCheck.Run<float>(program.Run, program.PointInFloat(), new() { Seed = (ulong)k });

            // Where a program is so flat that float can't resolve its slope, that is what is to be said, and no more.
            bool flat = report.Verdict == GradientVerdict.StepSizeOrPrecision;
            unresolved += flat ? 1 : 0;
            if (!report.Passed && !flat)
            {
                accused.Add($"program {k}: {report}");
            }
        }

        Assert.True(accused.Count == 0, $"{accused.Count} of {Programs} accused\n{string.Join('\n', accused)}");
        Assert.True(unresolved <= Programs / 50, $"{unresolved} of {Programs} unresolved");
    }

    [Theory]
    [InlineData(CheckMode.Fast)]
    [InlineData(CheckMode.Full)]
    public void Formulas_with_gradients_written_by_hand(CheckMode mode)
    {
        List<string> accused = [];
        for (int k = 0; k < Formulas; k++)
        {
            RandomStream random = new(7, "formula", k);
            double[] x = [.. Enumerable.Range(0, 2 + random.NextInt32(10)).Select(_ => 2 * random.NextNormal())];
            double scale = Math.Pow(10, random.NextUniform(-4, 4));
            double offset = random.NextInt32(2) * scale * random.NextUniform(-10, 10);
            (Func<double[], double> function, Func<double[], double[]> gradient) = (k % 5) switch
            {
                0 => ((Func<double[], double>)HostFaultTests.Value, (Func<double[], double[]>)HostFaultTests.Gradient),
                1 => (Rosenbrock, RosenbrockGradient),
                2 => (LogSumExp, Softmax),
                3 => (v => 1 / (1 + v.Sum(static e => e * e)), InverseGradient),
                _ => (v => Math.Tanh(v.Sum()) * v[0], TanhGradient),
            };
            GradientReport report = GradientCheck.Run(
                v => (scale * function(v)) + offset, v => Array.ConvertAll(gradient(v), g => scale * g), x,
                new() { Mode = mode, Seed = (ulong)k });
            if (!report.Passed)
            {
                accused.Add($"formula {k}: {report}");
            }
        }

        Assert.True(accused.Count == 0, $"{accused.Count} of {Formulas} accused\n{string.Join('\n', accused)}");
    }

    /// <summary>The same programs with one operation whose rule is off by a tenth of a percent: the check is not merely lenient.</summary>
    [Fact]
    public void The_same_programs_with_a_planted_fault_are_caught()
    {
        List<string> missed = [];
        int caught = 0;
        int named = 0;
        const int Count = 200;
        for (int k = 0; k < Count; k++)
        {
            SmoothProgram program = new((ulong)k);
            GradientReport report = GradientCheck.Run<double>(
                inputs => program.Run([.. inputs.Select(static x => x.Tape.Apply(new Cube<double>(CubeFault.OffByATenthOfAPercent), x))]),
                program.Point(),
                new() { Seed = (ulong)k });
            caught += report.Verdict == GradientVerdict.WrongRule ? 1 : 0;
            if (report.Verdict != GradientVerdict.WrongRule || report.Operation?.Name != "cube OffByATenthOfAPercent")
            {
                missed.Add($"program {k}: {report}");
            }

            named += report.Operation?.Name == "cube OffByATenthOfAPercent" ? 1 : 0;
        }

        Assert.True(missed.Count == 0, string.Join('\n', missed));
        Assert.Equal((Count, Count), (caught, named));
    }

    private static double Rosenbrock(double[] x)
    {
        double sum = 0;
        for (int k = 0; k + 1 < x.Length; k++)
        {
            sum += (100 * Math.Pow(x[k + 1] - (x[k] * x[k]), 2)) + Math.Pow(1 - x[k], 2);
        }

        return sum;
    }

    private static double[] RosenbrockGradient(double[] x)
    {
        var gradient = new double[x.Length];
        for (int k = 0; k + 1 < x.Length; k++)
        {
            double valley = x[k + 1] - (x[k] * x[k]);
            gradient[k] += (-400 * x[k] * valley) - (2 * (1 - x[k]));
            gradient[k + 1] += 200 * valley;
        }

        return gradient;
    }

    private static double LogSumExp(double[] x)
    {
        double max = x.Max();
        return max + Math.Log(x.Sum(v => Math.Exp(v - max)));
    }

    private static double[] Softmax(double[] x)
    {
        double total = LogSumExp(x);
        return Array.ConvertAll(x, v => Math.Exp(v - total));
    }

    private static double[] InverseGradient(double[] x)
    {
        double below = 1 + x.Sum(static e => e * e);
        return Array.ConvertAll(x, v => -2 * v / (below * below));
    }

    private static double[] TanhGradient(double[] x)
    {
        double tanh = Math.Tanh(x.Sum());
        double[] gradient = Array.ConvertAll(x, v => x[0] * (1 - (tanh * tanh)));
        gradient[0] += tanh;
        return gradient;
    }
}

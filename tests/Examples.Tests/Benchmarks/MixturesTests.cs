using System.Globalization;
using System.Text.Json;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Processes;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Benchmarks;

/// <summary><c>mixtures</c> computes the objective of ADBench, from files as the suite has them.</summary>
public sealed class MixturesTests
{
    // d, K, n; the weights; the means; of each component the logarithms of the diagonal and what is below it; the points; gamma, m.
    private static readonly double[] Numbers =
    [
        0.3, -0.2,
        0.5, 0.1, -0.4, 0.8,
        0.2, -0.3, 0.7, -0.1, 0.4, 1.1,
        1.5, -0.5, 0.25, 0.75, -1, 2,
    ];

    private const int Parameters = 12;
    private const double Gamma = 1.5;
    private const int Surplus = 2;

    [Fact]
    public void Value_and_gradient_are_those_of_the_formula()
    {
        RequireLinux();
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "mixture.txt"), Text(3));
        (int code, _, string errors) = Shell.Run(
            "AutogradMaml.Benchmarks", "$P mixtures \"$F/mixture.txt\" --rounds 1 --json \"$F/out.json\"", ("F", folder.Path));
        Assert.Equal((ExitCodes.Success, string.Empty), (code, errors));
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "out.json")));
        JsonElement row = written.RootElement[0];
        Assert.Equal(Objective(0), row.GetProperty("value").GetDouble(), 1e-12);

        // The sum of the gradient is the slope along the vector of ones.
        const double Step = 1e-5;
        double slope = (Objective(Step) - Objective(-Step)) / (2 * Step);
        Assert.Equal(slope, row.GetProperty("gradient_sum").GetDouble(), 1e-8);
        Assert.Equal(Parameters, row.GetProperty("parameters").GetInt32());
    }

    [Fact]
    public void What_is_no_file_of_the_suite_is_one_line_and_exit_code_2()
    {
        RequireLinux();
        using TemporaryFolder folder = new();
        Refused(Text(4), "expected 25 numbers");
        Refused(Text(3)[..20], "expected 23 numbers");
        Refused(Text(3).Replace("0.75", "NaN", StringComparison.Ordinal), "expected a finite number, got 'NaN'");
        Refused("0 2 3", "expected d, from 1 to 10,000");
        Refused("9999 9999 9999", "at most 16000000");
        Refused(string.Empty, "expected d");

        void Refused(string text, string fragment)
        {
            File.WriteAllText(Path.Combine(folder.Path, "mixture.txt"), text);
            (int code, _, string errors) = Shell.Run("AutogradMaml.Benchmarks", "$P mixtures \"$F/mixture.txt\"", ("F", folder.Path));
            Assert.Equal(ExitCodes.Usage, code);
            Assert.Contains(fragment, Assert.Single(Shell.Lines(errors)), StringComparison.Ordinal);
        }
    }

    private static string Text(int points)
    {
        string numbers = string.Join('\n', Numbers.Select(static number => number.ToString("R", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"2 2 {points}\n{numbers}\n{Gamma} {Surplus}\n");
    }

    // With every parameter moved by as much.
    private static double Objective(double shift)
    {
        double[] p = [.. Numbers.Select((number, k) => k < Parameters ? number + shift : number)];
        double value = -3 * LogSumExp(p[0], p[1]);
        for (int i = 0; i < 3; i++)
        {
            value += LogSumExp(Density(0, p[12 + (2 * i)], p[13 + (2 * i)]), Density(1, p[12 + (2 * i)], p[13 + (2 * i)]));
        }

        // Degrees of freedom d + m + 1 = 5: Gamma(5 / 2) Gamma(2) pi^(1/2) is the multivariate gamma function.
        double logGamma = (0.5 * Math.Log(Math.PI)) + Math.Log(0.75 * Math.Sqrt(Math.PI));
        double constant = (10 * (Math.Log(Gamma) - (0.5 * Math.Log(2)))) - logGamma;
        for (int k = 0; k < 2; k++)
        {
            int at = 6 + (3 * k);
            double squares = Math.Exp(2 * p[at]) + Math.Exp(2 * p[at + 1]) + (p[at + 2] * p[at + 2]);
            value += (0.5 * Gamma * Gamma * squares) - (Surplus * (p[at] + p[at + 1])) - constant;
        }

        return value - (3 * Math.Log(2 * Math.PI));

        double Density(int k, double x, double y)
        {
            double first = x - p[2 + (2 * k)];
            double second = y - p[3 + (2 * k)];
            int at = 6 + (3 * k);
            double turned = (p[at + 2] * first) + (Math.Exp(p[at + 1]) * second);
            return p[k] + p[at] + p[at + 1] - (0.5 * ((Math.Exp(2 * p[at]) * first * first) + (turned * turned)));
        }
    }

    private static double LogSumExp(double a, double b) => Math.Max(a, b) + Math.Log(1 + Math.Exp(-Math.Abs(a - b)));

    private static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The lines are for a shell on Linux.");
}

using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Checking;

/// <summary>Checks the gradient that a program in any language computes.</summary>
internal static class ProcessCheck
{
    private const int MostNumbers = 100_000;

    /// <summary>The numbers of a point.</summary>
    /// <param name="text">Numbers with commas between them.</param>
    /// <returns>The numbers; null if it is something else.</returns>
    public static double[]? Point(string text)
    {
        string[] words = text.Split(',');
        double[] point = new double[words.Length];
        for (int k = 0; k < words.Length; k++)
        {
            if (words.Length > MostNumbers || !double.IsFinite(point[k])
                || !double.TryParse(words[k], NumberStyles.Float, CultureInfo.InvariantCulture, out point[k]))
            {
                return null;
            }
        }

        return Array.TrueForAll(point, double.IsFinite) ? point : null;
    }

    /// <summary>Runs the check.</summary>
    /// <param name="command">The program.</param>
    /// <param name="point">Where.</param>
    /// <param name="everyElement">Whether element by element, and not by projections.</param>
    /// <param name="tolerance">The relative error that is accepted; the check's own when null.</param>
    /// <param name="patience">How long an answer may take.</param>
    /// <param name="output">Where the report goes.</param>
    /// <param name="jsonPath">The file that gets the report as JSON, or null.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Failure"/> when the gradient is not right.</returns>
    /// <exception cref="UsageException">The program does not answer, or not as was agreed.</exception>
    public static int Run(
        string command, double[] point, bool everyElement, double? tolerance, TimeSpan patience, TextWriter output, string? jsonPath)
    {
        using QuestionedProcess process = new(command, patience);
        ProcessGradient asked = new(process);
        GradientReport report = GradientCheck.Run(
            asked.Value, asked.Gradient, point,
            new GradientCheckOptions { Mode = everyElement ? CheckMode.Full : CheckMode.Fast, Tolerance = tolerance });
        output.Write(report.ToString());
        if (jsonPath is not null)
        {
            OutputFile.Write(jsonPath, report.ToJson());
        }

        return report.Passed ? ExitCodes.Success : ExitCodes.Failure;
    }
}

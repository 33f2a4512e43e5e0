using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Navigation;

/// <summary>The goals of the test.</summary>
internal static class Goals
{
    private const int MostGoals = 10_000;
    private const long LongestFile = 1 << 20;

    /// <summary>Reads or draws them.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <exception cref="UsageException">The file can't be read, or holds something else.</exception>
    public static double[][] Of(RunOptions options)
    {
        if (options.GoalsFile is { } path)
        {
            return Read(path);
        }

        AutogradMaml.Maml.Navigation environment = new();
        return
        [
            .. Enumerable.Range(0, RunOptions.DrawnGoals).Select(index =>
            {
                double[] goal = new double[2];
                environment.DrawTask(new RandomStream(options.TestSeed, "navigation test goals", index), goal);
                return goal;
            }),
        ];
    }

    /// <summary>The return of the best way to a goal, without noise: each coordinate moves by a tenth until it is there.</summary>
    /// <param name="goal">The goal.</param>
    public static double BestReturn(double[] goal)
    {
        AutogradMaml.Maml.Navigation environment = new();
        double[] place = [0, 0];
        double sum = 0;
        for (int time = 0; time < environment.Horizon; time++)
        {
            const double Scale = AutogradMaml.Maml.Navigation.MoveSize;
            StepOutcome outcome = environment.Step(
                goal, place, [(goal[0] - place[0]) / Scale, (goal[1] - place[1]) / Scale], new RandomStream(0, "best way"));
            sum += outcome.Reward;
            if (outcome.Ended)
            {
                break;
            }
        }

        return sum;
    }

    private static double[][] Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LongestFile)
            {
                throw new UsageException($"--goals: '{path}' is longer than {LongestFile} bytes, which no list of goals is.");
            }

            string[] lines = [.. File.ReadAllLines(path).Skip(1).Where(static line => line.Length > 0)];
            double[][] goals = [.. lines.Select((line, k) => Parse(line) ?? throw new UsageException(
                $"--goals: line {k + 2} of '{path}' is '{OneLine.Of(line)}', expected two numbers with a comma between them."))];
            return goals.Length is > 0 and <= MostGoals
                ? goals
                : throw new UsageException(
                    $"--goals: '{path}' holds {goals.Length} goals below its line of names, expected 1 to {MostGoals}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--goals: {OneLine.Of(exception)}");
        }
    }

    private static double[]? Parse(string line)
    {
        string[] parts = line.Split(',');
        return parts.Length == 2 && Number(parts[0]) is { } x && Number(parts[1]) is { } y ? [x, y] : null;
    }

    private static double? Number(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : null;
}

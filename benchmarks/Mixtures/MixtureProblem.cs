using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Benchmarks.Mixtures;

/// <summary>A problem of ADBench's Gaussian mixtures: points, and the parameters at which the gradient is asked for.</summary>
/// <param name="Dimensions">d.</param>
/// <param name="Components">K.</param>
/// <param name="Points">n.</param>
internal sealed record MixtureProblem(int Dimensions, int Components, int Points)
{
    /// <summary>What a file may ask for at most, in numbers: four times the largest problem of the suite with 10,000 points.</summary>
    public const int MostNumbers = 16_000_000;

    /// <summary>The logarithms of the weights, but for what they have in common, [components].</summary>
    public required double[] Weights { get; init; }

    /// <summary>The means, [components, dimensions].</summary>
    public required double[] Means { get; init; }

    /// <summary>For each component the logarithms of Q's diagonal, and Q below it, column by column: [components, d (d + 1) / 2].</summary>
    public required double[] Factors { get; init; }

    /// <summary>The points, [points, dimensions].</summary>
    public required double[] X { get; init; }

    /// <summary>The scale of the prior, gamma.</summary>
    public double PriorScale { get; init; } = 1;

    /// <summary>The surplus of the prior's degrees of freedom, m.</summary>
    public int PriorSurplus { get; init; }

    /// <summary>The number of parameters.</summary>
    public int Parameters => Weights.Length + Means.Length + Factors.Length;

    /// <summary>Draws a problem: uniform means, all else normal.</summary>
    /// <param name="dimensions">d.</param>
    /// <param name="components">K.</param>
    /// <param name="points">n.</param>
    public static MixtureProblem Drawn(int dimensions, int components, int points)
    {
        RandomStream random = new(1, "mixture");
        return new(dimensions, components, points)
        {
            Weights = Numbers(components, random.NextNormal),
            Means = Numbers(components * dimensions, random.NextDouble),
            Factors = Numbers(components * dimensions * (dimensions + 1) / 2, random.NextNormal),
            X = Numbers(points * dimensions, random.NextNormal),
        };

        static double[] Numbers(int count, Func<double> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];
    }

    /// <summary>Reads a file of the suite: d, K and n, the parameters, the points, gamma and m.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UsageException">It can't be read, or holds something else; the message says what.</exception>
    public static MixtureProblem Read(string path)
    {
        string[] words;
        try
        {
            words = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}': {OneLine.Of(exception)}");
        }

        int next = 0;
        int d = Size("d");
        int components = Size("K");
        int points = Size("n");
        long numbers = components + ((long)components * d) + ((long)components * d * (d + 1) / 2) + ((long)points * d);
        return numbers > MostNumbers || numbers + 5 != words.Length
            ? throw new UsageException($"'{path}' says d = {d}, K = {components} and n = {points}: expected {numbers + 5} numbers, " +
                $"of them at most {MostNumbers} parameters and points, got {words.Length}.")
            : new(d, components, points)
            {
                Weights = Numbers(components),
                Means = Numbers(components * d),
                Factors = Numbers(components * d * (d + 1) / 2),
                X = Numbers(points * d),
                PriorScale = Number(),
                PriorSurplus = (int)Number(),
            };

        int Size(string name) => next < words.Length && int.TryParse(words[next], CultureInfo.InvariantCulture, out int size)
            && size is > 0 and <= 10_000 && next++ >= 0
            ? size
            : throw new UsageException($"'{path}': expected {name}, from 1 to 10,000, as the number {next + 1} of the file.");

        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => Number())];

        double Number() => double.TryParse(words[next], CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            && next++ >= 0
            ? value
            : throw new UsageException($"'{path}': expected a finite number, got '{words[next]}' as the number {next + 1} of the file.");
    }
}

namespace AutogradMaml.Examples.Exercises;

/// <summary>The checks of chapter 3.</summary>
internal static class Checks3
{
    /// <summary>Its exercises.</summary>
    /// <param name="answers">The answers.</param>
    public static IReadOnlyList<Exercise> Of(IChapter3 answers) =>
    [
        new("3.1", "a derivative by differences", () =>
            Exercise.Near("d exp at 1", Math.E, answers.Derivative(Math.Exp, 1), 1e-8)
                ?? Exercise.Near("d sin at 2", Math.Cos(2), answers.Derivative(Math.Sin, 2), 1e-8)
                ?? Exercise.Near("d x^3 at 0.5", 0.75, answers.Derivative(static x => x * x * x, 0.5), 1e-8)),
        new("3.2", "the one gradient that is right", () =>
        {
            for (int place = 0; place < 4; place++)
            {
                int right = place;
                Func<double[], double[]>[] candidates =
                    [.. Enumerable.Range(0, 4).Select(k => k == right ? Right : Wrong[k < right ? k : k - 1])];
                int got = answers.RightOne(Function, candidates);
                if (got != right)
                {
                    return $"it chose {got} where {right} is right";
                }
            }

            return null;
        }),
    ];

    private static readonly Func<double[], double[]>[] Wrong =
    [
        static x => [(Math.Exp(x[0]) * x[1]) + Math.Cos(x[0] * x[1]), Math.Exp(x[0]) + (x[0] * Math.Cos(x[0] * x[1]))],
        static x => [(Math.Exp(x[0]) * x[1]) + (x[1] * Math.Cos(x[0] * x[1])), Math.Exp(x[0]) - (x[0] * Math.Cos(x[0] * x[1]))],
        static x => [1.0001 * Right(x)[0], Right(x)[1]],
    ];

    private static double Function(double[] x) => (Math.Exp(x[0]) * x[1]) + Math.Sin(x[0] * x[1]);

    private static double[] Right(double[] x)
        => [(Math.Exp(x[0]) * x[1]) + (x[1] * Math.Cos(x[0] * x[1])), Math.Exp(x[0]) + (x[0] * Math.Cos(x[0] * x[1]))];
}

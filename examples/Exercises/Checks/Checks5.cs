using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises;

/// <summary>The checks of chapter 5.</summary>
internal static class Checks5
{
    private const int MostOperations = 6;

    /// <summary>Its exercises.</summary>
    /// <param name="answers">Makes the answers.</param>
    public static IReadOnlyList<Exercise> Of(Func<IChapter5> answers) =>
    [
        new("5.1", "recorded once, run often", () => With(answers, static answer =>
        {
            double[] places = [0.1, -1, 2, 0.5];
            double[] results = new double[4];
            answer.Derivatives(places, results);
            answer.Derivatives(places, results);
            long before = GC.GetAllocatedBytesForCurrentThread();
            answer.Derivatives(places, results);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return places.Zip(results, static (x, got) => Exercise.Near(
                    FormattableString.Invariant($"d sin(x^2) at {x}"), 2 * x * Math.Cos(x * x), got))
                .FirstOrDefault(static wrong => wrong is not null)
                ?? (allocated > 0 ? $"right, but a call allocates {allocated} bytes" : null);
        })),
        new("5.2", "a polynomial in six operations", () => With(answers, static answer =>
        {
            using Tape<double> tape = new();
            Variable<double> x = tape.Input([-2.0, 0.5], [2]);
            Variable<double> y = answer.Polynomial(x);
            int operations = Operations(tape, x, y) - OfOne();
            double[] got = y.ToArray();
            return Exercise.Near("at -2", 1 - 4 + 12 - 32, got[0]) ?? Exercise.Near("at 0.5", 1 + 1 + 0.75 + 0.5, got[1])
                ?? (operations > MostOperations ? $"right, but in {operations} operations" : null);
        })),
    ];

    private static int Operations(Tape<double> tape, Variable<double> x, Variable<double> y)
        => tape.Compile([x], [y]).RecordedOperations;

    // What a program has of any function: one operation less.
    private static int OfOne()
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input([1.0], [1]);
        return Operations(tape, x, x.Exp()) - 1;
    }

    private static string? With(Func<IChapter5> answers, Func<IChapter5, string?> judge)
    {
        IChapter5 answer = answers();
        using (answer as IDisposable)
        {
            return judge(answer);
        }
    }
}

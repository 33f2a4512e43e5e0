using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises;

/// <summary>The checks of chapter 2.</summary>
internal static class Checks2
{
    private const double Alpha = 0.3;

    private static readonly double[] Start = [0.4, -0.8];

    /// <summary>Its exercises.</summary>
    /// <param name="answers">The answers.</param>
    public static IReadOnlyList<Exercise> Of(IChapter2 answers) =>
    [
        new("2.1", "a meta-gradient by hand", () =>
        {
            // theta' = 1 - 0.5 * 0.8 * (1 - 3) = 1.8.
            const double First = 2.5 * (1.8 - -1);
            double got = answers.MetaGradient(theta: 1, alpha: 0.5, s: 0.8, p: 3, q: 2.5, r: -1);
            return Math.Abs(got - First) < 1e-12
                ? "this is the gradient at theta'; theta' itself depends on theta, by the factor 1 - alpha s"
                : Exercise.Near("d query / d theta", (1 - (0.5 * 0.8)) * First, got);
        }),
        new("2.2", "the exact meta-gradient on the tape", () =>
        {
            double[] exact = Differences();
            double[] got = On(answers.MetaGradient);
            return Same(got, FirstOrder()) ? "this is first order: the inner gradient depends on theta too" : Compare(exact, got, 1e-7);
        }),
        new("2.3", "its first-order approximation", () =>
        {
            double[] got = On(answers.FirstOrder);
            return Same(got, Differences()) ? "this is exact: the inner gradient is to be a constant" : Compare(FirstOrder(), got, 1e-9);
        }),
    ];

    private static double[] On(
        Func<Variable<double>, double, Func<Variable<double>, Variable<double>>, Func<Variable<double>, Variable<double>>, Variable<double>>
            answer)
    {
        using Tape<double> tape = new();
        return answer(tape.Input(Start, [2]), Alpha, Support, Query).ToArray();
    }

    private static Variable<double> Support(Variable<double> theta) => (theta.Sin() * theta).Sum() + theta.Square().Square().Sum();

    private static Variable<double> Query(Variable<double> theta) => (theta.Exp() * theta.Cos()).Sum();

    // The query loss after the step, moved a little in each number.
    private static double[] Differences()
    {
        static double After(double[] theta)
        {
            using Tape<double> tape = new();
            Variable<double> start = tape.Input(theta, [2]);
            return Query(start - (Alpha * tape.Gradient(Support(start), start))).ToArray()[0];
        }

        const double Step = 1e-5;
        return
        [
            (After([Start[0] + Step, Start[1]]) - After([Start[0] - Step, Start[1]])) / (2 * Step),
            (After([Start[0], Start[1] + Step]) - After([Start[0], Start[1] - Step])) / (2 * Step),
        ];
    }

    private static double[] FirstOrder()
    {
        using Tape<double> tape = new();
        Variable<double> start = tape.Input(Start, [2]);
        Variable<double> adapted = tape.Input((start - (Alpha * tape.Gradient(Support(start), start))).ToArray(), [2]);
        return tape.Gradient(Query(adapted), adapted).ToArray();
    }

    private static bool Same(double[] a, double[] b) => a.Length == b.Length && a.Zip(b, static (x, y) => Math.Abs(x - y)).Max() < 1e-7;

    private static string? Compare(double[] expected, double[] got, double tolerance) => got.Length != 2
        ? $"got {got.Length} numbers, expected one for each of theta's two"
        : Exercise.Near("by theta[0]", expected[0], got[0], tolerance) ?? Exercise.Near("by theta[1]", expected[1], got[1], tolerance);
}

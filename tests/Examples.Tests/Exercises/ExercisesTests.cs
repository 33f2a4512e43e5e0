using System.Text.RegularExpressions;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exercises;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Tests.Exercises;

public sealed class ExercisesTests
{
    [Fact]
    public void Every_solution_is_right()
    {
        StringWriter output = new();
        Assert.True(CommandLine.Run(["--solutions"], output) == 0, output.ToString());
        Assert.Contains($"All {Answers.Solutions.Exercises.Count} are right.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_begun_as_it_comes()
    {
        Assert.All(Answers.Mine.Exercises, static exercise => Assert.Equal((Progress.NotBegun, "not begun"), exercise.Look()));
        StringWriter output = new();
        Assert.Equal(1, CommandLine.Run(["2"], output));
        Assert.Contains("0 of 3 are right. Next: 2.1, in Mine/Chapter2.cs", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        Answers wrong = Answers.Solutions with
        {
            One = new Wrong1(),
            Two = new Wrong2(),
            Four = new Wrong4(),
            Five = static () => new Wrong5(),
            Six = new Wrong6(),
        };
        Dictionary<string, string> words = wrong.Exercises.ToDictionary(
            static exercise => exercise.Number, static exercise => exercise.Look().Words);
        Says("1.1", "at x = -2 with the cotangent 1: got 0.1192");
        Says("1.2", "it ends with DivideByZeroException");
        Says("2.1", "theta' itself depends on theta");
        Says("2.2", "this is first order");
        Says("2.3", "this is exact");
        Says("4.1", "a query example is in the support set too");
        Says("4.2", "half width: got");
        Says("4.3", "changes when another query is added");
        Says("5.1", "right, but a call allocates ");
        Says("5.2", "right, but in ");
        Says("6.2", "unbiased, but its variance");
        Says("6.3", "the samples depend on theta too");

        void Says(string number, string fragment) => Assert.Contains(fragment, words[number], StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<UsageException>(() => CommandLine.Run(["7"], TextWriter.Null));
        Assert.Throws<UsageException>(() => CommandLine.Run(["1", "2"], TextWriter.Null));
        Assert.Equal(0, CommandLine.Run(["--help"], TextWriter.Null));
    }

    [Fact]
    public void The_page_lists_every_exercise()
    {
        string page = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "exercises.md"));
        Assert.Equal(
            Answers.Mine.Exercises.Select(static exercise => $"{exercise.Number} {exercise.Title}"),
            Regex.Matches(page, @"^\| (\d\.\d) \| ([^|]*) \|", RegexOptions.Multiline)
                .Select(static match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));
    }

    private sealed class Wrong1 : IChapter1
    {
        // The factor y is forgotten.
        public double[] LogisticRule(double[] y, double[] cotangent) => [.. y.Zip(cotangent, static (value, by) => by * value)];

        public (double ByA, double ByB) Sweep(double a, double b) => throw new DivideByZeroException();

        public (double Value, double Tangent) Forward(double x, double tangent) => (0, 0);
    }

    private sealed class Wrong2 : IChapter2
    {
        private readonly IChapter2 _right = Answers.Solutions.Two;

        public double MetaGradient(double theta, double alpha, double s, double p, double q, double r)
            => q * (theta - (alpha * s * (theta - p)) - r);

        public Variable<double> MetaGradient(
            Variable<double> theta, double alpha, Func<Variable<double>, Variable<double>> support,
            Func<Variable<double>, Variable<double>> query)
            => _right.FirstOrder(theta, alpha, support, query);

        public Variable<double> FirstOrder(
            Variable<double> theta, double alpha, Func<Variable<double>, Variable<double>> support,
            Func<Variable<double>, Variable<double>> query)
            => _right.MetaGradient(theta, alpha, support, query);
    }

    private sealed class Wrong4 : IChapter4
    {
        public ((int Class, int Drawing)[] Support, (int Class, int Drawing)[] Query) Episode(
            int[] drawings, int ways, int shots, int queries, Random random)
        {
            (int, int)[] Rounds(int count)
                => [.. Enumerable.Range(0, count).SelectMany(round => Enumerable.Range(0, ways).Select(way => (way, round)))];
            return (Rounds(shots), Rounds(queries));
        }

        public (double Mean, double HalfWidth) Interval(double[] accuracies) => (accuracies.Average(), 0.1);

        public double[] Normalize(double[] support, double[] queries, double epsilon)
            => [.. queries.Select(query => query - queries.Average())];
    }

    private sealed class Wrong5 : IChapter5
    {
        public void Derivatives(ReadOnlySpan<double> places, Span<double> results)
        {
            for (int k = 0; k < places.Length; k++)
            {
                using Tape<double> tape = new();
                Variable<double> x = tape.Input([places[k]], [1]);
                results[k] = tape.Gradient(x.Square().Sin().Sum(), x).ToArray()[0];
            }
        }

        public Variable<double> Polynomial(Variable<double> x) => 1 + (2 * x) + (3 * x * x) + (4 * x * x * x);
    }

    private sealed class Wrong6 : IChapter6
    {
        public double Score(double theta, int action) => Answers.Solutions.Six.Score(theta, action);

        public double Gradient(double theta, int[] actions, double[] rewards)
            => Enumerable.Range(0, actions.Length).Average(k => Score(theta, actions[k]) * rewards[k]);

        public double SecondDerivative(double theta, int[] actions, double[] rewards)
            => rewards.Average() * Score(theta, 0) * Score(theta, 1);
    }
}

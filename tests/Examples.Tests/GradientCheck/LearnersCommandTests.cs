using System.Text.Json;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Checking;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.GradientCheck;

/// <summary>The command that checks every learner.</summary>
public sealed class LearnersCommandTests : IDisposable
{
    private static readonly string[] Fields =
    [
        "learner", "metaGradient", "optimizer", "steps", "comparedWith", "error", "tolerance", "bytes", "exact", "passed", "reason",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_learner_passes_in_every_way_and_stands_in_the_table_and_in_the_file()
    {
        string file = Path.Combine(_folder, "results.json");
        (int code, string output, string errors) = Run(null, "--learners", "--json", file);
        Assert.True(code == ExitCodes.Success, output);
        Assert.Empty(errors);
        using var results = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement[] rows = [.. results.RootElement.EnumerateArray()];
        Assert.StartsWith($"{rows.Length} rows, ", output.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        foreach (JsonElement row in rows)
        {
            Assert.Equal(Fields, row.EnumerateObject().Select(property => property.Name));
            Assert.True(row.GetProperty("passed").GetBoolean());
            Assert.NotEmpty(row.GetProperty("reason").GetString()!);
            Assert.True(row.GetProperty("bytes").GetInt64() > 0);
            bool compared = Word(row, "comparedWith") != "inapplicable";
            Assert.Equal(compared ? JsonValueKind.Number : JsonValueKind.Null, row.GetProperty("error").ValueKind);
            Assert.True(!compared || row.GetProperty("error").GetDouble() <= row.GetProperty("tolerance").GetDouble());
            Assert.Equal(Word(row, "metaGradient") is "unrolled" or "trajectory adjoint", row.GetProperty("exact").GetBoolean());
        }

        ILookup<string, JsonElement> byKind = rows.ToLookup(
            row => $"{Word(row, "learner")}, {Word(row, "optimizer")}: {Word(row, "metaGradient")} " +
                $"{row.GetProperty("steps").GetInt32()}, {Word(row, "comparedWith")}");
        IEnumerable<CheckedLearner> learners = LearnerProblem.Learners.Where(
            static learner => !learner.IsAlongTrajectory && (learner.TakesRules || learner.Name == "learned rule"));
        foreach (CheckedLearner learner in learners)
        {
            foreach (string rule in learner.TakesRules ? (string[])["sgd", "momentum", "nesterov", "rmsprop", "adam"] : ["sgd"])
            {
                Assert.All(
                    [
                        ("unrolled 5, differences", 1e-6), ("trajectory adjoint 5, unrolled", 1e-12),
                        ("trajectory adjoint 5, differences", 1e-6),
                        ("first order 1, closed form", 1e-12), ("first order 5, closed form", 1e-12),
                        ("displacement 5, closed form", 1e-12),
                    ],
                    ((string Kind, double Tolerance) expected) => Assert.Equal(
                        expected.Tolerance,
                        Assert.Single(byKind[$"{learner.Name}, {rule}: {expected.Kind}"]).GetProperty("tolerance").GetDouble()));

                // Where the steps shrink with the gradient they lead to the optimum.
                Assert.True(!learner.TakesProximal || byKind.Contains($"{learner.Name}, {rule}: implicit 400, unrolled")
                    || (rule is "rmsprop" or "adam" && byKind.Contains($"{learner.Name}, {rule}: implicit 400, inapplicable")));
            }
        }

        Assert.Equal(
            [
                "maml", "anil", "boil", "meta-sgd", "learned rule", "learned steps", "maml++", "meta-curvature", "t-net", "warpgrad",
                "mr-maml",
                "cavia", "protomaml", "prototypical", "soft-k-means", "r2d2", "w.x",
            ],
            rows.Select(row => Word(row, "learner")).Distinct());
        JsonElement[] warped =
        [
            .. rows.Where(row => Word(row, "learner") == "warpgrad" && Word(row, "metaGradient") == "along trajectory"),
        ];
        Assert.Equal(Enumerable.Repeat(1e-6, 5), warped.Select(row => row.GetProperty("tolerance").GetDouble()));
        Assert.All(
            (string[])["prototypical", "soft-k-means", "r2d2"],
            learner => Assert.Single(byKind[$"{learner}, sgd: unrolled 0, differences"]));
        Assert.Single(byKind["cavia, sgd: unrolled 5, differences"]);
        Assert.Equal(
            ["maml", "anil", "boil", "meta-sgd", "learned steps", "meta-curvature", "t-net"],
            LearnerProblem.Learners.Where(static learner => learner.TakesProximal).Select(static learner => learner.Name));

        Assert.Equal(7, rows.Count(row => Word(row, "learner") == "w.x" && Word(row, "comparedWith") == "closed form"));
    }

    [Fact]
    public void A_way_that_drops_one_second_order_term_fails_both_comparisons_and_the_exit_code_is_1()
    {
        LearnerChecks checks = new(
            [.. LearnerProblem.Learners.Take(1)], [.. LearnerProblem.Rules.Take(1)],
            [.. LearnerProblem.ExactWays, static steps => new OneTermDropped(steps)], known: false);
        (int code, string output, string errors) = Run(checks, "--learners");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Empty(errors);
        string[] lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] failed = [.. lines.Where(line => line.EndsWith(" FAILED", StringComparison.Ordinal))];
        Assert.Equal(2, failed.Length);
        Assert.All(failed, line => Assert.Contains("one term dropped", line, StringComparison.Ordinal));
        Assert.Contains(failed, line => line.Contains(" unrolled ", StringComparison.Ordinal));
        Assert.Contains(failed, line => line.Contains(" differences ", StringComparison.Ordinal));
        Assert.StartsWith("9 rows, 7 passed, 0 inapplicable, 2 FAILED", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_that_throws_fails_with_its_message_and_no_error_in_the_file()
    {
        string file = Path.Combine(_folder, "results.json");
        LearnerChecks checks = new(
            [.. LearnerProblem.Learners.Take(1)], [.. LearnerProblem.Rules.Take(1)],
            [static steps => new OneTermDropped(steps, throws: true)], known: false);
        (int code, string output, _) = Run(checks, "--learners", "--json", file);
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("FAILED: threw ArgumentException: no gradient today.", output, StringComparison.Ordinal);
        using var results = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(JsonValueKind.Null, results.RootElement[0].GetProperty("error").ValueKind);
    }

    private static string Word(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static (int Code, string Output, string Errors) Run(LearnerChecks? checks, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = CatalogueCommand.Invoke(arguments, output, errors, learnerChecks: checks);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>Unrolled, but for one step whose inner gradient is taken for a constant.</summary>
    private sealed class OneTermDropped(int steps, bool throws = false) : MetaGradient<double>
    {
        public override string Name => "one term dropped";

        public override string Description => Name;

        public override bool IsExact => true;

        public override int Steps => steps;

        public override MetaOutcome<double> Compute(
            Adaptation<double> adaptation, Variables<double> meta, Episode<double> episode, DerivativeUse use = DerivativeUse.Final)
        {
            if (throws)
            {
                throw new ArgumentException("no\ngradient today.");
            }

            InnerCourse<double> course = new(adaptation, meta, episode, detached: false, use);
            InnerCourse<double> constant = new(adaptation, meta, episode, detached: true, use);
            Variables<double> x = course.Start();
            for (int k = 0; k < steps; k++)
            {
                x = (k == 2 ? constant : course).Step(x, new(episode, k));
            }

            Variable<double> losses = course.Outer(x, steps);
            return new(losses, OuterDirection.Of(adaptation, meta, episode, x, losses, use), course.Measures(x, steps));
        }
    }
}

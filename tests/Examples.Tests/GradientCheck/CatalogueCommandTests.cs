using System.Text.Json;
using AutogradMaml.Catalogue;
using AutogradMaml.Examples.Checking;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Tests.GradientCheck;

/// <summary>The command that checks every operation.</summary>
public sealed class CatalogueCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_operation_passes_and_stands_in_the_table_and_in_the_file()
    {
        string file = Path.Combine(_folder, "results.json");
        (int code, string output, string errors) = Run("--catalogue", "--json", file);
        Assert.True(code == ExitCodes.Success, output);
        Assert.Empty(errors);
        Assert.StartsWith(
            $"{CatalogueRun.Operations} operations, ", output.TrimEnd('\n').Split('\n')[^1].TrimEnd('\r'), StringComparison.Ordinal);

        using var results = JsonDocument.Parse(File.ReadAllText(file));
        foreach (JsonElement result in results.RootElement.EnumerateArray())
        {
            Assert.Equal(
                ["operation", "check", "order", "type", "error", "tolerance", "passed"],
                result.EnumerateObject().Select(property => property.Name));
            Assert.True(result.GetProperty("error").GetDouble() <= result.GetProperty("tolerance").GetDouble());
        }

        // What was promised for every operation without exception.
        foreach (OperationRow<double> row in OperationCatalogue<double>.Rows)
        {
            Assert.Contains($"\n{row.Name} ", output, StringComparison.Ordinal);
            ILookup<string, JsonElement> own = results.RootElement.EnumerateArray().Where(
                result => result.GetProperty("operation").GetString() == row.Name && result.GetProperty("type").GetString() == "double")
                .ToLookup(result => $"{result.GetProperty("check").GetString()} {result.GetProperty("order").GetInt32()}");
            string[] checks = row.Constant is null
                ?
                [
                    "differences 1", "differences 2", "differences 3", "vjp against jvp 1", "linear in cotangent 1", "linear in tangent 1",
                    "hessian symmetry 2", "mode mixes 2",
                ]
                : ["constant inputs 1"];
            Assert.All(
                checks,
                check => Assert.InRange(
                    own[check].Single().GetProperty("tolerance").GetDouble(), 0,
                    check switch { "differences 1" => 1e-7, "differences 2" or "differences 3" => 1e-6, _ => 1e-12 }));
        }
    }

    [Fact]
    public void A_failed_check_is_printed_with_its_numbers_and_counted()
    {
        using StringWriter output = new();
        ErrorTable table = new(output);
        CheckResult passed = new()
        {
            Operation = "sine",
            Check = CheckNames.Differences,
            Order = 1,
            Type = "double",
            Error = 2e-9,
            Tolerance = 1e-7,
            Passed = true,
            Shapes = [[3]],
        };
        table.Add(
            [
                passed,
                passed with { Check = CheckNames.Symmetry, Order = 2, Error = 0.25, Tolerance = 1e-12, Passed = false, Shapes = [[2, 3]] },
            ]);
        table.Close(1, TimeSpan.FromSeconds(2));
        string[] lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("FAILED", lines[^3], StringComparison.Ordinal);
        Assert.Equal(
            "FAILED: sine of [2, 3]: hessian symmetry, order 2, in double: relative error 2.50E-001, allowed 1.0E-012.", lines[^2]);
        Assert.StartsWith(
            "1 operations, 2 checks, 1 FAILED, 2 s; largest errors in double: order 1 2.0E-09, symmetry 2.5E-01", lines[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_that_is_not_finite_is_null_in_the_file()
    {
        CheckResult result = new()
        {
            Operation = "a \"user's\" one",
            Check = CheckNames.Modes,
            Order = 2,
            Type = "float",
            Error = double.PositiveInfinity,
            Tolerance = 1e-5,
            Passed = false,
            Shapes = [],
        };
        Assert.Equal(
            """
            [
            {"operation":"a \"user's\" one","check":"mode mixes","order":2,"type":"float","error":null,"tolerance":1E-05,"passed":false}
            ]

            """,
            ResultsJson.Text([result]), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("--json writes the results of --catalogue or --learners", "--json", "x.json")]
    [InlineData("expected --catalogue, --learners, --docs FILE or --picture FOLDER", "--")]
    [InlineData("--picture draws the planted mistake", "--picture", "folder", "--catalogue")]
    [InlineData("--picture draws the planted mistake", "--picture", "folder", "--learners")]
    [InlineData("--catalogue and --learners are two runs", "--catalogue", "--learners")]
    [InlineData("See --help", "--learners", "--json")]
    [InlineData("Can't write", "--learners", "--json", "no/such/folder/x.json")]
    [InlineData("See --help", "--nonsense")]
    [InlineData("See --help", "--catalogue", "--json")]
    [InlineData("--json: expected the name of a file, got ''", "--catalogue", "--json", "")]
    [InlineData("--docs: expected the name of a file, got ' '", "--docs", " ")]
    [InlineData("--picture: expected the name of a folder, got ''", "--picture", "")]
    [InlineData("Can't write", "--catalogue", "--json", "no/such/folder/x.json")]
    [InlineData("Can't write", "--docs", "no/such/folder/operations.md")]
    public void Bad_usage_gets_one_line_and_exit_code_2(string fragment, params string[] arguments)
    {
        (int code, string output, string errors) = Run(arguments);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Empty(output);
        Assert.Contains(fragment, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(character => character == '\n'));
    }

    [Fact]
    public void A_folder_is_not_a_file_and_help_says_what_there_is()
    {
        (int code, _, string errors) = Run("--catalogue", "--json", _folder);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("expected the name of a file", errors, StringComparison.Ordinal);
        (code, string help, _) = Run("--help");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("--catalogue", help, StringComparison.Ordinal);
        Assert.Contains("--learners", help, StringComparison.Ordinal);
        Assert.Contains("--json", help, StringComparison.Ordinal);
        Assert.Contains("--docs", help, StringComparison.Ordinal);
        Assert.Contains("--picture", help, StringComparison.Ordinal);
    }

    [Fact]
    public void The_planted_mistake_is_found_and_drawn()
    {
        (int code, string output, string errors) = Run("--picture", _folder);
        Assert.Equal(ExitCodes.Success, code);
        Assert.Empty(errors);
        Assert.EndsWith("step-sweep.svg", output.TrimEnd(), StringComparison.Ordinal);
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(_folder, "step-sweep.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_that_fails_or_throws_is_named_and_the_exit_code_is_1()
    {
        OperationRow<double> sine = OperationCatalogue<double>.Named("sin");
        OperationRow<float> inFloat = OperationCatalogue<float>.Named("sin");
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = CatalogueCommand.Invoke(
            ["--catalogue"],
            output,
            errors,
            [
                (sine with { Apply = _ => throw new ArgumentException("no\nsine today.") }, inFloat),
                (sine with { Reference = inputs => inputs[0].Map(Math.Cos) }, inFloat),
                (sine, inFloat),
            ]);
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Empty(errors.ToString());
        string[] lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("FAILED: sin: differences, order 1, in double: threw ArgumentException: no sine today.", lines);
        Assert.Single(lines, line => line.StartsWith("FAILED: sin of ", StringComparison.Ordinal)
            && line.Contains(": value, order 0, in double: relative error", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("at ", StringComparison.Ordinal));

        // The third one is sound, and so are all three in float.
        Assert.Equal(4, lines.Count(line => line.EndsWith(" passed", StringComparison.Ordinal)));
        Assert.StartsWith("3 operations, ", lines[^1], StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = CatalogueCommand.Invoke(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}

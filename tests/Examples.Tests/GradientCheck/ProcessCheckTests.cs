using System.Text.Json;
using AutogradMaml.Examples.Checking;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.GradientCheck;

/// <summary>The check of a gradient that another program computes.</summary>
public sealed class ProcessCheckTests
{
    // f = e^x y, by the shell and its awk: what every Unix has.
    private const string Right = "v, exp(p[1])";
    private const string Answers =
        """
        while read -r line; do
          echo "$line" | awk '{ gsub(/[^0-9eE.,+-]/, ""); split($0, p, ","); v = exp(p[1]) * p[2];
            printf("{\"value\":%.17g,\"gradient\":[%.17g,%.17g]}\n", v, GRADIENT) }'
        done
        """;

    [Fact]
    public void A_right_gradient_passes()
    {
        RequireUnix();
        using TemporaryFolder folder = new();
        string json = Path.Combine(folder.Path, "report.json");
        (int code, string output, string errors) = Run("--process", Program(Right), "--point", "0.5,2", "--json", json);
        Assert.Equal((ExitCodes.Success, string.Empty), (code, errors));
        Assert.StartsWith("Gradient check: correct", output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal("Correct", report.RootElement.GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("2 * v, exp(p[1])", "ratio analytic / numeric is 2", "x[0]")]
    [InlineData("v, -exp(p[1])", "-1", "x[1]")]
    [InlineData("v * 1.001, exp(p[1])", "1.001", "x[0]")]
    public void A_wrong_one_is_named_with_its_factor(string gradient, string factor, string place)
    {
        RequireUnix();
        (int code, string output, _) = Run("--process", Program(gradient), "--point", "0.5,2", "--full");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("WrongRule", output, StringComparison.Ordinal);
        Assert.Contains(factor, output, StringComparison.Ordinal);
        Assert.Contains($"at {place}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 3", "ended with exit code 3 before it answered question 1")]
    [InlineData("cat", "expected an answer like")]
    [InlineData(
        "while read -r line; do echo '{\"value\": 1, \"gradient\": [1]}'; done",
        "a gradient of 2 numbers, as many as the point has, got 1")]
    [InlineData("while read -r line; do echo '{\"value\": \"one\", \"gradient\": [1, 2]}'; done", "expected an answer like")]
    [InlineData("while read -r line; do echo '[[[[[[1]]]]]]'; done", "expected an answer like")]
    [InlineData("yes | tr -d '\\n'", "longer than 4194304 characters")]
    [InlineData("sleep 30", "no answer to question 1 within 0.3 s")]
    public void A_program_that_does_not_answer_is_one_line_and_exit_code_2(string program, string expected)
    {
        RequireUnix();
        (int code, _, string errors) = Run(
            "--process", program, "--point", "0.5,2", "--patience", program.StartsWith("sleep", StringComparison.Ordinal) ? "0.3" : "30");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(expected, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_finite_is_reported()
    {
        RequireUnix();
        (int code, string output, _) = Run(
            "--process", "while read -r line; do echo '{\"value\": \"NaN\", \"gradient\": [1, 2]}'; done", "--point", "0.5,2");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("NotFinite", output, StringComparison.Ordinal);
    }

    // The programs of docs/03-checking-a-gradient.md, as they stand there.
    [Theory]
    [InlineData("python", "my_gradient.py", "python3 -c 'import json'", "python3 my_gradient.py")]
    [InlineData("c", "my_gradient.c", "cc --version", "cc -O2 -o my_gradient my_gradient.c -lm && ./my_gradient")]
    public void The_programs_of_the_page_pass(string language, string file, string probe, string command)
    {
        RequireUnix();
        Assert.SkipUnless(Shell($"{probe} >/dev/null 2>&1") == 0, $"'{probe}' does not run here.");
        using TemporaryFolder folder = new();
        string page = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "03-checking-a-gradient.md"));
        string block = page.Split($"```{language}\n", 2)[1].Split("```", 2)[0];
        File.WriteAllText(Path.Combine(folder.Path, file), block);
        (int code, string output, string errors) = Run("--process", $"cd {folder.Path} && {command}", "--point", "0.5,2", "--full");
        Assert.Equal((ExitCodes.Success, string.Empty), (code, errors));
        Assert.StartsWith("Gradient check: correct", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--process", "cat")]
    [InlineData("--process", "cat", "--point", "1,two")]
    [InlineData("--process", "cat", "--point", "1,,2")]
    [InlineData("--process", "cat", "--point", "NaN")]
    [InlineData("--process", " ", "--point", "1")]
    [InlineData("--process", "cat", "--point", "1", "--catalogue")]
    [InlineData("--process", "cat", "--point", "1", "--tolerance", "2")]
    [InlineData("--catalogue", "--point", "1")]
    [InlineData("--learners", "--full")]
    public void Arguments_that_make_no_sense_are_one_line_and_exit_code_2(params string[] arguments)
    {
        (int code, _, string errors) = Run(arguments);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static int Shell(string command)
    {
        using var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", command]);
        shell.WaitForExit();
        return shell.ExitCode;
    }

    private static string Program(string gradient) => Answers.Replace("GRADIENT", gradient, StringComparison.Ordinal);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = CatalogueCommand.Invoke(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private static void RequireUnix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are for a shell of Unix.");
}

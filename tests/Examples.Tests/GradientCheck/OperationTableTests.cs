using System.Reflection;
using System.Text.RegularExpressions;
using AutogradMaml.Autograd;
using AutogradMaml.Catalogue;
using AutogradMaml.Examples.Checking;

namespace AutogradMaml.Examples.Tests.GradientCheck;

/// <summary>The table of operations in the documentation.</summary>
public partial class OperationTableTests
{
    private const string Command = "dotnet run -c Release --project examples/GradientCheck -- --docs docs/operations.md";

    [Fact]
    public void The_committed_table_is_what_the_command_writes()
    {
        string committed = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "operations.md")).ReplaceLineEndings("\n");
        string[] expected = OperationTable.Text().Split('\n');
        string[] actual = committed.Split('\n');
        int line = Enumerable.Range(0, Math.Max(expected.Length, actual.Length))
            .FirstOrDefault(k => expected.ElementAtOrDefault(k) != actual.ElementAtOrDefault(k), -1);
        Assert.True(
            line < 0,
            line < 0
                ? null
                : $"Line {line + 1} of docs/operations.md is '{actual.ElementAtOrDefault(line)}', expected " +
                    $"'{expected.ElementAtOrDefault(line)}'. Run: {Command}");
    }

    [Fact]
    public void Every_row_has_a_formula()
        => Assert.All(OperationCatalogue<double>.Rows, static row => Assert.True(
            row.Formula is { Formula.Length: > 0, Derivative.Length: > 0 },
            $"{row.Name}: say its formula and its derivative in its row in tests/Catalogue."));

    [Fact]
    public void Every_method_that_records_an_operation_stands_in_a_call_and_every_call_is_of_one()
    {
        string[] calls = [.. OperationTable.Documented.Select(static line => line.Call)];
        HashSet<string> called = [.. calls.SelectMany(static call => Method().Matches(call)).Select(static match => match.Groups[1].Value)];
        HashSet<string> methods = [.. Methods(typeof(Variable<double>)), .. Methods(typeof(Variable)), nameof(Tape<double>.Apply),
            nameof(Tape<double>.Checkpoint), nameof(Tape<double>.Host), nameof(Tape<double>.RandomNumbers)];
        Assert.Empty(called.Except(methods));
        Assert.Empty(methods.Except(called));
        Assert.Equal(calls.Distinct(), calls);

        static IEnumerable<string> Methods(Type type)
            => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(static method => !method.IsSpecialName && IsVariable(method.ReturnType))
                .Select(static method => method.Name);

        static bool IsVariable(Type type)
            => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Variable<>) || type.GetGenericArguments().Any(IsVariable));
    }

    [GeneratedRegex(@"\.(\w+)\(")]
    private static partial Regex Method();

    [Fact]
    public void A_row_shows_its_shapes_its_promises_and_why_it_is_constant()
    {
        string[] lines = OperationTable.Text().Split('\n');
        Assert.Contains(
            "| abs | `x.Abs()` | \\|x\\| | any | sign(x) | 0: 0, 0, 0; -0: 0, 0, 0; -2: 2, -1, 0; -∞: ∞, -1, 0; ∞: ∞, 1, 0 " +
                "| 1, 2, 3 |",
            lines);
        Assert.Contains(
            "| sum over an axis | `x.Sum(axes)` | Σ x over an axis | [2, 3, 4] → [2, 4] | linear: the same of the tangent |  " +
                "| 1, 2, 3 |",
            lines);
        Assert.Contains(lines, line => line.StartsWith("| sign | ", StringComparison.Ordinal)
            && line.EndsWith("| none: its derivative is zero wherever it has one |", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("| where | ", StringComparison.Ordinal)
            && line.EndsWith("| 1, 2, 3; not by input 1: it is a condition: the result does not move with it |", StringComparison.Ordinal));
    }
}

using System.CommandLine;
using System.Diagnostics;
using AutogradMaml.Catalogue;

namespace AutogradMaml.Examples.Checking;

/// <summary>The command line: runs the checks of every operation, writes the table of operations, draws the planted mistake.</summary>
internal static class CatalogueCommand
{
    /// <summary>All checks passed, and all files were written.</summary>
    public const int Passed = 0;

    /// <summary>A check failed.</summary>
    public const int Failed = 1;

    /// <summary>What was asked for makes no sense, or a file can't be written.</summary>
    public const int Usage = 2;

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Where the tables go.</param>
    /// <param name="errors">Where the one line goes that says what was wrong.</param>
    /// <param name="rows">The operations to check; by default all.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter errors,
        IReadOnlyList<(OperationRow<double> InDouble, OperationRow<float> InFloat)>? rows = null)
    {
        Option<bool> catalogue = new("--catalogue")
        {
            Description = "Check every operation: derivatives of orders 1, 2 and 3 against finite differences, and all that must hold but for rounding.",
        };
        Option<string?> json = new("--json") { Description = "With --catalogue: also write every result to this file.", HelpName = "file" };
        Option<string?> docs = new("--docs") { Description = "Write the table of all operations to this file, as Markdown.", HelpName = "file" };
        Option<string?> picture = new("--picture") { Description = "Find the planted mistake and draw its sweep of the step into this folder, as step-sweep.svg.", HelpName = "folder" };
        RootCommand command = new("With no argument: finds and names a planted mistake. With --catalogue: checks the derivatives of every operation.") { catalogue, json, docs, picture };
        command.SetAction(result =>
        {
            string? jsonPath = result.GetValue(json);
            string? docsPath = result.GetValue(docs);
            string? pictureFolder = result.GetValue(picture);
            if (pictureFolder is not null && (result.GetValue(catalogue) || docsPath is not null))
            {
                return Refuse(errors, "--picture draws the planted mistake and goes with no other option. See --help.");
            }

            if (jsonPath is not null && !result.GetValue(catalogue))
            {
                return Refuse(errors, "--json writes the results of --catalogue, which was not asked for. See --help.");
            }

            if (!result.GetValue(catalogue) && docsPath is null && pictureFolder is null)
            {
                return Refuse(errors, "Nothing to do: expected --catalogue, --docs FILE or --picture FOLDER. See --help.");
            }

            try
            {
                if (pictureFolder is not null)
                {
                    return PlantedMistake.Run(output, pictureFolder);
                }

                // Before minutes of checks: the files must be writable.
                OutputFile.Require(jsonPath);
                OutputFile.Require(docsPath);
                OutputFile.Write(docsPath, OperationTable.Text);
                return result.GetValue(catalogue) ? Check(rows ?? CatalogueRun.Rows, output, jsonPath) : Passed;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                return Refuse(errors, exception.Message);
            }
        });

        // An argument that begins with @ is meant as it stands.
        ParseResult parsed = command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Errors.Count == 0
            ? parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false })
            : Refuse(errors, $"{parsed.Errors[0].Message} See --help.");
    }

    private static int Check(IReadOnlyList<(OperationRow<double> InDouble, OperationRow<float> InFloat)> rows, TextWriter output, string? jsonPath)
    {
        var clock = Stopwatch.StartNew();
        List<CheckResult> all = [];
        ErrorTable table = new(output);
        foreach (IReadOnlyList<CheckResult> results in CatalogueRun.Results(rows))
        {
            table.Add(results);
            all.AddRange(results);
        }

        OutputFile.Write(jsonPath, () => ResultsJson.Text(all));
        table.Close(rows.Count, clock.Elapsed);
        return all.All(result => result.Passed) ? Passed : Failed;
    }

    private static int Refuse(TextWriter errors, string message)
    {
        errors.WriteLine(string.Join(' ', message.Split([.. message.Where(char.IsControl)], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        return Usage;
    }
}

using System.CommandLine;
using System.Diagnostics;
using AutogradMaml.Catalogue;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Checking;

/// <summary>The command line: runs the checks of every operation, writes the table of operations, draws the planted mistake.</summary>
internal static class CatalogueCommand
{
    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Where the tables go.</param>
    /// <param name="errors">Where the one line goes that says what was wrong.</param>
    /// <param name="rows">The operations to check; by default all.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Failure"/> when a check failed.</returns>
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
        Option<string?> json = Arguments.Path("--json", "With --catalogue: also write every result to this file.", "file");
        Option<string?> docs = Arguments.Path("--docs", "Write the table of all operations to this file, as Markdown.", "file");
        Option<string?> picture = Arguments.Path(
            "--picture", "Find the planted mistake and draw its sweep of the step into this folder, as step-sweep.svg.", "folder");
        RootCommand command = new("With no argument: finds and names a planted mistake. With --catalogue: checks the derivatives of every operation.") { catalogue, json, docs, picture };
        command.SetAction(result =>
        {
            string? jsonPath = result.GetValue(json);
            string? docsPath = result.GetValue(docs);
            string? pictureFolder = result.GetValue(picture);
            if (pictureFolder is not null && (result.GetValue(catalogue) || docsPath is not null))
            {
                throw new UsageException("--picture draws the planted mistake and goes with no other option. See --help.");
            }

            if (jsonPath is not null && !result.GetValue(catalogue))
            {
                throw new UsageException("--json writes the results of --catalogue, which was not asked for. See --help.");
            }

            if (!result.GetValue(catalogue) && docsPath is null && pictureFolder is null)
            {
                throw new UsageException("Nothing to do: expected --catalogue, --docs FILE or --picture FOLDER. See --help.");
            }

            try
            {
                if (pictureFolder is not null)
                {
                    return PlantedMistake.Run(output, pictureFolder);
                }

                // Before minutes of checks: the files must be writable.
                if (jsonPath is not null)
                {
                    OutputFile.Require(jsonPath);
                }

                if (docsPath is not null)
                {
                    OutputFile.Require(docsPath);
                    OutputFile.Write(docsPath, OperationTable.Text());
                }

                return result.GetValue(catalogue) ? Check(rows ?? CatalogueRun.Rows, output, jsonPath) : ExitCodes.Success;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                throw new UsageException(OneLine.Of(exception));
            }
        });
        return Arguments.Invoke(command, arguments, errors, output);
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

        if (jsonPath is not null)
        {
            OutputFile.Write(jsonPath, ResultsJson.Text(all));
        }

        table.Close(rows.Count, clock.Elapsed);
        return all.All(result => result.Passed) ? ExitCodes.Success : ExitCodes.Failure;
    }
}

using System.CommandLine;
using System.Diagnostics;
using AutogradMaml.Catalogue;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Checking;

/// <summary>The command line: runs the checks of every operation or every learner, writes the table of operations, draws the planted
/// mistake.</summary>
internal static class CatalogueCommand
{
    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Where the tables go.</param>
    /// <param name="errors">Where the one line goes that says what was wrong.</param>
    /// <param name="rows">The operations to check; by default all.</param>
    /// <param name="learnerChecks">The learners to check; by default all.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Failure"/> when a check failed.</returns>
    public static int Invoke(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter errors,
        IReadOnlyList<(OperationRow<double> InDouble, OperationRow<float> InFloat)>? rows = null,
        LearnerChecks? learnerChecks = null)
    {
        Option<bool> catalogue = new("--catalogue")
        {
            Description =
                "Check every operation: derivatives of orders 1, 2 and 3 against finite differences, and all that must hold but for " +
                    "rounding.",
        };
        Option<bool> learners = new("--learners")
        {
            Description = "Check every learner: its meta-gradients against each other, differences, and what they are in closed form.",
        };
        Option<string?> process = new("--process")
        {
            Description =
                "Check the gradient that a program in any language computes: each line {\"point\": [...]} that it reads is to be " +
                    "answered by a line {\"value\": number, \"gradient\": [...]}.",
            HelpName = "command",
            CustomParser = static result => Arguments.Name(result, "command"),
        };
        Option<double[]?> point = new("--point")
        {
            Description = "With --process: where its gradient is checked.",
            HelpName = "numbers",
            CustomParser = static result => Arguments.Parse(result, "numbers with commas between them", ProcessCheck.Point),
        };
        Option<bool> full = new("--full") { Description = "With --process: element by element, and not by random projections." };
        Option<double?> tolerance = new("--tolerance")
        {
            Description = "With --process: the relative error that is accepted, 1e-7 by default.",
            HelpName = "number",
            CustomParser = static result => Arguments.Number(result, 1e-15, 1),
        };
        Option<double?> patience = new("--patience")
        {
            Description = "With --process: for how many seconds an answer is waited for, 60 by default.",
            HelpName = "seconds",
            CustomParser = static result => Arguments.Number(result, 0.1, 1e6),
        };
        Option<string?> json = Arguments.Path(
            "--json", "With --catalogue, --learners or --process: also write every result to this file.", "file");
        Option<string?> docs = Arguments.Path("--docs", "Write the table of all operations to this file, as Markdown.", "file");
        Option<string?> picture = Arguments.Path(
            "--picture", "Find the planted mistake and draw its sweep of the step into this folder, as step-sweep.svg.", "folder");
        RootCommand command = new(
            "With no argument: finds and names a planted mistake. With --catalogue: checks the derivatives of every operation. With " +
                "--learners: the meta-gradients of every learner. With --process: anyone's gradient.")
        {
            catalogue, learners, process, point, full, tolerance, patience, json, docs, picture,
        };
        command.SetAction(result =>
        {
            string? jsonPath = result.GetValue(json);
            string? docsPath = result.GetValue(docs);
            string? pictureFolder = result.GetValue(picture);
            if (result.GetValue(process) is { } program)
            {
                if (result.GetValue(catalogue) || result.GetValue(learners) || docsPath is not null || pictureFolder is not null)
                {
                    throw new UsageException("--process is a run of its own. See --help.");
                }

                if (jsonPath is not null)
                {
                    OutputFile.Require(jsonPath);
                }

                return ProcessCheck.Run(
                    program,
                    result.GetValue(point) is { Length: > 0 } numbers
                        ? numbers
                        : throw new UsageException(
                            "--process: expected --point and the numbers at which its gradient is checked. See --help."),
                    result.GetValue(full), result.GetValue(tolerance), TimeSpan.FromSeconds(result.GetValue(patience) ?? 60), output,
                    jsonPath);
            }

            if (result.GetValue(point) is { Length: > 0 } || result.GetValue(full) || result.GetValue(tolerance) is not null
                || result.GetValue(patience) is not null)
            {
                throw new UsageException("--point, --full, --tolerance and --patience go with --process. See --help.");
            }

            if (pictureFolder is not null && (result.GetValue(catalogue) || result.GetValue(learners) || docsPath is not null))
            {
                throw new UsageException("--picture draws the planted mistake and goes with no other option. See --help.");
            }

            if (result.GetValue(catalogue) && result.GetValue(learners))
            {
                throw new UsageException("--catalogue and --learners are two runs. See --help.");
            }

            if (jsonPath is not null && !result.GetValue(catalogue) && !result.GetValue(learners))
            {
                throw new UsageException(
                    "--json writes the results of --catalogue or --learners, neither of which was asked for. See --help.");
            }

            if (!result.GetValue(catalogue) && !result.GetValue(learners) && docsPath is null && pictureFolder is null)
            {
                throw new UsageException("Nothing to do: expected --catalogue, --learners, --docs FILE or --picture FOLDER. See --help.");
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

                return result.GetValue(learners) ? Check(learnerChecks ?? LearnerChecks.All, output, jsonPath)
                    : result.GetValue(catalogue) ? Check(rows ?? CatalogueRun.Rows, output, jsonPath) : ExitCodes.Success;
            }
            catch (Exception exception) when (
                exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                throw new UsageException(OneLine.Of(exception));
            }
        });
        return Arguments.Invoke(command, arguments, errors, output);
    }

    private static int Check(
        IReadOnlyList<(OperationRow<double> InDouble, OperationRow<float> InFloat)> rows, TextWriter output, string? jsonPath)
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

    private static int Check(LearnerChecks checks, TextWriter output, string? jsonPath)
    {
        var clock = Stopwatch.StartNew();
        List<LearnerResult> all = [];
        LearnerTable table = new(output);
        foreach (IReadOnlyList<LearnerResult> results in checks.Results())
        {
            table.Add(results);
            all.AddRange(results);
        }

        if (jsonPath is not null)
        {
            OutputFile.Write(jsonPath, ResultsJson.Text(all));
        }

        table.Close(clock.Elapsed);
        return all.All(result => result.Passed) ? ExitCodes.Success : ExitCodes.Failure;
    }
}

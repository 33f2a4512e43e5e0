using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The command line: writes the tables of the pages of results and performance from the records, or checks that they stand
/// there.</summary>
internal static class CommandLine
{
    private static readonly string[] Pages = ["results.md", "performance.md"];

    private const string Help =
        """
        Writes the tables of docs/results.md and docs/performance.md from the records in docs/results, so that no number there is typed.

        dotnet run -c Release --project examples/Records [-- --check]

        --check   Writes nothing; exit code 1 if a page is not what the records say.
        """;

    /// <summary>Runs what the arguments ask for, in the current folder.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Where it is said what was done.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The arguments, the page or a record make no sense.</exception>
    public static int Run(string[] arguments, TextWriter output)
    {
        switch (arguments)
        {
            case ["--help" or "-h" or "-?"]:
                output.WriteLine(Help);
                return ExitCodes.Success;
            case [] or ["--check"]:
                return Run("docs", check: arguments.Length == 1, output);
            default:
                throw new UsageException($"Got '{string.Join(' ', arguments)}', expected nothing or --check. See --help.");
        }
    }

    /// <summary>Writes or checks the pages of a folder.</summary>
    /// <param name="docs">The folder that holds the pages, and the records in its folder results.</param>
    /// <param name="check">Whether they are only checked.</param>
    /// <param name="output">Where it is said what was done.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string docs, bool check, TextWriter output)
    {
        string[] paths = [.. Pages.Select(page => Path.Combine(docs, page))];
        if (Array.Find(paths, static path => !File.Exists(path)) is { } missing)
        {
            throw new UsageException($"'{missing}': there is no such file; start in the folder of the repository.");
        }

        var records = RecordFolder.Read(Path.Combine(docs, "results"));
        bool same = true;
        foreach (string path in paths)
        {
            string before = File.ReadAllText(path);
            string after = ResultsPage.Text(before, records);
            if (before == after)
            {
                output.WriteLine($"'{path}' is what the records say.");
            }
            else if (check)
            {
                same = false;
                output.WriteLine($"'{path}' is not what the records say: dotnet run -c Release --project examples/Records");
            }
            else
            {
                File.WriteAllText(path, after);
                output.WriteLine($"Wrote the tables of '{path}'.");
            }
        }

        return same ? ExitCodes.Success : ExitCodes.Failure;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The command line: what can be asked for, and the checks.</summary>
internal static class CommandLine
{
    private const int MostThreads = 1024;

    // Task numbers, 25 to an iteration, stay far from the end of their range.
    private const long MostIterations = 1_000_000_000;

    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="run">Runs it and gives the exit code.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Func<RunOptions, int> run, TextWriter errors)
    {
        Option<Preset> preset = new("--preset")
        {
            Description = "Length of the run: quick (seconds), default (two minutes), paper (the paper's schedule), best (the best training for five shots).",
            HelpName = "quick|default|paper|best",
            DefaultValueFactory = static _ => Presets.Default,
            CustomParser = static result => Parse(result, "quick, default, paper or best", static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<string> methods = new("--methods")
        {
            Description = "Methods to train, with commas between them. The rows random and oracle always stand in the table.",
            HelpName = "names",
            DefaultValueFactory = static _ => MethodNames.Names(MethodNames.Choosable),
        };
        Option<long?> iterations = new("--iterations")
        {
            Description = "Number of outer steps of every trained method, in place of the preset's.",
            HelpName = "number",
            CustomParser = static result => Parse(
                result, $"a whole number from 1 to {MostIterations}", static text => Number(text) is { } value and >= 1 and <= MostIterations ? value : (long?)null),
        };
        Option<ulong> seed = new("--seed")
        {
            Description = "Seed of initial parameters and tasks.",
            HelpName = "number",
            DefaultValueFactory = static _ => 1,
            CustomParser = static result => Parse(
                result,
                $"a whole number from 0 to {ulong.MaxValue}",
                static text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : (ulong?)null) ?? 0,
        };
        Option<int> threads = new("--threads")
        {
            Description = "Number of threads; by default one per processor. The results don't depend on it.",
            HelpName = "number",
            DefaultValueFactory = static _ => Math.Min(Environment.ProcessorCount, MostThreads),
            CustomParser = static result => Parse(
                result, $"a whole number from 1 to {MostThreads}", static text => Number(text) is { } value and >= 1 and <= MostThreads ? (int)value : (int?)null) ?? 0,
        };
        Option<string> folder = new("--out")
        {
            Description = "Folder for results and checkpoints.",
            HelpName = "folder",
            DefaultValueFactory = static _ => RunOptions.DefaultFolder,
        };
        Option<bool> resume = new("--resume") { Description = "Go on from the checkpoints in the folder." };
        RootCommand command = new("Meta-trains a small net on sine curves, the few-shot regression of the MAML paper, and tests how fast it adapts to new ones.")
        {
            preset, methods, iterations, seed, threads, folder, resume,
        };
        command.SetAction(result => Report(errors, () => run(new RunOptions
        {
            Preset = result.GetRequiredValue(preset),
            Methods = MethodNames.Parse(result.GetRequiredValue(methods)),
            Iterations = result.GetValue(iterations),
            Seed = result.GetRequiredValue(seed),
            Threads = result.GetRequiredValue(threads),
            Folder = result.GetRequiredValue(folder),
            Resume = result.GetValue(resume),
        })));

        // An argument that begins with @ is meant as it stands.
        ParseResult parsed = command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Errors.Count == 0
            ? parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
            : Report(errors, () => throw new UsageException($"{OneLine.Of(parsed.Errors[0].Message)} See --help."));
    }

    private static int Report(TextWriter errors, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (UsageException exception)
        {
            errors.WriteLine(OneLine.Of(exception.Message));
            return ExitCodes.Usage;
        }
    }

    private static T? Parse<T>(ArgumentResult result, string expected, Func<string, T?> parse)
    {
        string text = result.Tokens[0].Value;
        T? value = parse(text);
        if (value is null)
        {
            result.AddError($"{((OptionResult)result.Parent!).Option.Name}: expected {expected}, got '{text}'.");
        }

        return value;
    }

    private static long? Number(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
}

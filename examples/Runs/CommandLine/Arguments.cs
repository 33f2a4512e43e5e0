using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Runs;

/// <summary>The parts of a command line that runs share: their options, and the one line when something makes no sense.</summary>
public static class Arguments
{
    private const int MostThreads = 1024;

    // Task numbers, a hundred to an iteration at most, stay far from the end of their range.
    private const long MostIterations = 1_000_000_000;

    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="command">The options.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="run">Runs what was read and gives the exit code.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(RootCommand command, IReadOnlyList<string> arguments, Func<ParseResult, int> run, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(errors);
        command.SetAction(result => run(result));
        return Invoke(command, arguments, errors);
    }

    /// <summary>Reads the arguments and runs the action of the command that they choose.</summary>
    /// <param name="command">The options and commands, with their actions.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <param name="output">Where the help goes; the standard output when null.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(RootCommand command, IReadOnlyList<string> arguments, TextWriter errors, TextWriter? output = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(errors);

        // What stands in brackets in front is taken for a word to the parser itself, and whatever it says for no mistake.
        if (arguments is [['[', .., ']'], ..])
        {
            return Report(errors, () => throw new UsageException($"Unrecognized command or argument '{arguments[0]}'. See --help."));
        }

        InvocationConfiguration invocation = new()
        {
            Output = output ?? Console.Out,
            Error = errors,
            EnableDefaultExceptionHandler = false,
        };

        // An argument that begins with @ is meant as it stands.
        ParseResult parsed = command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Errors.Count == 0
            ? Report(errors, () => parsed.Invoke(invocation))
            : Report(errors, () => throw new UsageException($"{OneLine.Of(parsed.Errors[0].Message)} See --help."));
    }

    /// <summary>--iterations, in place of a preset's number.</summary>
    /// <param name="description">What the help says.</param>
    public static Option<long?> Iterations(string description) => new("--iterations")
    {
        Description = description,
        HelpName = "number",
        CustomParser = static result => WholeNumber(result, 1, MostIterations),
    };

    /// <summary>--seed.</summary>
    /// <param name="description">What the help says.</param>
    public static Option<ulong> Seed(string description) => new("--seed")
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = static _ => 1,
        CustomParser = static result => Parse(
            result,
            $"a whole number from 0 to {ulong.MaxValue}",
            static text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                ? value
                : (ulong?)null) ?? 0,
    };

    /// <summary>--threads.</summary>
    public static Option<int> Threads() => new("--threads")
    {
        Description = "Number of threads; by default one per processor. The results don't depend on it.",
        HelpName = "number",
        DefaultValueFactory = static _ => Math.Min(Environment.ProcessorCount, MostThreads),
        CustomParser = static result => (int)(WholeNumber(result, 1, MostThreads) ?? 0),
    };

    /// <summary>--out.</summary>
    /// <param name="folder">The folder unless another one is asked for.</param>
    public static Option<string> Folder(string folder) => new("--out")
    {
        Description = "Folder for results and checkpoints.",
        HelpName = "folder",
        DefaultValueFactory = _ => folder,
        CustomParser = static result => Name(result, "folder") ?? string.Empty,
    };

    /// <summary>The option of a file or a folder.</summary>
    /// <param name="option">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="what">What is named: a file, a folder.</param>
    public static Option<string?> Path(string option, string description, string what) => new(option)
    {
        Description = description,
        HelpName = what,
        CustomParser = result => Name(result, what),
    };

    /// <summary>Where the files of Omniglot lie; without it glyphs are made up.</summary>
    public static Option<string?> OmniglotFolder() => Path(
        "--data",
        "Folder with the official images_background.zip and images_evaluation.zip, or their unpacked folders. Without it: procedural " +
            "glyphs.",
        "folder");

    /// <summary>Where the decoded images of Omniglot are kept.</summary>
    public static Option<string?> OmniglotCache() => Path(
        "--cache",
        "Folder that keeps the decoded images of --data for the next start, one that only you write to; by default AutogradMaml in your " +
            "local application data.",
        "folder");

    /// <summary>--resume.</summary>
    public static Option<bool> Resume() => new("--resume") { Description = "Go on from the checkpoints in the folder." };

    /// <summary>A choice among the values of an enumeration, by their names.</summary>
    /// <typeparam name="TEnum">The enumeration.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="usual">The value unless another one is chosen.</param>
    public static Option<TEnum> Choice<TEnum>(string option, string description, TEnum usual)
        where TEnum : struct, Enum
        => new(option)
        {
            Description = description,
            HelpName = Names.All<TEnum>("|"),
            DefaultValueFactory = _ => usual,
            CustomParser = result => Parse(result, $"one of {Names.All<TEnum>(", ")}", static text => Names.Find<TEnum>(text)) ?? usual,
        };

    /// <summary>A whole number in a range that has a usual value.</summary>
    /// <param name="option">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="usual">The value unless another one is given.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The greatest that is allowed.</param>
    public static Option<int> Number(string option, string description, int usual, int least, int most) => new(option)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => usual,
        CustomParser = result => (int)(WholeNumber(result, least, most) ?? usual),
    };

    /// <summary>A whole number in a range; null where none is given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The greatest that is allowed.</param>
    public static Option<int?> OptionalNumber(string option, string description, int least, int most) => new(option)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => (int?)WholeNumber(result, least, most),
    };

    /// <summary>--mpi.</summary>
    public static Option<bool> Mpi() => new("--mpi")
    {
        Description = "Share the work out to the processes that mpirun or srun started; the results don't depend on how many they are.",
    };

    /// <summary>The command that goes on with a run: from its sources, or of several processes from what was built.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="mpi">Whether it runs on several processes.</param>
    public static string Command(string program, bool mpi)
        => mpi
            ? $"mpirun -np RANKS dotnet examples/{program}/bin/Release/net10.0/{program}.dll --mpi"
            : $"dotnet run -c Release --project examples/{program} --";

    /// <summary>The name of a file or a folder: anything but blanks.</summary>
    /// <param name="result">What was given.</param>
    /// <param name="what">What is named.</param>
    /// <returns>The name; null, with an error noted, when it is empty.</returns>
    public static string? Name(ArgumentResult result, string what)
        => Parse(result, $"the name of a {what}", static text => string.IsNullOrWhiteSpace(text) ? null : text);

    /// <summary>A whole number in a range.</summary>
    /// <param name="result">What was given.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The greatest that is allowed.</param>
    /// <returns>The number; null, with an error noted, when it is none or out of range.</returns>
    public static long? WholeNumber(ArgumentResult result, long least, long most) => Parse(
        result,
        $"a whole number from {least} to {most}",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? value
            : (long?)null);

    /// <summary>A number in a range.</summary>
    /// <param name="result">What was given.</param>
    /// <param name="least">The least that is allowed, not below 0.</param>
    /// <param name="most">The greatest that is allowed.</param>
    /// <returns>The number; null, with an error noted, when it is none or out of range.</returns>
    public static double? Number(ArgumentResult result, double least, double most) => Parse(
        result,
        string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
        text => double.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
            && value >= least && value <= most ? value : (double?)null);

    /// <summary>A value read from one argument.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="result">What was given.</param>
    /// <param name="expected">What is expected, in words.</param>
    /// <param name="parse">Reads it; null when it is not what is expected.</param>
    public static TValue? Parse<TValue>(ArgumentResult result, string expected, Func<string, TValue?> parse)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(parse);
        string text = result.Tokens[0].Value;
        TValue? value = parse(text);
        if (value is null)
        {
            result.AddError($"{(result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name}: expected {expected}, got '{text}'.");
        }

        return value;
    }

    /// <summary>An argument as it is typed: in quotation marks if there is a space in it.</summary>
    /// <param name="argument">The argument.</param>
    public static string Quoted(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument;
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
}

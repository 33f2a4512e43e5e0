using System.CommandLine;
using System.Globalization;
using System.Net;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Federated;

/// <summary>The command line: what can be asked for.</summary>
internal static class CommandLine
{
    private const int MostClients = 10_000;
    private const int MostRuns = 10;
    private const long MostRounds = 1_000_000;
    private const int MostExamples = 100_000;

    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="actions">What runs it.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Actions actions, TextWriter errors)
    {
        RootCommand root = new(
            "Federated meta-learning: a server and clients whose data stay with them, as processes of this machine, method after method: " +
                "federated averaging, MAML and FOMAML, before and after each client adapts to its own data.");
        Run(root, actions.Run);
        root.Subcommands.Add(Serve(actions.Serve));
        root.Subcommands.Add(Client(actions.Client));
        root.Subcommands.Add(Divide(actions.Divide));
        return Arguments.Invoke(root, arguments, errors);
    }

    private static void Run(RootCommand command, Func<RunOptions, int> run)
    {
        Option<Preset> preset = new("--preset")
        {
            Description = "Length of the run: quick (seconds, eight clients), paper (a hundred clients, five runs).",
            HelpName = "quick|paper",
            DefaultValueFactory = static _ => Presets.Quick,
            CustomParser = static result => Arguments.Parse(
                result, "quick or paper", static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<string?> data = Data(
            "synthetic, data by formula; or a folder with the four files of Fashion-MNIST (Debian: apt-get install " +
                "dataset-fashion-mnist), which are divided so that a client has two classes.");
        Option<IReadOnlyList<Method>?> methods = new("--methods")
        {
            Description = $"Methods, with commas between them; by default {MethodNames.Names(MethodNames.All)}.",
            HelpName = "names",
            CustomParser = static result => Arguments.Parse(
                result, $"some of {MethodNames.Names(MethodNames.All)} with commas between them", static text => Methods(text)),
        };
        Option<long?> rounds = Whole("--rounds", "Number of rounds, in place of the preset's.", 1, MostRounds);
        Option<long?> clients = Whole("--clients", "Number of clients, in place of the preset's.", 1, MostClients);
        Option<long?> runs = Whole("--runs", "How often every method learns, with other seeds, in place of the preset's.", 1, MostRuns);
        Option<long?> processes = Whole(
            "--processes",
            "Number of processes that host the clients; by default one. The results don't depend on it.", 1,
            MostClients);
        Option<ulong> seed = Arguments.Seed("Seed of the data and of the first run.");
        Option<string> folder = Arguments.Folder(RunOptions.DefaultFolder);
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        foreach (Option option in (Option[])
            [preset, data, methods, rounds, clients, runs, processes, seed, folder, resume, verbosity.Quiet, verbosity.Json])
        {
            command.Options.Add(option);
        }

        command.SetAction(result => run(new()
        {
            Preset = result.GetRequiredValue(preset),
            Images = result.GetValue(data) is { } place && place != DataSource.Synthetic ? place : null,
            Methods = result.GetValue(methods) ?? MethodNames.All,
            Rounds = result.GetValue(rounds),
            Clients = (int?)result.GetValue(clients),
            Runs = (int?)result.GetValue(runs),
            Processes = (int)(result.GetValue(processes) ?? 1),
            Seed = result.GetRequiredValue(seed),
            Folder = result.GetRequiredValue(folder),
            Resume = result.GetValue(resume),
            Verbosity = verbosity.Of(result),
        }));
    }

    private static Command Serve(Func<ServeOptions, int> run)
    {
        FederationSettings settings = Presets.Quick.Methods[Federated.Method.Maml];
        Option<Method> method = new("--method")
        {
            Description = $"What clients compute: {string.Join(", ", MethodNames.All.Select(MethodNames.Of))}.",
            HelpName = "name",
            DefaultValueFactory = static _ => Federated.Method.Maml,
            CustomParser = static result => Arguments.Parse(
                result, $"one of {MethodNames.Names(MethodNames.All)}", static text => MethodNames.Find(text)) ?? default,
        };
        Option<long?> features = Whole("--features", "Numbers of one input; by default 60, as data by formula have.", 1, MostExamples);
        Option<long?> classes = Whole("--classes", "Number of classes; by default 10.", 2, 1000);
        Option<long?> steps = Whole("--steps", $"Number of local steps; by default {settings.Steps}.", 1, 1000);
        Option<double?> stepSize = Number("--step-size", $"Size of a local step; by default {settings.StepSize}.", 1e-9, 1000);
        Option<long?> batch = Whole("--batch", $"Examples of a local step; by default {settings.Batch}.", 1, MostExamples);
        Option<long?> queries = Whole("--queries", $"Examples that judge; by default {settings.Queries}.", 1, MostExamples);
        Option<double?> outer = Number("--outer", "Size of the server's first step; by default 1 for fedavg, otherwise 0.5.", 0, 1000);
        Option<double?> outerLast = Number("--outer-last", "Size of its last step; by default that of the first.", 0, 1000);
        Option<long?> rounds = Whole("--rounds", "Number of rounds; by default 20.", 1, MostRounds);
        Option<long?> clients = Whole("--clients", "Clients have numbers below this; by default 8.", 1, MostClients);
        Option<long?> participants = Whole(
            "--participants", "How many clients are asked in a round at most; by default all.", 1, MostClients);
        Option<long?> leastOfAll = Whole("--least", "How many clients must be there for a round to begin; by default 1.", 1, MostClients);
        Option<long?> startWith = Whole(
            "--start-with", "How many must be there for the first round; by default --clients.", 1, MostClients);
        Option<double?> deadline = Number("--deadline", "Seconds that answers are waited for; by default 60.", 0.01, 86_400);
        Option<long?> testEvery = Whole("--test-every", "After how many rounds clients are tested; by default 20.", 1, MostRounds);
        Option<long?> checkpointEvery = Whole(
            "--checkpoint-every", "After how many rounds a checkpoint is written; by default 5.", 1, MostRounds);
        Option<ulong> seed = Arguments.Seed("Seed of the examples of each round and of the choice of clients.");
        Option<IPEndPoint> endpoint = new("--listen")
        {
            Description = "Address and port; by default 127.0.0.1:0, any port that is free. 0.0.0.0:5001 is reached from other machines.",
            HelpName = "address:port",
            DefaultValueFactory = static _ => new(IPAddress.Loopback, 0),
            CustomParser = static result => Arguments.Parse(
                result, "an address and a port, as in 127.0.0.1:5001",
                static text => IPEndPoint.TryParse(text, out IPEndPoint? parsed) ? parsed : null)!,
        };
        Option<string?> certificate = Arguments.Path(
            "--certificate", "One's own certificate with its key, a PKCS #12 file; by default one is made, and its fingerprint told.",
            "file");
        Option<string?> password = Arguments.Path("--password-file", "The file whose first line is the certificate's password.", "file");
        Option<string> folder = Arguments.Folder($"{RunOptions.DefaultFolder}/server");
        Option<bool> resume = Arguments.Resume();
        Command command = new("serve", "Starts a server and leads its clients through the rounds.")
        {
            method, features, classes, steps, stepSize, batch, queries, outer, outerLast, rounds, clients, participants, leastOfAll,
            startWith, deadline, testEvery, checkpointEvery, seed, endpoint, certificate, password, folder, resume,
        };
        command.SetAction(result =>
        {
            Method chosen = result.GetRequiredValue(method);
            int count = (int)(result.GetValue(clients) ?? Presets.Quick.Clients);
            double first = result.GetValue(outer) ?? Presets.Quick.Methods[chosen].OuterFirst;
            long all = result.GetValue(rounds) ?? Presets.Quick.Rounds;
            LearningSettings learning = new()
            {
                Method = chosen,
                Features = (int)(result.GetValue(features) ?? SyntheticClients.Features),
                Classes = (int)(result.GetValue(classes) ?? SyntheticClients.Classes),
                Steps = (int)(result.GetValue(steps) ?? settings.Steps),
                StepSize = result.GetValue(stepSize) ?? settings.StepSize,
                Batch = (int)(result.GetValue(batch) ?? settings.Batch),
                Queries = (int)(result.GetValue(queries) ?? settings.Queries),
                Seed = result.GetRequiredValue(seed),
            };
            if ((long)learning.Steps * learning.Batch > Workshop.MostExamples)
            {
                throw new UsageException(
                    $"--steps and --batch: {learning.Steps} steps of {learning.Batch} examples are more than {Workshop.MostExamples}.");
            }

            (int EveryRound, int FirstRound) least = ((int)(result.GetValue(leastOfAll) ?? 1), (int)(result.GetValue(startWith) ?? count));
            if (Math.Max(least.EveryRound, least.FirstRound) > count)
            {
                throw new UsageException(
                    $"--least and --start-with: {least.EveryRound} and {least.FirstRound} clients will never be there, there are {count}.");
            }

            return run(new()
            {
                Settings = new()
                {
                    Learning = learning,
                    Outer = new(first, result.GetValue(outerLast) ?? first, all),
                    Rounds = all,
                    Clients = count,
                    Participants = (int)(result.GetValue(participants) ?? count),
                    Least = least,
                    Deadline = TimeSpan.FromSeconds(result.GetValue(deadline) ?? 60),
                    TestEvery = result.GetValue(testEvery) ?? Presets.Quick.TestEvery,
                    CheckpointEvery = result.GetValue(checkpointEvery) ?? Presets.Quick.CheckpointEvery,
                },
                Endpoint = result.GetRequiredValue(endpoint),
                Certificate = result.GetValue(certificate),
                PasswordFile = result.GetValue(password),
                Folder = result.GetRequiredValue(folder),
                Resume = result.GetValue(resume),
            });
        });
        return command;
    }

    private static Command Client(Func<ClientOptions, int> run)
    {
        Option<IReadOnlyList<int>> number = Numbers("--number", "The client's number.");
        Option<IReadOnlyList<int>> several = Numbers(
            "--clients", "The numbers of several clients that this process hosts, as in 0-99 or 1,4,7.");
        Option<Uri> server = new("--server")
        {
            Description = "The server's address, as it tells it: https://127.0.0.1:5001.",
            HelpName = "address",
            Required = true,
            CustomParser = static result => Arguments.Parse(
                result, "an address, as in https://127.0.0.1:5001",
                static text => Uri.TryCreate(text, UriKind.Absolute, out Uri? parsed) && parsed.Scheme == Uri.UriSchemeHttps
                    ? parsed
                    : null)!,
        };
        Option<string?> fingerprint = new("--fingerprint")
        {
            Description =
                "The SHA-256 of the server's certificate, as it tells it; without it the certificate is one that this machine trusts.",
            HelpName = "hexadecimal",
            CustomParser = static result => Arguments.Parse(
                result, "64 hexadecimal digits", static text => text.Length == 64 && text.All(char.IsAsciiHexDigit) ? text : null),
        };
        Option<string?> data = Data("synthetic, data by formula; or a folder with the client's file, client-NUMBER.safetensors.");
        Option<ulong> seed = new("--data-seed")
        {
            Description = "Seed of data by formula.",
            HelpName = "number",
            DefaultValueFactory = static _ => 1,
            CustomParser = static result => (ulong)(Arguments.WholeNumber(result, 0, long.MaxValue) ?? 0),
        };
        Option<double?> patience = Number(
            "--patience", "Seconds for which a server that is not reached is tried; by default 30.", 0, 86_400);
        Command command = new("client", "Starts a client, or several in one process: each has its own data and its own call.")
        {
            number, several, server, fingerprint, data, seed, patience,
        };
        command.SetAction(result =>
        {
            IReadOnlyList<int> clients = (result.GetValue(number), result.GetValue(several)) switch
            {
                ({ Count: 1 } one, null) => one,
                (null, { } some) => some,
                _ => throw new UsageException("client: expected --number with one number, or --clients with several. See --help."),
            };
            return run(new()
            {
                Clients = clients,
                Server = result.GetRequiredValue(server),
                Fingerprint = result.GetValue(fingerprint),
                Data = new(
                    result.GetValue(data) is { } place && place != DataSource.Synthetic ? place : null, result.GetRequiredValue(seed)),
                Patience = TimeSpan.FromSeconds(result.GetValue(patience) ?? 30),
            });
        });
        return command;
    }

    private static Command Divide(Func<DivideOptions, int> run)
    {
        Option<string?> images = Arguments.Path("--images", "The folder with the four files of Fashion-MNIST.", "folder");
        images.Required = true;
        Option<long?> clients = Whole("--clients", "Number of clients; by default 100.", 1, MostClients);
        Option<ulong> seed = Arguments.Seed("Seed of the division.");
        Option<string> folder = Arguments.Folder($"{RunOptions.DefaultFolder}/clients");
        Command command = new("divide", "Divides Fashion-MNIST so that a client has two classes, and writes a file for each client.")
        {
            images, clients, seed, folder,
        };
        command.SetAction(result => run(new(
            result.GetRequiredValue(images)!, (int)(result.GetValue(clients) ?? Presets.Paper.Clients), result.GetRequiredValue(seed),
            result.GetRequiredValue(folder))));
        return command;
    }

    private static Option<string?> Data(string description) => Arguments.Path("--data", description, "synthetic|folder");

    private static Option<long?> Whole(string name, string description, long least, long most) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => Arguments.WholeNumber(result, least, most),
    };

    private static Option<double?> Number(string name, string description, double least, double most) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => Arguments.Number(result, least, most),
    };

    private static Option<IReadOnlyList<int>> Numbers(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "numbers",
        CustomParser = static result => Arguments.Parse(
            result, $"numbers below {MostClients} as in 0-99 or 1,4,7", static text => ClientNumbers(text))!,
    };

    private static Method[]? Methods(string text)
    {
        Method?[] methods = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(MethodNames.Find)];
        return methods.All(static method => method is not null)
            ? [.. methods.Select(static method => method!.Value).Distinct().Order()]
            : null;
    }

    private static int[]? ClientNumbers(string text)
    {
        SortedSet<int> numbers = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out int first) || !TryParse(ends[^1], out int last) || last < first)
            {
                return null;
            }

            numbers.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. numbers];
    }

    private static bool TryParse(string text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < MostClients;
}

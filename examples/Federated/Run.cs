using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Federated;

/// <summary>The whole experiment: for each method and seed a server and its clients as processes of this machine; then table, results and
/// figures.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    private static readonly TimeSpan UntilSaved = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    /// <param name="output">Where progress and table go.</param>
    /// <param name="cancellation">Stops it; the servers' checkpoints stay.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="IOException">A process failed.</exception>
    /// <exception cref="UsageException">The folder can't be used, or what is in it does not fit.</exception>
    public void Execute(TextWriter output, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        DataSource data = new(options.Images is null ? null : folder["clients"], options.Seed);
        if (options.Images is { } images)
        {
            Divide.Write(new(images, options.ClientCount, options.Seed, folder["clients"]));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Federated learning on {options.DataName}, preset {options.Preset.Name}, {options.ClientCount} clients in " +
                $"{options.Processes} processes, seeds {string.Join(", ", options.Seeds)}"));
        List<Outcome> outcomes = [];
        foreach (ulong seed in options.Seeds)
        {
            foreach (Method method in options.Methods)
            {
                try
                {
                    outcomes.Add(new(method, seed, Learn(method, seed, data, folder, output, cancellation).GetAwaiter().GetResult()));
                }
                catch (Exception exception) when (
                    exception is OperationCanceledException || (exception is IOException && cancellation.IsCancellationRequested))
                {
                    throw new OperationCanceledException($"Stopped while {MethodNames.Of(method)} learned with seed {seed}.");
                }
            }
        }

        IReadOnlyList<ResultRow> rows = Summary.Rows(outcomes);
        int steps = options.Preset.Methods[options.Methods[0]].Steps;
        output.WriteLine();
        output.WriteLine(
            $"Test accuracy in percent before and after {steps} local steps: mean ± 95 % interval over clients; of all examples " +
                "together, over runs");
        output.Write(ResultsTable.Text(rows));
        (string Name, string Text)[] files =
        [
            ("results.json", ResultsFile.Text(rows, options)),
            ("accuracy-before.svg", Figures.ByRound(outcomes, 0).ToSvg()),
            ("accuracy-after.svg", Figures.ByRound(outcomes, steps).ToSvg()),
            ("accuracy-by-client.svg", Figures.ByClient(outcomes, steps).ToSvg()),
            ("costs.svg", Figures.Costs(outcomes).ToSvg()),
        ];
        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files.Select(static file => file.Name))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private async Task<History> Learn(
        Method method, ulong seed, DataSource data, OutputFolder folder, TextWriter output, CancellationToken cancellation)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{MethodNames.Of(method)}-{seed}");
        string place = folder[name];
        if (options.Resume && Finished(place) is { } before)
        {
            return before;
        }

        using ChildProcess server = ChildProcess.Start(ServerArguments(method, seed, place));
        string? first = await server.ReadLine(cancellation);
        if (first is null || !first.StartsWith(Serve.Listening, StringComparison.Ordinal))
        {
            await server.End($"server of {name}", cancellation);
        }

        string[] words = first![Serve.Listening.Length..].Split(Serve.WithFingerprint);
        List<ChildProcess> clients = [];
        try
        {
            int share = (options.ClientCount + options.Processes - 1) / options.Processes;
            foreach (int[] numbers in Enumerable.Range(0, options.ClientCount).Chunk(share))
            {
                clients.Add(ChildProcess.Start(
                [
                    "client", "--clients", string.Create(CultureInfo.InvariantCulture, $"{numbers[0]}-{numbers[^1]}"), "--server", words[0],
                    "--fingerprint", words[1], .. data.Arguments,
                ]));
            }

            Task[] ends = [.. clients.Select(client => client.End($"client process of {name}", cancellation))];
            while (await Next(server, ends, cancellation) is { } line)
            {
                if (!line.StartsWith("client ", StringComparison.Ordinal))
                {
                    output.WriteLine($"{name,-12}{line}");
                }
            }

            await server.End($"server of {name}", cancellation);
            await Task.WhenAll(ends);
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
            if (cancellation.IsCancellationRequested)
            {
                // It was told to stop as well, and saves where it stands.
                using CancellationTokenSource late = new(UntilSaved);
                await server.WaitForExit(late.Token);
            }
        }

        return Finished(place) ?? throw new IOException($"The server of {name} left no history of all rounds in '{place}'.");
    }

    // A client process that fails is a failure of the run; one that is done is not.
    private static async Task<string?> Next(ChildProcess server, Task[] clients, CancellationToken cancellation)
    {
        Task<string?> line = server.ReadLine(cancellation).AsTask();
        Task[] open = [.. clients.Where(static client => !client.IsCompletedSuccessfully)];
        while (open.Length > 0 && await Task.WhenAny([line, .. open]) is Task ended && ended != line)
        {
            await ended;
            open = [.. open.Where(static client => !client.IsCompletedSuccessfully)];
        }

        return await line;
    }

    private History? Finished(string place)
        => ServerFolder.ReadHistory(Path.Combine(place, ServerFolder.HistoryFile)) is { Tests: [.., { } last], Rounds: { } rounds } history
            && last.Round == options.RoundCount && rounds.Count == options.RoundCount && last.Clients.Count > 0
            ? history
            : null;

    private List<string> ServerArguments(Method method, ulong seed, string place)
    {
        FederationSettings settings = options.Preset.Methods[method];
        List<string> words = ["serve", "--out", place];
        void Add(string option, IFormattable value) => words.AddRange([option, value.ToString(null, CultureInfo.InvariantCulture)]);
        words.AddRange(["--method", MethodNames.Of(method)]);
        Add("--features", options.Images is null ? SyntheticClients.Features : FashionDivision.Features);
        Add("--classes", options.Images is null ? SyntheticClients.Classes : FashionDivision.Classes);
        Add("--steps", settings.Steps);
        Add("--step-size", settings.StepSize);
        Add("--batch", settings.Batch);
        Add("--queries", settings.Queries);
        Add("--outer", settings.OuterFirst);
        Add("--outer-last", settings.OuterLast);
        Add("--rounds", options.RoundCount);
        Add("--clients", options.ClientCount);
        Add("--participants", Math.Min(options.Preset.Participants, options.ClientCount));
        Add("--test-every", options.Preset.TestEvery);
        Add("--checkpoint-every", options.Preset.CheckpointEvery);
        Add("--deadline", 600);
        Add("--seed", seed);
        if (options.Resume && Directory.Exists(place))
        {
            words.Add("--resume");
        }

        return words;
    }
}

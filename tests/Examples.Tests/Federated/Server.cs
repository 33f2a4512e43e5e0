using System.Net;
using AutogradMaml.Examples.Federated;

namespace AutogradMaml.Examples.Tests.Federated;

/// <summary>A server in the tests' own process, with what it says.</summary>
internal sealed class Server : IDisposable
{
    // Whatever happens, no test waits for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stop = new(Longest);
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];
    private readonly Task _ended;

    /// <summary>Starts it.</summary>
    /// <param name="settings">How the rounds are led.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="heard">Is given each line; the rounds wait for it.</param>
    public Server(ServerSettings settings, string folder, Action<string>? heard = null)
    {
        ServeOptions options = new() { Settings = settings, Endpoint = new(IPAddress.Loopback, 0), Folder = folder };
        void Log(string line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }

            _address.TrySetResult(line);
            heard?.Invoke(line);
        }

        _ended = Task.Run(() => Serve.Execute(options, Log, _stop.Token));
    }

    /// <summary>What it has said.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Where it is reached, and its fingerprint.</summary>
    public (Uri Address, string Fingerprint) Place
    {
        get
        {
            Task first = Task.WhenAny(_address.Task, _ended).GetAwaiter().GetResult();
            first.GetAwaiter().GetResult();
            string[] words = _address.Task.Result[Serve.Listening.Length..].Split(Serve.WithFingerprint);
            return (new(words[0]), words[1]);
        }
    }

    /// <summary>What ends with the test at the latest.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Clients of data by formula, in the tests' own process.</summary>
    /// <param name="clients">Their numbers.</param>
    public Task Clients(params int[] clients) => Clients(Place.Address, Place.Fingerprint, static _ => { }, Stop, clients);

    /// <summary>Clients of data by formula, in the tests' own process, of a server wherever it runs.</summary>
    /// <param name="server">Its address.</param>
    /// <param name="fingerprint">The fingerprint of its certificate.</param>
    /// <param name="heard">Is given each line that they say.</param>
    /// <param name="stop">Ends their part.</param>
    /// <param name="clients">Their numbers.</param>
    public static Task Clients(Uri server, string fingerprint, Action<string> heard, CancellationToken stop, params int[] clients)
    {
        // On a busy machine a server takes its time to start; patience is not what is tested.
        ClientOptions options = new()
        {
            Clients = clients,
            Server = server,
            Fingerprint = fingerprint,
            Data = new(null, 1),
            Patience = Longest,
        };
        return new ClientHost(options, heard).Run(stop);
    }

    /// <summary>A client of data by formula, in a process of its own.</summary>
    /// <param name="client">Its number.</param>
    public ChildProcess Client(int client) => ChildProcess.Start(
        ["client", "--number", $"{client}", "--server", Place.Address.ToString(), "--fingerprint", Place.Fingerprint]);

    /// <summary>Waits until all rounds are done.</summary>
    public void End() => _ended.GetAwaiter().GetResult();

    /// <summary>Waits until it has said something.</summary>
    /// <param name="part">What.</param>
    public async Task Says(string part)
    {
        while (!Lines.Any(line => line.Contains(part, StringComparison.Ordinal)))
        {
            Assert.False(_ended.IsFaulted, _ended.Exception?.ToString());
            await Task.Delay(10, Stop);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        try
        {
            _ended.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
        }

        _stop.Dispose();
    }

    /// <summary>Everything small: what happens in the rounds is looked at, not what is learned.</summary>
    /// <param name="method">The method.</param>
    /// <param name="rounds">The number of rounds.</param>
    /// <param name="clients">One more than the greatest number of a client.</param>
    public static ServerSettings Settings(Method method, long rounds, int clients) => new()
    {
        Learning = Learning(method),
        Outer = new(0.5, 0, rounds),
        Rounds = rounds,
        Clients = clients,
        Participants = clients,
        Least = (1, clients),
        Deadline = TimeSpan.FromSeconds(30),
        TestEvery = rounds,
        CheckpointEvery = 1,
    };

    /// <summary>How clients of data by formula learn in the tests.</summary>
    /// <param name="method">The method.</param>
    public static LearningSettings Learning(Method method) => new()
    {
        Method = method,
        Features = SyntheticClients.Features,
        Classes = SyntheticClients.Classes,
        Steps = 2,
        StepSize = 0.03,
        Batch = 5,
        Queries = 10,
        Seed = 7,
    };

    /// <summary>The history that a server left in its folder; null if it has left none.</summary>
    /// <param name="folder">The folder.</param>
    public static History? History(string folder) => ServerFolder.ReadHistory(Path.Combine(folder, ServerFolder.HistoryFile));

    /// <summary>The checkpoint that a server left in its folder.</summary>
    /// <param name="folder">The folder.</param>
    public static byte[] Checkpoint(string folder) => File.ReadAllBytes(Path.Combine(folder, "checkpoint.safetensors"));
}

using AutogradMaml.Examples.Federated;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Federated;

public sealed class ComingAndGoingTests
{
    [Fact]
    public async Task A_client_is_killed_and_another_joins_and_the_rounds_go_on()
    {
        using TemporaryFolder folder = new();
        ServerSettings settings = Server.Settings(Method.Maml, 40, clients: 5) with { Least = (4, 4) };
        ChildProcess? killed = null;
        ChildProcess? added = null;
        Server? self = null;
        using ManualResetEventSlim known = new();

        // The server's lines are heard before it goes on, so that it is between two rounds when the process is killed.
        using Server server = new(settings, folder.Path, line =>
        {
            known.Wait();
            if (line.StartsWith("round 20 of 40", StringComparison.Ordinal))
            {
                killed!.Kill();
            }
            else if (line == "client 3 is gone")
            {
                added = self!.Client(4);
            }
        });
        self = server;
        known.Set();
        killed = server.Client(3);
        try
        {
            Task others = server.Clients(0, 1, 2);
            server.End();
            await others;
        }
        finally
        {
            killed.Dispose();
            added?.Dispose();
        }

        RoundRecord[] rounds = [.. Server.History(folder.Path)!.Rounds];
        Assert.Equal(Enumerable.Range(0, 40), rounds.Select(static round => (int)round.Round));
        Assert.All(rounds[..20], static round => Assert.Equal([0, 1, 2, 3], round.Clients));
        Assert.All(rounds[20..], static round => Assert.DoesNotContain(3, round.Clients));
        Assert.All(rounds[22..], static round => Assert.Equal([0, 1, 2, 4], round.Clients));
        Assert.Contains("client 4 joined", server.Lines);
        Assert.Equal([0, 1, 2, 4], Server.History(folder.Path)!.Tests[^1].Clients.Select(static score => score.Client));
    }

    [Fact]
    public async Task A_server_that_is_killed_and_resumed_ends_in_the_same_bits()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        string[] arguments =
        [
            "serve", "--method", "fomaml", "--steps", "2", "--batch", "5", "--queries", "10", "--rounds", "40", "--clients", "3",
            "--participants", "2", "--checkpoint-every", "7", "--test-every", "40", "--seed", "7", "--outer", "0.5", "--outer-last", "0",
        ];
        ServerSettings settings = Server.Settings(Method.Fomaml, 40, clients: 3) with { Participants = 2, CheckpointEvery = 7 };
        using (Server server = new(settings, whole.Path))
        {
            Task clients = server.Clients(0, 1, 2);
            server.End();
            await clients;
        }

        List<string> said = [];
        void Says(string line)
        {
            lock (said)
            {
                said.Add(line);
            }
        }

        using CancellationTokenSource late = new(TimeSpan.FromMinutes(5));
        using ChildProcess killed = ChildProcess.Start([.. arguments, "--out", parts.Path]);
        string[] words = (await killed.ReadLine(late.Token))![Serve.Listening.Length..].Split(Serve.WithFingerprint);
        Uri address = new(words[0]);
        Task again = Server.Clients(address, words[1], Says, late.Token, 0, 1, 2);
        try
        {
            string? heard = null;
            while (heard?.StartsWith("round 24 of 40", StringComparison.Ordinal) != true)
            {
                heard = await NextLine(killed, again, late.Token);
                Assert.True(heard is not null, $"The server ended before round 24. It and the clients said:\n{string.Join('\n', said)}");
                Says(heard);
            }

            killed.Kill();
            using ChildProcess resumed = ChildProcess.Start(
                [.. arguments, "--out", parts.Path, "--resume", "--listen", $"127.0.0.1:{address.Port}"]);
            while (await NextLine(resumed, again, late.Token) is { } line)
            {
                Says(line);
            }

            await resumed.End("resumed server", late.Token);
            await again;
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The rounds did not end. Clients and the resumed server said:\n{string.Join('\n', said)}");
        }

        Assert.Contains(said, static line => line.StartsWith("goes on from round ", StringComparison.Ordinal));
        Assert.DoesNotContain("goes on from round 0", said);
        Assert.Equal(
            Server.History(whole.Path)!.Rounds.Select(static round => string.Join(',', round.Clients)),
            Server.History(parts.Path)!.Rounds.Select(static round => string.Join(',', round.Clients)));
        Assert.All(Server.History(whole.Path)!.Rounds, static round => Assert.Equal(2, round.Clients.Count));
        Assert.Equal(Server.Checkpoint(whole.Path), Server.Checkpoint(parts.Path));
        Assert.Equal(
            string.Join(';', Server.History(whole.Path)!.Tests[^1].Clients.Select(static score => string.Join(',', score.Right))),
            string.Join(';', Server.History(parts.Path)!.Tests[^1].Clients.Select(static score => string.Join(',', score.Right))));
    }

    [Fact]
    public async Task Maml_and_fomaml_send_the_same_bytes()
    {
        List<RoundRecord[]> methods = [];
        foreach (Method method in MethodNames.All)
        {
            using TemporaryFolder folder = new();
            using Server server = new(Server.Settings(method, 5, clients: 3), folder.Path);
            Task clients = server.Clients(0, 1, 2);
            server.End();
            await clients;
            methods.Add([.. Server.History(folder.Path)!.Rounds]);
        }

        int parameters = 4 * Server.Learning(Method.Maml).Parameters;
        Assert.All(methods, rounds => Assert.All(rounds, round =>
        {
            Assert.InRange(round.BytesToClient, parameters, parameters + 100);
            Assert.All(round.BytesFromClient, bytes => Assert.InRange(bytes, parameters, parameters + 100));
        }));
        Assert.Equal(methods[1].Select(static round => round.BytesToClient), methods[2].Select(static round => round.BytesToClient));
        Assert.Equal(
            methods[1].SelectMany(static round => round.BytesFromClient), methods[2].SelectMany(static round => round.BytesFromClient));
        Assert.NotEqual(methods[1][^1].Loss, methods[2][^1].Loss);
    }

    // A server waits for clients for as long as it takes: that they have failed is told here, rather than waited out.
    private static async Task<string?> NextLine(ChildProcess server, Task clients, CancellationToken late)
    {
        Task<string?> line = server.ReadLine(late).AsTask();
        if (await Task.WhenAny(line, clients) == clients)
        {
            await clients;
        }

        return await line;
    }
}

using System.Diagnostics;
using AutogradMaml.Examples.Processes;
using Grpc.Core;
using Grpc.Net.Client;

namespace AutogradMaml.Examples.Federated;

/// <summary>The clients of one process. Each has a call of its own, and its own data; that they share a process changes no
/// message.</summary>
/// <param name="options">What the command line asks for.</param>
/// <param name="log">What happened, a line each.</param>
internal sealed class ClientHost(ClientOptions options, Action<string> log)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes part until the federation ends.</summary>
    /// <param name="cancellation">Leaves it.</param>
    /// <exception cref="IOException">The server can't be reached, or refuses a client; the message says which and why.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        IClientSource source = options.Data.Open();
        ClientData[] data = [.. options.Clients.Select(source.Of)];
        int other = Array.FindIndex(data, own => own.Train.Features != data[0].Train.Features || own.Classes != data[0].Classes);
        if (other >= 0)
        {
            throw new UsageException(
                $"--data: client {options.Clients[other]} has {data[other].Train.Features} features and {data[other].Classes} classes, " +
                    $"client {options.Clients[0]} has {data[0].Train.Features} and {data[0].Classes}.");
        }

        using Workshop workshop = new(data[0].Train.Features, data[0].Classes);
        using GrpcChannel channel = Participation.Connect(
            options.Server, options.Fingerprint, checked((data[0].Train.Features + 1) * data[0].Classes));
        Participation[] clients = [.. data.Select((own, place) => new Participation(options.Clients[place], own, workshop))];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        CallInvoker calls = channel.CreateCallInvoker();
        Task[] parts = [.. clients.Select((client, place) => TakePart(options.Clients[place], client, calls, stop.Token))];
        while (parts.Length > 0)
        {
            Task ended = await Task.WhenAny(parts);
            if (ended.IsFaulted)
            {
                await stop.CancelAsync();
            }

            await ended;
            parts = [.. parts.Where(part => part != ended)];
        }
    }

    // What asking again does not change; every other end of a call is a loss, by whatever cause.
    private static bool IsRefusal(StatusCode code)
        => code is StatusCode.InvalidArgument or StatusCode.ResourceExhausted or StatusCode.NotFound or StatusCode.Unimplemented;

    // A call that is lost is made again: the server may have been started anew.
    private async Task TakePart(int number, Participation client, CallInvoker calls, CancellationToken cancellation)
    {
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (await client.TakePart(calls, cancellation))
                {
                    return;
                }

                since = Stopwatch.GetTimestamp();
                log($"client {number}: the call has ended; joins again");
            }
            catch (RpcException exception) when (!IsRefusal(exception.StatusCode) && !cancellation.IsCancellationRequested)
            {
                if (client.HasTakenPart)
                {
                    since = Stopwatch.GetTimestamp();
                }

                if (Stopwatch.GetElapsedTime(since) > options.Patience)
                {
                    throw new IOException(
                        $"Client {number}: {options.Server} was not reached for {options.Patience.TotalSeconds:0} s: " +
                            $"{exception.StatusCode} {OneLine.Of(exception.Status.Detail)}",
                        exception);
                }
            }
            catch (RpcException exception) when (!cancellation.IsCancellationRequested)
            {
                throw new IOException($"Client {number}: {options.Server} says: {OneLine.Of(exception.Status.Detail)}", exception);
            }
            catch (InvalidDataException exception)
            {
                throw new IOException($"Client {number}: {OneLine.Of(exception)}", exception);
            }

            await Task.Delay(BetweenTries, cancellation);
        }
    }
}

using AutogradMaml.Examples.Federated;
using AutogradMaml.Examples.Federated.Protocol;
using AutogradMaml.Examples.Tests.Runs;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace AutogradMaml.Examples.Tests.Federated;

public sealed class HostileClientTests
{
    private static readonly Marshaller<byte[]> Raw = new(static bytes => bytes, static bytes => bytes);

    private static readonly int Parameters = Server.Learning(Method.Maml).Parameters;

    [Fact]
    public async Task What_is_wrong_is_refused_with_the_clients_name_and_the_others_go_on()
    {
        using TemporaryFolder folder = new();
        ServerSettings settings = Server.Settings(Method.Maml, 1_000_000, clients: 20) with { Least = (1, 1), Participants = 20 };
        using Server server = new(settings, folder.Path);
        Task good = server.Clients(0);
        using GrpcChannel channel = Participation.Connect(server.Place.Address, server.Place.Fingerprint, Parameters);

        await Refused(server, channel, StatusCode.InvalidArgument, "first says which one it is", new Answer { Update = new() });
        await Refused(server, channel, StatusCode.InvalidArgument, "numbers from 0 to 19, got 20", Join(20));
        await Refused(server, channel, StatusCode.AlreadyExists, "Client 0 takes part already", Join(0));
        await Refused(server, channel, StatusCode.InvalidArgument, "client 1 have 59 features", Join(1, features: 59));
        await Refused(server, channel, StatusCode.InvalidArgument, "Client 2 sent an answer of kind None", Join(2), new Answer());
        await Refused(server, channel, StatusCode.InvalidArgument, "Client 3 sent an update of 4 bytes", Join(3), Update(new float[1]));
        float[] numbers = new float[Parameters];
        numbers[5] = float.NaN;
        await Refused(server, channel, StatusCode.InvalidArgument, "Client 4 sent an update of NaN at [5]", Join(4), Update(numbers));
        await Refused(
            server, channel, StatusCode.InvalidArgument, "Client 5 sent an update with loss", Join(5),
            Update(new float[Parameters], loss: float.PositiveInfinity));
        await Refused(server, channel, StatusCode.ResourceExhausted, "client 6 is refused", Join(6), Update(new float[10 * Parameters]));
        Score score = new() { Examples = 3, Right = { 1, 2, 4 }, Leaky = { 1, 1, 1 } };
        await Refused(server, channel, StatusCode.InvalidArgument, "Client 7 sent a score", Join(7), new Answer { Score = score });
        await Garbage(server, channel);

        await server.Says("client 8 is refused");
        int before = Server.History(folder.Path)?.Rounds.Count ?? 0;
        while ((Server.History(folder.Path)?.Rounds.Count ?? 0) <= before)
        {
            await Task.Delay(10, server.Stop);
        }

        Assert.All(Server.History(folder.Path)!.Rounds, static round => Assert.Equal([0], round.Clients));
        Assert.False(good.IsCompleted);
    }

    [Fact]
    public async Task A_server_with_another_certificate_is_not_believed()
    {
        using TemporaryFolder folder = new();
        using Server server = new(Server.Settings(Method.Maml, 5, clients: 1), folder.Path);
        string other = new('0', 64);
        foreach (string? fingerprint in (string?[])[other, null])
        {
            ClientHost host = new(
                new()
                {
                    Clients = [0],
                    Server = server.Place.Address,
                    Fingerprint = fingerprint,
                    Data = new(null, 1),
                    Patience = TimeSpan.Zero,
                },
                static _ => { });
            IOException refused = await Assert.ThrowsAsync<IOException>(() => host.Run(server.Stop));
            Assert.Contains("Client 0:", refused.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("client 0 joined", server.Lines);
    }

    [Fact]
    public async Task A_late_answer_and_one_that_was_not_asked_for_don_t_count()
    {
        Gathering<string> gathering = new([1, 2, 3]);
        Assert.False(gathering.Give(4, "not asked"));
        Assert.True(gathering.Give(3, "three"));
        Assert.False(gathering.Give(3, "again"));
        Assert.True(gathering.Give(1, "one"));
        IReadOnlyDictionary<int, string> answers
            = await gathering.Close(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        Assert.Equal([1, 3], answers.Keys);
        Assert.False(gathering.Give(2, "late"));
        Assert.Equal([1, 3], answers.Keys);
    }

    private static async Task Refused(Server server, GrpcChannel channel, StatusCode code, string because, params Answer[] answers)
    {
        using AsyncDuplexStreamingCall<Answer, Question> call = new Examples.Federated.Protocol.Federation.FederationClient(channel)
            .Participate(cancellationToken: server.Stop);
        foreach (Answer answer in answers)
        {
            await Write(call.RequestStream, answer, server.Stop);
        }

        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(server.Stop))
            {
            }
        });
        Assert.Equal(code, refused.StatusCode);
        if (code != StatusCode.ResourceExhausted)
        {
            Assert.Contains(because, refused.Status.Detail, StringComparison.Ordinal);
        }

        await server.Says(because);
    }

    // A server that has refused may have ended the call before all was written. Why it did is in the status, which is read afterwards.
    private static async Task Write<T>(IClientStreamWriter<T> stream, T message, CancellationToken stop)
    {
        try
        {
            await stream.WriteAsync(message, stop);
        }
        catch (RpcException) when (!stop.IsCancellationRequested)
        {
        }
    }

    // Bytes that are no message.
    private static async Task Garbage(Server server, GrpcChannel channel)
    {
        Method<byte[], byte[]> method = new(MethodType.DuplexStreaming, "autogradmaml.federated.Federation", "Participate", Raw, Raw);
        using AsyncDuplexStreamingCall<byte[], byte[]> call
            = channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(cancellationToken: server.Stop));
        await Write(call.RequestStream, Join(8).ToByteArray(), server.Stop);
        await Write(call.RequestStream, [0x12, 0xff, 0xff, 0xff, 0xff, 0x0f, 1], server.Stop);
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(server.Stop))
            {
            }
        });
    }

    private static Answer Join(uint client, uint features = SyntheticClients.Features)
        => new() { Join = new() { Client = client, Features = features, Classes = SyntheticClients.Classes } };

    private static Answer Update(float[] direction, float loss = 1) => new()
    {
        Update = new() { Round = 1, Direction = ByteString.CopyFrom(FlatNumbers.ToBytes(direction)), Loss = loss, Seconds = 1 },
    };
}

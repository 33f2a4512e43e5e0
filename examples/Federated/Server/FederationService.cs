using AutogradMaml.Examples.Federated.Protocol;
using AutogradMaml.Examples.Processes;
using Google.Protobuf;
using Grpc.Core;

namespace AutogradMaml.Examples.Federated;

/// <summary>The calls of the clients. A call that ends, by whatever cause, ends the client's part; its connection, and that it is still
/// there, are gRPC's to watch.</summary>
/// <param name="rounds">The rounds that the clients take part in.</param>
/// <param name="log">What happened, a line each.</param>
internal sealed class FederationService(Rounds rounds, Action<string> log) : Protocol.Federation.FederationBase
{
    private static readonly TimeSpan UntilHungUp = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task Participate(
        IAsyncStreamReader<Answer> requestStream, IServerStreamWriter<Question> responseStream, ServerCallContext context)
    {
        Member member = await Admit(requestStream, context.CancellationToken);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        try
        {
            await responseStream.WriteAsync(new() { Welcome = Welcome(rounds.Settings.Learning) }, end.Token);
            log($"client {member.Client} joined");
            Task heard = Hear(member, requestStream, end.Token);
            Task asked = Ask(member, responseStream, end.Token);
            Task first = await Task.WhenAny(heard, asked);
            await first;
            if (first == asked)
            {
                // There are no more questions. A client that has read the farewell hangs up; ended from here, the call might lose it.
                await heard.WaitAsync(UntilHungUp, end.Token);
            }
        }
        catch (InvalidProtocolBufferException)
        {
            throw Refusal($"client {member.Client}", StatusCode.InvalidArgument, $"Client {member.Client} sent bytes that are no message.");
        }
        catch (Exception exception) when (
            exception is IOException or OperationCanceledException or InvalidOperationException or TimeoutException
            || exception is RpcException { StatusCode: StatusCode.Cancelled or StatusCode.Unavailable })
        {
            log($"client {member.Client} is gone");
        }
        catch (RpcException exception)
        {
            // What is too large gRPC refuses before it is read; everything else comes from here.
            log($"client {member.Client} is refused: {OneLine.Of(exception.Status.Detail)}");
            throw;
        }
        finally
        {
            rounds.Lose(member);
            await end.CancelAsync();
        }
    }

    private async Task<Member> Admit(IAsyncStreamReader<Answer> answers, CancellationToken cancellation)
    {
        LearningSettings learning = rounds.Settings.Learning;
        if (!await answers.MoveNext(cancellation) || answers.Current.KindCase != Answer.KindOneofCase.Join)
        {
            throw Refusal("a caller", StatusCode.InvalidArgument, "A client first says which one it is.");
        }

        Join join = answers.Current.Join;
        string client = $"client {join.Client}";
        if (join.Client >= rounds.Settings.Clients)
        {
            throw Refusal(
                client, StatusCode.InvalidArgument, $"Clients have numbers from 0 to {rounds.Settings.Clients - 1}, got {join.Client}.");
        }

        if (join.Features != learning.Features || join.Classes != learning.Classes)
        {
            throw Refusal(
                client,
                StatusCode.InvalidArgument,
                $"The data of client {join.Client} have {join.Features} features and {join.Classes} classes, expected " +
                    $"{learning.Features} and {learning.Classes}.");
        }

        return rounds.Members.Join((int)join.Client)
            ?? throw Refusal(client, StatusCode.AlreadyExists, $"Client {join.Client} takes part already.");
    }

    private async Task Hear(Member member, IAsyncStreamReader<Answer> answers, CancellationToken cancellation)
    {
        while (await answers.MoveNext(cancellation))
        {
            if (rounds.Hear(member, answers.Current) is { } wrong)
            {
                throw new RpcException(new(StatusCode.InvalidArgument, $"Client {member.Client} sent {wrong}."));
            }
        }
    }

    private static async Task Ask(Member member, IServerStreamWriter<Question> questions, CancellationToken cancellation)
    {
        await foreach (Question question in member.Questions.ReadAllAsync(cancellation))
        {
            await questions.WriteAsync(question, cancellation);
        }
    }

    private static Welcome Welcome(LearningSettings learning) => new()
    {
        Method = MethodNames.Of(learning.Method),
        Features = (uint)learning.Features,
        Classes = (uint)learning.Classes,
        Steps = (uint)learning.Steps,
        StepSize = learning.StepSize,
        Batch = (uint)learning.Batch,
        Queries = (uint)learning.Queries,
        Seed = learning.Seed,
    };

    private RpcException Refusal(string who, StatusCode code, string why)
    {
        log($"{who} is refused: {why}");
        return new(new(code, why));
    }
}

using System.Security.Cryptography;
using AutogradMaml.Examples.Federated.Protocol;
using AutogradMaml.Examples.Processes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace AutogradMaml.Examples.Federated;

/// <summary>One client: joins, computes what it is asked on its own data, and answers, until the server has no more questions.</summary>
/// <param name="client">The client's number.</param>
/// <param name="data">Its data.</param>
/// <param name="workshop">The programs, shared with other clients of the process.</param>
internal sealed class Participation(int client, ClientData data, Workshop workshop)
{
    /// <summary>Whether the server has taken the client in, in the last call.</summary>
    public bool HasTakenPart { get; private set; }

    /// <summary>A connection to a server.</summary>
    /// <param name="server">Its address.</param>
    /// <param name="fingerprint">The SHA-256 of its certificate; null for one that this machine trusts by itself.</param>
    /// <param name="parameters">How many numbers the parameters have at most.</param>
    public static GrpcChannel Connect(Uri server, string? fingerprint, int parameters)
    {
        SocketsHttpHandler handler = new()
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        if (fingerprint is not null)
        {
            byte[] expected = Convert.FromHexString(fingerprint);
            handler.SslOptions = new()
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null
                    && CryptographicOperations.FixedTimeEquals(expected, certificate.GetCertHash(HashAlgorithmName.SHA256)),
            };
        }

        return GrpcChannel.ForAddress(server, new()
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = checked((parameters * sizeof(float)) + Messages.Frame),
        });
    }

    /// <summary>Takes part in one call.</summary>
    /// <param name="calls">Makes the call.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Whether the federation has ended; otherwise the call has.</returns>
    /// <exception cref="RpcException">The server is not reached, or has refused the client.</exception>
    public async Task<bool> TakePart(CallInvoker calls, CancellationToken cancellation)
    {
        HasTakenPart = false;
        using AsyncDuplexStreamingCall<Answer, Question> call = new Protocol.Federation.FederationClient(calls)
            .Participate(cancellationToken: cancellation);
        Join join = new() { Client = (uint)client, Features = (uint)data.Train.Features, Classes = (uint)workshop.Classes };
        await Say(call, new() { Join = join }, cancellation);
        LearningSettings? settings = null;
        while (await call.ResponseStream.MoveNext(cancellation))
        {
            Question question = call.ResponseStream.Current;
            switch (question.KindCase)
            {
                case Question.KindOneofCase.Welcome when settings is null:
                    settings = workshop.Accept(question.Welcome);
                    HasTakenPart = true;
                    break;
                case Question.KindOneofCase.Work when settings is not null:
                    Update update = await Task.Run(() => Work(question.Work, settings), cancellation);
                    await Say(call, new() { Update = update }, cancellation);
                    break;
                case Question.KindOneofCase.Test when settings is not null:
                    Score score = await Task.Run(() => Test(question.Test, settings), cancellation);
                    await Say(call, new() { Score = score }, cancellation);
                    break;
                case Question.KindOneofCase.Farewell:
                    await HangUp(call, cancellation);
                    return true;
                default:
                    throw new InvalidDataException(
                        $"The server asked client {client} for '{question.KindCase}', which it does not know here.");
            }
        }

        return false;
    }

    // A server that refuses may have ended the call before all is said: then this is cancelled, and why is in the status, which is read
    // next. So is the status of a connection that broke while this was written, of which the library lets the stream's own exception
    // through. What else goes wrong is told at once.
    private static async Task Say(AsyncDuplexStreamingCall<Answer, Question> call, Answer answer, CancellationToken cancellation)
    {
        try
        {
            await call.RequestStream.WriteAsync(answer, cancellation);
        }
        catch (Exception ended) when (ended is IOException or RpcException { StatusCode: StatusCode.Cancelled })
        {
        }
    }

    // All is said: that the server ends the call, or itself, or that this client is stopped, before this is through is no failure.
    private static async Task HangUp(AsyncDuplexStreamingCall<Answer, Question> call, CancellationToken cancellation)
    {
        try
        {
            await call.RequestStream.CompleteAsync();
            await call.ResponseStream.MoveNext(cancellation);
        }
        catch (Exception ended) when (ended is IOException or RpcException)
        {
        }
    }

    private Update Work(Work work, LearningSettings settings)
    {
        float[] parameters = Parameters(work.Parameters, settings);
        var direction = new float[parameters.Length];
        (float loss, double seconds) = workshop.Learning(settings).Compute(client, data.Train, (long)work.Round, parameters, direction);
        return new()
        {
            Round = work.Round,
            Direction = UnsafeByteOperations.UnsafeWrap(FlatNumbers.ToBytes(direction)),
            Loss = loss,
            Seconds = seconds,
        };
    }

    private Score Test(Test test, LearningSettings settings)
    {
        float[] parameters = Parameters(test.Parameters, settings);
        using LocalTest local = new(settings, data);
        (int[] right, int[] leaky) = workshop.OneAtATime(() => local.Run(parameters));
        Score score = new() { Round = test.Round, Examples = (uint)local.Examples, Usual = (uint)local.OfUsualClass };
        score.Right.AddRange(right.Select(static count => (uint)count));
        score.Leaky.AddRange(leaky.Select(static count => (uint)count));
        return score;
    }

    private float[] Parameters(ByteString bytes, LearningSettings settings)
    {
        var parameters = new float[settings.Parameters];
        return FlatNumbers.Read(bytes.Span, parameters) is { } wrong
            ? throw new InvalidDataException(OneLine.Of($"The server sent client {client} parameters of {wrong}."))
            : parameters;
    }
}

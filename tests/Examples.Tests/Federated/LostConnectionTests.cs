using AutogradMaml.Examples.Federated;
using Grpc.Core;

namespace AutogradMaml.Examples.Tests.Federated;

/// <summary>A connection that breaks while the client writes: the library lets the stream's own exception through then, where a call
/// that is lost otherwise ends in a status.</summary>
public sealed class LostConnectionTests
{
    private static readonly ClientData Data = new SyntheticClients(3).Of(0);

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.Cancelled)]
    public async Task A_connection_that_breaks_while_the_client_writes_is_a_lost_call_and_its_status_is_told(StatusCode status)
    {
        using Workshop workshop = new(Data.Train.Features, Data.Classes);
        Participation client = new(0, Data, workshop);
        BrokenCalls calls = new(new IOException("Connection reset by peer"), status);

        RpcException lost = await Assert.ThrowsAsync<RpcException>(
            () => client.TakePart(calls, TestContext.Current.CancellationToken));

        Assert.Equal(status, lost.StatusCode);
        Assert.Equal(1, calls.Writes);
        Assert.False(client.HasTakenPart);
    }

    [Fact]
    public async Task What_else_goes_wrong_while_the_client_writes_is_told_at_once()
    {
        using Workshop workshop = new(Data.Train.Features, Data.Classes);
        Participation client = new(0, Data, workshop);
        BrokenCalls calls = new(new InvalidOperationException("The call is over."), StatusCode.Unavailable);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.TakePart(calls, TestContext.Current.CancellationToken));
    }

    // Calls whose connection breaks at the first write; what is read then is how the call ended.
    private sealed class BrokenCalls(Exception atWriting, StatusCode status) : CallInvoker
    {
        public int Writes { get; private set; }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options)
            => new(
                new Writer<TRequest>(this, atWriting),
                new Reader<TResponse>(new RpcException(new Status(status, "The call has ended."))),
                Task.FromResult(new Metadata()),
                static () => Status.DefaultSuccess,
                static () => [],
                static () => { });

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
            => throw new NotSupportedException();

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
            => throw new NotSupportedException();

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
            => throw new NotSupportedException();

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options)
            => throw new NotSupportedException();

        private sealed class Writer<T>(BrokenCalls calls, Exception exception) : IClientStreamWriter<T>
        {
            public WriteOptions? WriteOptions { get; set; }

            public Task WriteAsync(T message)
            {
                calls.Writes++;
                return Task.FromException(exception);
            }

            public Task WriteAsync(T message, CancellationToken cancellationToken) => WriteAsync(message);

            public Task CompleteAsync() => Task.FromException(exception);
        }

        private sealed class Reader<T>(RpcException end) : IAsyncStreamReader<T>
        {
            public T Current => throw new InvalidOperationException("Nothing was read.");

            public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromException<bool>(end);
        }
    }
}

using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AutogradMaml.Examples.Federated;

/// <summary>The server on the network: gRPC over HTTP/2 and TLS.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    // A machine that went away without a word is noticed after these two.
    private static readonly TimeSpan AskedAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(10);

    private readonly WebApplication _application;

    private ServerHost(WebApplication application) => _application = application;

    /// <summary>Where the server is reached.</summary>
    public Uri Address => new(
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts listening.</summary>
    /// <param name="rounds">The rounds that clients take part in.</param>
    /// <param name="endpoint">Address and port; port 0 for any that is free.</param>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="log">What happened, a line each.</param>
    /// <exception cref="IOException">The port is taken, or may not be used.</exception>
    public static async Task<ServerHost> Start(Rounds rounds, IPEndPoint endpoint, X509Certificate2 certificate, Action<string> log)
    {
        // Nothing ambient: no settings files, no environment variables.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.KeepAlivePingDelay = AskedAfter;
            kestrel.Limits.Http2.KeepAlivePingTimeout = AnsweredWithin;
            kestrel.Limits.Http2.MaxStreamsPerConnection = rounds.Settings.Clients;
            kestrel.Limits.MaxConcurrentConnections = Math.Max(16, 4L * rounds.Settings.Clients);

            // A call lasts as long as its client takes part, in which it may have nothing to say for a while.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(endpoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(certificate);
            });
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = Messages.Most(rounds.Settings.Learning);
            grpc.MaxSendMessageSize = Messages.Most(rounds.Settings.Learning);
            grpc.IgnoreUnknownServices = false;
        });
        builder.Services.AddSingleton(new FederationService(rounds, log));
        WebApplication application = builder.Build();
        application.UseRouting();
        application.MapGrpcService<FederationService>();
        try
        {
            await application.StartAsync();
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new(application);
    }

    /// <summary>Stops listening; calls that still last are ended.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }
}

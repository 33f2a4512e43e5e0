using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Federated;

/// <summary>Clients as a process.</summary>
internal static class Take
{
    /// <summary>Takes part until the federation ends.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <returns>The exit code.</returns>
    public static int Part(ClientOptions options)
    {
        using Interruption interruption = new();
        try
        {
            new ClientHost(options, Console.Out.WriteLine).Run(interruption.Token).GetAwaiter().GetResult();
            return ExitCodes.Success;
        }
        catch (Exception exception) when (interruption.Token.IsCancellationRequested
            && exception is OperationCanceledException or Grpc.Core.RpcException)
        {
            Console.Error.WriteLine("Stopped.");
            return interruption.ExitCode;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(OneLine.Of(exception));
            return ExitCodes.Failure;
        }
    }
}

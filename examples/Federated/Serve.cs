using System.Security.Cryptography.X509Certificates;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Federated;

/// <summary>A server as a process: it says where it is reached, and what happens, a line each.</summary>
internal static class Serve
{
    private const int LongestPassword = 4096;

    /// <summary>What stands in front of the address in the first line.</summary>
    public const string Listening = "listening at ";

    /// <summary>What stands between address and fingerprint there.</summary>
    public const string WithFingerprint = " with fingerprint ";

    /// <summary>Runs it to the end of the rounds.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(ServeOptions options)
    {
        using Interruption interruption = new();
        try
        {
            Execute(options, Line, interruption.Token).GetAwaiter().GetResult();
            return ExitCodes.Success;
        }
        catch (OperationCanceledException stopped)
        {
            Console.Error.WriteLine($"{stopped.Message} Go on with the same command and --resume.");
            return interruption.ExitCode;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotFiniteNumberException)
        {
            Console.Error.WriteLine(OneLine.Of(exception));
            return ExitCodes.Failure;
        }
    }

    /// <summary>Runs it to the end of the rounds.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="log">What happens, a line each; the first says where the server is reached.</param>
    /// <param name="cancellation">Stops it, with a checkpoint.</param>
    public static async Task Execute(ServeOptions options, Action<string> log, CancellationToken cancellation)
    {
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        using X509Certificate2 certificate = options.Certificate is { } file
            ? ServerCertificate.Read(file, Password(options.PasswordFile))
            : ServerCertificate.Own(options.Folder, options.Resume, TimeProvider.System);
        Rounds rounds = new(options.Settings, new(folder, options.Settings), log);
        await using ServerHost host = await ServerHost.Start(rounds, options.Endpoint, certificate, log);
        log($"{Listening}{host.Address.GetLeftPart(UriPartial.Authority)}{WithFingerprint}{ServerCertificate.Fingerprint(certificate)}");
        await rounds.Run(options.Resume, cancellation);
        await rounds.Members.WaitForNone(TimeSpan.FromSeconds(10));
    }

    private static string? Password(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            byte[] bytes = Nn.RegularFile.ReadAllBytes(path, LongestPassword);
            return System.Text.Encoding.UTF8.GetString(bytes).Split('\n')[0].TrimEnd('\r');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--password-file: {OneLine.Of(exception)}");
        }
    }

    private static void Line(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
        }
    }
}

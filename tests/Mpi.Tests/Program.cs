using AutogradMaml.Mpi.Tests.Support;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace AutogradMaml.Mpi.Tests;

/// <summary>Runs the tests, or one rank of a job that a test starts.</summary>
internal static class Program
{
    // The platform that `dotnet test` speaks asks for itself; everything else is the command line of xunit.
    public static Task<int> Main(string[] arguments)
        => arguments is [RankProgram.Verb, .. string[] rest]
            ? Task.FromResult(RankProgram.Run(rest))
            : arguments.Contains("--server")
                ? TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
                : ConsoleRunner.Run(arguments);
}

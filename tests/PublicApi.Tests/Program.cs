using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>Runs the tests, or in a process of its own the training that a test kills.</summary>
internal static class Program
{
    // The platform that `dotnet test` speaks asks for itself; everything else is the command line of xunit.
    public static Task<int> Main(string[] arguments)
        => arguments is [KilledOwnLearner.Verb, string name, string checkpoint]
            ? Task.FromResult(KilledOwnLearner.Run(name, checkpoint))
            : arguments.Contains("--server")
                ? TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
                : ConsoleRunner.Run(arguments);
}

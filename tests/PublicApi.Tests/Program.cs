using Xunit.Runner.InProc.SystemConsole;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>Runs the tests, or in a process of its own the training that a test kills.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
        => arguments is [KilledOwnLearner.Verb, string name, string checkpoint]
            ? KilledOwnLearner.Run(name, checkpoint)
            : await ConsoleRunner.Run(arguments);
}

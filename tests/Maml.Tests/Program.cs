using AutogradMaml.Maml.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace AutogradMaml.Maml.Tests;

/// <summary>Runs the tests, or in a process of its own the training that a test kills.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
        => arguments is [KilledTraining.Verb, string checkpoint] ? KilledTraining.Run(checkpoint) : await ConsoleRunner.Run(arguments);
}

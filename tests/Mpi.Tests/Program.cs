using AutogradMaml.Mpi.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace AutogradMaml.Mpi.Tests;

/// <summary>Runs the tests, or one rank of a job that a test starts.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
        => arguments is [RankProgram.Verb, .. string[] rest] ? RankProgram.Run(rest) : await ConsoleRunner.Run(arguments);
}

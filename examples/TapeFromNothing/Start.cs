using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.TapeFromNothing;

/// <summary>Runs the chapter, whose own file is whole without this one, as a program that takes no arguments and tells of its
/// failures.</summary>
internal static class Start
{
    private const string Help =
        "TapeFromNothing: builds an engine from nothing and checks its derivatives against values worked out by hand. No options but " +
            "--help.";

    private static int Main(string[] arguments) => ConsoleProgram.Run(arguments, Help, Chapter.Main);
}

using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Records;

return ConsoleProgram.Run(() => CommandLine.Run(args, Console.Out));

using AutogradMaml.Examples.Exercises;
using AutogradMaml.Examples.Processes;

return ConsoleProgram.Run(() => CommandLine.Run(args, Console.Out));

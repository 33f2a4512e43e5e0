using AutogradMaml.Examples.Alphabets;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

return ConsoleProgram.Run(
    () => CommandLine.Invoke(args, static options => Session.Run(options, new Run(options).Execute), Console.Error));

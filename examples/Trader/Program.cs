using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Trader;

return ConsoleProgram.Run(
    () => CommandLine.Invoke(args, static options => Session.Run(options, new Run(options).Execute), Console.Error));

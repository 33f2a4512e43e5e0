using AutogradMaml.Benchmarks;
using AutogradMaml.Examples.Processes;

return ConsoleProgram.Run(() => BenchmarkCommand.Invoke(args, Console.Error));

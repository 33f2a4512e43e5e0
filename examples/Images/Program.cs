using AutogradMaml.Examples.Images;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

return ConsoleProgram.Run(() => CommandLine.Invoke(args, Start, Console.Error));

static int Start(RunOptions options)
    => Session.Run(options, options.Mpi, ranks => new Run(options with { Ranks = ranks }).Execute);

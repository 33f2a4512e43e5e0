using AutogradMaml.Examples.Materials;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

return ConsoleProgram.Run(() => CommandLine.Invoke(args, Start, Console.Error));

static int Start(RunOptions options)
    => Session.Run(options, options.Kind == Kind.Kinetics ? new KineticsRun(options).Execute : new MoleculesRun(options).Execute);

using AutogradMaml.Examples.Materials;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

return ConsoleProgram.Run(
    () => CommandLine.Invoke(
        args, static options => Session.Run(new KineticsRun(options).Execute, options.ResumeCommand), Console.Error));

// With no argument: a planted mistake, found and named. With --picture FOLDER the sweep of the step is drawn there as well. With
// --catalogue every operation of the library is checked, with --learners every learner. --help says what else there is.
using AutogradMaml.Examples.Checking;
using AutogradMaml.Examples.Processes;

return ConsoleProgram.Run(() => args.Length == 0
    ? PlantedMistake.Run(Console.Out)
    : CatalogueCommand.Invoke(args, Console.Out, Console.Error));

// With no argument: a planted mistake, found and named. With --picture FOLDER the sweep of the step is drawn there as well. With --catalogue every
// operation of the library is checked.
using AutogradMaml.Examples.Checking;

return args switch
{
    [] => PlantedMistake.Run(Console.Out),
    ["--picture", string folder] => PlantedMistake.Run(Console.Out, folder),
    _ => CatalogueCommand.Invoke(args, Console.Out, Console.Error),
};

using AutogradMaml.Examples.Checking;

return CatalogueCommand.Invoke(args.Length == 0 ? ["--help"] : args, Console.Out, Console.Error);

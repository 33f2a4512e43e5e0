using AutogradMaml.Examples.Sinusoid;

return CommandLine.Invoke(args, Session.Run, Console.Error);

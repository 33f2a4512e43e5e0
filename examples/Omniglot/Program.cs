using AutogradMaml.Examples.Omniglot;
using AutogradMaml.Examples.Runs;

return CommandLine.Invoke(args, static options => Session.Run(new Run(options).Execute, options.ResumeCommand), Console.Error);

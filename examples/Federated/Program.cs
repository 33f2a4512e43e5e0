using AutogradMaml.Examples.Federated;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

return ConsoleProgram.Run(() => CommandLine.Invoke(args, new(Start, Serve.Execute, Take.Part, Divide.Execute), Console.Error));

static int Start(RunOptions options)
    => Session.Run(options, (output, _, cancellation) => new Run(options).Execute(output, cancellation));

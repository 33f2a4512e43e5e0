using AutogradMaml.Benchmarks.Timing;
using BenchmarkDotNet.Running;

// `-- time CASE` times one case by itself. Otherwise the benchmark classes of this assembly run, chosen on the command line:
// `-- --list flat` names them, `-- --filter '*Name*'` runs some.
if (args is ["time", ..])
{
    return TimeCommand.Run(args.AsSpan(1));
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

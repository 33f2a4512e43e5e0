using BenchmarkDotNet.Running;

// Runs the benchmark classes of this assembly, chosen on the command line: `-- --list flat` names them, `-- --filter '*Name*'` runs some.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);

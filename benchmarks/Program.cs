using System.Runtime;
using AutogradMaml.Benchmarks;
using AutogradMaml.Benchmarks.Timing;
using AutogradMaml.Benchmarks.Work;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Perfolizer.Horology;

// `-- time CASE` times one case by itself, `-- profile CASE` tells where its time goes. Otherwise the benchmark classes of this assembly
// run: by default those of the short list, with `-- --deep` all of them; with other arguments what they choose: `-- --list flat` names
// them, `-- --filter '*Name*'` runs some.
if (args is ["time", ..])
{
    return TimeCommand.Run(args.AsSpan(1));
}

// What recording and planning takes the first time; run it in a process of its own each time.
if (args is [StartWork.Argument])
{
    double milliseconds = StartWork.Once();
    Console.WriteLine(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $$"""{"name":"start/sin_exact_1_first","ms":{{milliseconds:F2}},"process_compilation_ms":{{JitInfo.GetCompilationTime().TotalMilliseconds:F2}},"process_compiled_methods":{{JitInfo.GetCompiledMethodCount()}}}"""));
    return 0;
}

if (args is ["profile", ..])
{
    return ProfileCommand.Run(args.AsSpan(1));
}

// Ten measurements of a quarter of a second, after warming up: minutes for the short list, and a spread that can be judged.
Job job = Job.Default.WithWarmupCount(3).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(250));
string[] chosen = args switch
{
    [] => ["--filter", "*", "--anyCategories", Lists.Default],
    ["--deep"] => ["--filter", "*", "--anyCategories", Lists.Default, Lists.Deep],
    _ => args,
};
// Each class is built anew as a program of its own, which takes its time on a busy machine.
IConfig config = DefaultConfig.Instance.AddJob(job).WithBuildTimeout(TimeSpan.FromMinutes(10));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(chosen, config);
return 0;

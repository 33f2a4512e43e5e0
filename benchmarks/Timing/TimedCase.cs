namespace AutogradMaml.Benchmarks.Timing;

/// <summary>A named piece of work to be timed by itself.</summary>
/// <param name="Name">The name, the same as that of the same work elsewhere.</param>
/// <param name="Make">Prepares the work.</param>
/// <param name="MakeOnThreads">Prepares the work for a number of threads, where it can run on several.</param>
internal sealed record TimedCase(string Name, Func<TimedWork> Make, Func<int, TimedWork>? MakeOnThreads = null);

/// <summary>Prepared work.</summary>
/// <param name="Run">One repetition.</param>
/// <param name="Owner">What to dispose of afterwards.</param>
/// <param name="Times">How often one repetition does the work, for work too short to be timed alone; times are given for once.</param>
/// <param name="Operations">The multiplications and additions of the work done once, or 0 where no rate is asked for.</param>
internal sealed record TimedWork(Action Run, IDisposable Owner, int Times = 1, long Operations = 0);

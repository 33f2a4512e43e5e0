using System.Diagnostics;
using System.Text.Json;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary><c>time CASE</c>: times one case by itself and prints one line of JSON; <c>time --list</c> names the cases.</summary>
internal static class TimeCommand
{
    private const int FewestRepetitions = 30;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    /// <summary>Runs the command.</summary>
    /// <param name="name">The name of the case; null where they are to be named.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="list">Whether the cases are named in place of timing one.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">There is no such case, or it does not run on that many threads.</exception>
    public static int Run(string? name, int threads, bool list)
    {
        if (list == (name is not null))
        {
            throw new UsageException("time: expected the name of a case or --list, one of the two.");
        }

        if (name is null)
        {
            foreach (TimedCase known in TimedCases.All)
            {
                Console.WriteLine(known.Name);
            }

            return ExitCodes.Success;
        }

        TimedCase chosen = TimedCases.Named(name);
        if (threads > 1 && chosen.MakeOnThreads is null)
        {
            throw new UsageException($"The case '{name}' runs on one thread, got --threads {threads}.");
        }

        Console.WriteLine(Measure(chosen, threads));
        return ExitCodes.Success;
    }

    private static string Measure(TimedCase chosen, int threads)
    {
        TimedWork work = threads > 1 ? chosen.MakeOnThreads!(threads) : chosen.Make();
        using IDisposable owner = work.Owner;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUp)
        {
            work.Run();
        }

        List<double> times = [];
        start = Stopwatch.GetTimestamp();
        while (times.Count < FewestRepetitions || Stopwatch.GetElapsedTime(start) < Measured)
        {
            long before = Stopwatch.GetTimestamp();
            work.Run();
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds / work.Times);
        }

        times.Sort();
        using Process process = Process.GetCurrentProcess();
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("name", chosen.Name);
            json.WriteNumber("threads", threads);
            json.WriteNumber("median_ms", times[times.Count / 2]);
            json.WriteNumber("min_ms", times[0]);
            json.WriteNumber("max_ms", times[^1]);
            json.WriteNumber("reps", times.Count);
            if (work.Operations > 0)
            {
                json.WriteNumber("gflops", work.Operations / times[times.Count / 2] * 1e-6);
            }

            json.WriteNumber("rss_mb", process.WorkingSet64 / (1024.0 * 1024.0));
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}

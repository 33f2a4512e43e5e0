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
    /// <param name="against">A case to hold it against, repetition by repetition; null for none.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">There is no such case, or it does not run on that many threads.</exception>
    public static int Run(string? name, int threads, bool list, string? against)
    {
        if (list == (name is not null) || (list && against is not null))
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

        Console.WriteLine(against is null ? Measure(chosen, threads) : Compare(chosen, TimedCases.Named(against), threads));
        return ExitCodes.Success;
    }

    // In turn, so that whatever else the machine does meets both.
    private static string Compare(TimedCase chosen, TimedCase other, int threads)
    {
        if (threads > 1 && other.MakeOnThreads is null)
        {
            throw new UsageException($"The case '{other.Name}' runs on one thread, got --threads {threads}.");
        }

        TimedWork[] works = [Make(chosen, threads), Make(other, threads)];
        using IDisposable owner = works[0].Owner;
        using IDisposable otherOwner = works[1].Owner;
        List<double>[] times = [[], []];
        List<double> ratios = [];
        long start = Stopwatch.GetTimestamp();
        bool isWarm = false;
        Span<double> pair = stackalloc double[2];
        while (!isWarm || ratios.Count < FewestRepetitions || Stopwatch.GetElapsedTime(start) < 2 * Measured)
        {
            if (!isWarm && Stopwatch.GetElapsedTime(start) > WarmUp)
            {
                isWarm = true;
                start = Stopwatch.GetTimestamp();
            }

            for (int k = 0; k < pair.Length; k++)
            {
                // Now one first and now the other.
                int which = (k + ratios.Count) % 2;
                long before = Stopwatch.GetTimestamp();
                works[which].Run();
                pair[which] = Stopwatch.GetElapsedTime(before).TotalMilliseconds / works[which].Times;
            }

            if (isWarm)
            {
                times[0].Add(pair[0]);
                times[1].Add(pair[1]);
                ratios.Add(pair[0] / pair[1]);
            }
        }

        ratios.Sort();
        return JsonSerializer.Serialize(new
        {
            name = chosen.Name,
            against = other.Name,
            threads,
            median_ms = MeasuredTimes.Median(times[0]),
            against_median_ms = MeasuredTimes.Median(times[1]),
            ratio = MeasuredTimes.Median(ratios),
            lower_quartile = ratios[ratios.Count / 4],
            upper_quartile = ratios[3 * ratios.Count / 4],
            rate_share = RateShare(works, MeasuredTimes.Median(ratios)),
            reps = ratios.Count,
        });
    }

    // Which share of the other's operations in a second it has, where both are counted: against peak/f32 that is of what the processor
    // can do.
    private static double? RateShare(TimedWork[] works, double ratio)
        => works[0].Operations > 0 && works[1].Operations > 0 ? works[0].Operations / ratio / works[1].Operations : null;

    private static TimedWork Make(TimedCase chosen, int threads) => threads > 1 ? chosen.MakeOnThreads!(threads) : chosen.Make();

    private static string Measure(TimedCase chosen, int threads)
    {
        TimedWork work = Make(chosen, threads);
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

using System.Diagnostics;
using System.Text.Json;
using static TorchSharp.torch;

namespace AutogradMaml.Benchmarks.Peers;

/// <summary>Times a case in this process, as harness.py does: the same warm-up, the same fields.</summary>
internal static class Harness
{
    private const int FewestRepetitions = 30;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    /// <summary>Times a case.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="threads">On how many threads of LibTorch.</param>
    /// <param name="make">Makes the work.</param>
    /// <returns>A line of JSON.</returns>
    public static string Time(string name, int threads, Func<Action> make)
    {
        set_num_threads(threads);
        manual_seed(1);
        Action work = make();
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUp)
        {
            Once(work);
        }

        GC.Collect();
        List<double> times = [];
        start = Stopwatch.GetTimestamp();
        while (times.Count < FewestRepetitions || Stopwatch.GetElapsedTime(start) < Measured)
        {
            long before = Stopwatch.GetTimestamp();
            Once(work);
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        times.Sort();
        return JsonSerializer.Serialize(new
        {
            name,
            threads,
            median_ms = times[times.Count / 2],
            min_ms = times[0],
            max_ms = times[^1],
            reps = times.Count,
            rss_mb = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0,
        });
    }

    // Arrays go back at once and not when the collector comes to them: otherwise memory is what is measured.
    private static void Once(Action work)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        work();
    }
}

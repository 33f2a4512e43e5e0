using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary><c>time CASE</c>: times one case by itself and prints one line of JSON; <c>time --list</c> names the cases.</summary>
internal static class TimeCommand
{
    private const int FewestRepetitions = 30;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>time</c>.</param>
    /// <returns>0, or 2 for bad usage.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is ["--list"])
        {
            foreach (TimedCase known in TimedCases.All)
            {
                Console.WriteLine(known.Name);
            }

            return 0;
        }

        int threads = 1;
        if (arguments.Length is not (1 or 3)
            || (arguments.Length == 3 && (arguments[1] != "--threads" || !int.TryParse(arguments[2], NumberStyles.None, CultureInfo.InvariantCulture, out threads))))
        {
            return Refuse("usage: time CASE [--threads N], or time --list");
        }

        string name = arguments[0];
        TimedCase? chosen = TimedCases.All.FirstOrDefault(candidate => candidate.Name == name);
        if (chosen is null)
        {
            return Refuse($"There is no case '{name}': time --list names them.");
        }

        if (threads < 1 || (threads > 1 && chosen.MakeOnThreads is null))
        {
            return Refuse($"The case '{name}' runs on one thread, got --threads {threads}.");
        }

        Console.WriteLine(Measure(chosen, threads));
        return 0;
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

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace AutogradMaml.Examples.Runs;

/// <summary>How long a training has taken and will take.</summary>
/// <param name="first">The iteration it began at.</param>
public sealed class Pace(long first)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>The time left at the pace so far.</summary>
    /// <param name="iteration">The iterations done.</param>
    /// <param name="iterations">The iterations to do.</param>
    public TimeSpan Left(long iteration, long iterations)
        => iteration > first ? Elapsed * ((double)(iterations - iteration) / (iteration - first)) : TimeSpan.Zero;

    /// <summary>The iterations in a second so far.</summary>
    /// <param name="iteration">The iterations done.</param>
    public double Rate(long iteration) => (iteration - first) / Math.Max(Elapsed.TotalSeconds, 1e-9);

    /// <summary>A time in words: seconds below a minute, then minutes and seconds, then hours and minutes.</summary>
    public static string Words(TimeSpan time)
        => time.TotalSeconds < 59.5 ? time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s"
            : time.TotalHours < 1 ? time.ToString("m':'ss", CultureInfo.InvariantCulture) + " min"
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm} h");
}

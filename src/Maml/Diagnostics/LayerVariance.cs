using System.Text.Json;

namespace AutogradMaml.Maml;

/// <summary>Where the variance of one task's meta-gradient comes from, as sums over the numbers of a meta-parameter, or over all of
/// them.</summary>
/// <param name="Name">The meta-parameter; <c>all</c> for all together.</param>
/// <param name="Task">From the drawing of the task, of the expected gradient of each.</param>
/// <param name="Support">From the drawing of the support set, given the task.</param>
/// <param name="Query">From the drawing of the query set.</param>
/// <param name="Both">From what support and query set do together, beyond the sum of the two.</param>
/// <param name="Signal">|mean gradient|^2, freed of its noise: an unbiased estimate, which may be below 0 where there is no signal.</param>
public sealed record LayerVariance(string Name, Estimate Task, Estimate Support, Estimate Query, Estimate Both, Estimate Signal)
{
    /// <summary>The variance of the gradient of one task with one support and one query set.</summary>
    public double Total => Task.Value + Support.Value + Query.Value + Both.Value;

    /// <summary>Signal to noise of the mean gradient of a meta-batch: |mean| / sqrt(total / tasks). It grows as the root of the meta-batch,
    /// so that four times as many tasks double it.</summary>
    /// <param name="metaBatch">The number of tasks; at least 1.</param>
    /// <returns>NaN where the estimated signal is below 0.</returns>
    public double SignalToNoise(int metaBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(metaBatch, 1);
        return Math.Sqrt(Signal.Value * metaBatch / Total);
    }

    /// <summary>The meta-batch that gives a ratio of signal to noise: ratio^2 total / |mean|^2.</summary>
    /// <param name="signalToNoise">The ratio; above 0.</param>
    /// <returns>NaN where the estimated signal is below 0.</returns>
    public double MetaBatchFor(double signalToNoise)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(signalToNoise);
        return Signal.Value < 0 ? double.NaN : signalToNoise * signalToNoise * Total / Signal.Value;
    }

    /// <summary>Writes the parts as an object.</summary>
    internal void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        Task.WriteJson(writer, "task");
        Support.WriteJson(writer, "support");
        Query.WriteJson(writer, "query");
        Both.WriteJson(writer, "both");
        Signal.WriteJson(writer, "signal");
        writer.WriteEndObject();
    }
}

using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Takes the statistics that the normalization layers hand out in one pass through a net.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class StatisticsCollector<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<KeyValuePair<string, Variable<T>>> _collected = [];

    /// <summary>What was collected: [channels] each, or [tasks, channels], under the names of the layers. Variables on the tape, which can
    /// be differentiated; <see cref="Variables{T}.ToParameters"/> makes data of them.</summary>
    public Variables<T> Statistics => new(_collected);

    /// <summary>Takes a layer's statistic.</summary>
    internal void Add(string name, Variable<T> value)
    {
        if (_collected.Exists(entry => entry.Key == name))
        {
            throw new InvalidOperationException(
                $"The statistic '{name}' was collected before: a collector serves one pass through a net, make a new one for the next.");
        }

        _collected.Add(KeyValuePair.Create(name, value));
    }
}

namespace AutogradMaml.Examples.Runs;

/// <summary>A sequence of numbers drawn in a few characters, the lowest as the lowest block: where they come from and where they
/// go.</summary>
/// <param name="width">The number of characters at most; even.</param>
public sealed class SparkLine(int width)
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    private readonly List<double> _means = [];
    private int _together = 1;
    private int _count;
    private double _sum;

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; one that is not finite is passed over.</param>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        _sum += value;
        if (++_count < _together)
        {
            return;
        }

        _means.Add(_sum / _count);
        (_sum, _count) = (0, 0);
        if (_means.Count > width)
        {
            // Neighbours together, so that the whole sequence stays in sight.
            double[] halved = [.. Enumerable.Range(0, _means.Count / 2).Select(k => (_means[2 * k] + _means[(2 * k) + 1]) / 2)];
            if (_means.Count % 2 == 1)
            {
                (_sum, _count) = (_means[^1] * _together, _together);
            }

            _means.Clear();
            _means.AddRange(halved);
            _together *= 2;
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (_means.Count == 0)
        {
            return string.Empty;
        }

        double least = _means.Min();
        double range = _means.Max() - least;
        return string.Concat(_means.Select(
            mean => Blocks[range > 0 ? Math.Min((int)((mean - least) / range * Blocks.Length), Blocks.Length - 1) : 0]));
    }
}

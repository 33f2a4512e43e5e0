namespace AutogradMaml.Autograd.Checking;

/// <summary>What the wrong elements of an input have in common.</summary>
/// <param name="Examined">How many elements were compared.</param>
/// <param name="Wrong">The places of those that are wrong.</param>
/// <param name="Factor">analytic / numeric, where it is the same for all wrong elements; otherwise null.</param>
internal sealed record ErrorPattern(int Examined, IReadOnlyList<int> Wrong, double? Factor)
{
    private const int MostElements = 64;

    /// <summary>Compares elements one by one: all of them, or a random choice that includes the one that is known to be wrong.</summary>
    public static ErrorPattern Of(GradientAtPoint gradient, CheckedInput input, int? known, ulong seed, bool isDouble)
    {
        int[] elements = input.Length <= MostElements
            ? [.. Enumerable.Range(0, input.Length)]
            : [.. new RandomStream(seed, "gradient check elements", input.Offset).Choose(MostElements, input.Length)];
        if (known is { } element && !elements.Contains(element))
        {
            elements[0] = element;
        }

        Array.Sort(elements);
        Probe[] probes = Array.ConvertAll(elements, place => gradient.Element(input, place));
        Probe[] wrong = [.. probes.Where(static probe => !probe.Passed && double.IsFinite(probe.Numeric))];
        if (wrong.Length == 0)
        {
            return new(elements.Length, [], null);
        }

        // The ratio of small elements is mostly rounding.
        double largest = wrong.Max(static probe => Math.Abs(probe.Numeric));
        double[] ratios = [.. wrong.Where(probe => Math.Abs(probe.Numeric) > 0.01 * largest).Select(static probe => probe.Analytic / probe.Numeric)];
        Array.Sort(ratios);
        double? factor = null;
        if (ratios.Length > 0 && largest > 0)
        {
            double median = ratios[ratios.Length / 2];
            double spread = (isDouble ? 1e-4 : 1e-2) * Math.Max(Math.Abs(median), 1e-3);
            factor = ratios[^1] - median <= spread && median - ratios[0] <= spread ? median : null;
        }

        return new(elements.Length, [.. wrong.Select(static probe => probe.Element!.Value)], factor);
    }
}

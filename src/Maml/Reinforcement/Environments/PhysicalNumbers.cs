using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The numbers of a mechanism (masses, lengths, forces) as a task: each its nominal value times a factor uniform on [1 - spread, 1
/// + spread].</summary>
internal static class PhysicalNumbers
{
    public static double RequireSpread(double spread) => spread is >= 0 and < 1
        ? spread
        : throw new ArgumentOutOfRangeException(
            nameof(spread), FormattableString.Invariant($"The spread of physical numbers is at least 0 and below 1, got {spread}."));

    public static void Draw(ReadOnlySpan<double> nominal, double spread, RandomStream random, Span<double> task)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (int k = 0; k < nominal.Length; k++)
        {
            task[k] = nominal[k] * random.NextUniform(1 - spread, 1 + spread);
        }
    }
}

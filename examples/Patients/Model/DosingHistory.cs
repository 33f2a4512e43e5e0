namespace AutogradMaml.Examples.Patients;

/// <summary>Every dose that acts on a sample, in four blocks of numbers: hours since it was given, its amount, its interval at steady
/// state, and 1 where it is at steady state. Doses that are not there have an amount of 0.</summary>
/// <param name="doses">The most doses that act on one sample.</param>
/// <param name="unit">By what amounts are divided: concentrations are linear in the dose, so they are then in that unit too.</param>
internal sealed class DosingHistory(int doses, double unit = 1) : IEncoding
{
    /// <summary>The number of blocks.</summary>
    public const int Blocks = 4;

    /// <inheritdoc/>
    public int Features => Blocks * doses;

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant($"up to {doses} doses by {unit:R}");

    /// <summary>The most doses that act on one sample of some patients; at least 1.</summary>
    /// <param name="patients">The patients.</param>
    public static int Most(IEnumerable<Patient> patients) => patients
        .SelectMany(static patient => patient.Samples.Select(sample => patient.DosesBefore(sample.Time).Count()))
        .Append(1)
        .Max();

    /// <inheritdoc/>
    public void Write(Patient patient, double time, Span<double> features)
    {
        features.Clear();
        foreach ((int place, Dose dose) in patient.DosesBefore(time).Index())
        {
            features[place] = time - dose.Time;
            features[doses + place] = dose.Amount / unit;
            features[(2 * doses) + place] = dose.Interval;
            features[(3 * doses) + place] = dose.Interval > 0 ? 1 : 0;
        }
    }
}

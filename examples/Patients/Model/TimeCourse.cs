namespace AutogradMaml.Examples.Patients;

/// <summary>What a black box is told: the amount of the last dose and the hours since, and what would be left of all doses if they went
/// with half-lives of some hours, without a word on how drugs are absorbed and cleared.</summary>
/// <param name="amount">A usual amount, by which amounts are divided.</param>
internal sealed class TimeCourse(double amount) : IEncoding
{
    private static readonly double[] HalfLives = [1, 4, 16, 64];

    /// <inheritdoc/>
    public int Features => 2 + HalfLives.Length;

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant($"course of doses by {amount:R}");

    /// <summary>A usual amount of some patients: the mean of their doses.</summary>
    /// <param name="patients">The patients.</param>
    public static double UsualAmount(IEnumerable<Patient> patients)
        => patients.SelectMany(static patient => patient.Doses).Average(static dose => dose.Amount);

    /// <inheritdoc/>
    public void Write(Patient patient, double time, Span<double> features)
    {
        features.Clear();
        foreach (Dose dose in patient.DosesBefore(time))
        {
            features[0] = Math.Log(1 + time - dose.Time);
            features[1] = dose.Amount / amount;
            for (int k = 0; k < HalfLives.Length; k++)
            {
                double rate = Math.Log(2) / HalfLives[k];
                double left = Math.Exp(-rate * (time - dose.Time));
                features[2 + k] += dose.Amount / amount * (dose.Interval > 0 ? left / (1 - Math.Exp(-rate * dose.Interval)) : left);
            }
        }
    }
}

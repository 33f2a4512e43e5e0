namespace AutogradMaml.Examples.Patients;

/// <summary>A patient: one task.</summary>
/// <param name="Name">What the data call the patient.</param>
/// <param name="Doses">The doses, by time.</param>
/// <param name="Samples">The samples, by time.</param>
internal sealed record Patient(string Name, IReadOnlyList<Dose> Doses, IReadOnlyList<Sample> Samples)
{
    /// <summary>The doses that act at a time: those before it, and of those none before the last one at steady state, which stands for all
    /// that went before.</summary>
    /// <param name="time">The time, in hours.</param>
    public IEnumerable<Dose> DosesBefore(double time)
    {
        int last = 0;
        int count = 0;
        while (count < Doses.Count && Doses[count].Time < time)
        {
            last = Doses[count].Interval > 0 ? count : last;
            count++;
        }

        return Doses.Skip(last).Take(count - last);
    }
}

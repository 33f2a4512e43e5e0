namespace AutogradMaml.Examples.Patients;

/// <summary>What a model is told of a patient at the time of a sample.</summary>
internal interface IEncoding
{
    /// <summary>How many numbers.</summary>
    int Features { get; }

    /// <summary>The encoding in words.</summary>
    string Description { get; }

    /// <summary>Writes them.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="time">The time of the sample, in hours.</param>
    /// <param name="features">Where to: <see cref="Features"/> numbers.</param>
    void Write(Patient patient, double time, Span<double> features);
}

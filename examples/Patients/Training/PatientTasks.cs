using System.Globalization;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Patients;

/// <summary>Patients as tasks, one after another: the first samples are adapted to, those after them are predicted. Shorter ones are padded
/// with examples of weight 0, so that all are computed together.</summary>
internal sealed class PatientTasks : ITaskDistribution<double>
{
    private readonly (Patient Patient, int Support)[] _tasks;
    private readonly IEncoding _encoding;
    private readonly double _unit;
    private readonly TaskLayout _layout;

    /// <summary>Describes the tasks.</summary>
    /// <param name="patients">The patients.</param>
    /// <param name="encoding">What the model is told.</param>
    /// <param name="supports">How many samples are adapted to: a task of each patient for each number that leaves a sample to
    /// predict.</param>
    /// <param name="unit">By what concentrations are divided.</param>
    /// <exception cref="ArgumentException">No patient has samples enough.</exception>
    public PatientTasks(IReadOnlyList<Patient> patients, IEncoding encoding, IReadOnlyList<int> supports, double unit)
    {
        _tasks =
        [
            .. from support in supports
               from patient in patients
               where patient.Samples.Count > support
               select (patient, support),
        ];
        if (_tasks.Length == 0)
        {
            throw new ArgumentException(
                $"No patient has more samples than the {string.Join(" or ", supports)} to adapt to.", nameof(patients));
        }

        (_encoding, _unit) = (encoding, unit);
        int most = _tasks.Max(static task => task.Support);
        int queries = _tasks.Max(static task => task.Patient.Samples.Count - task.Support);
        _layout = new(
            (EpisodeNames.SupportInputs, [most, encoding.Features]),
            (EpisodeNames.SupportTargets, [most, 1]),
            (EpisodeNames.SupportWeights, [most]),
            (EpisodeNames.QueryInputs, [queries, encoding.Features]),
            (EpisodeNames.QueryTargets, [queries, 1]),
            (EpisodeNames.QueryWeights, [queries]));
    }

    /// <summary>The number of tasks.</summary>
    public int Count => _tasks.Length;

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"patients {string.Join('/', _tasks.Select(static task => $"{task.Patient.Name} from {task.Support}"))}, " +
            $"{_encoding.Description}, by {_unit:R}");

    /// <summary>What a model is told of a patient at the times of some samples, one after another.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="encoding">The encoding.</param>
    /// <param name="samples">The samples.</param>
    public static double[] Encode(Patient patient, IEncoding encoding, IReadOnlyList<Sample> samples)
    {
        double[] features = new double[samples.Count * encoding.Features];
        for (int k = 0; k < samples.Count; k++)
        {
            encoding.Write(patient, samples[k].Time, features.AsSpan(k * encoding.Features, encoding.Features));
        }

        return features;
    }

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<double> arrays)
    {
        (Patient patient, int support) = _tasks[task.Index % _tasks.Length];
        Fill(
            patient, 0, support, arrays[EpisodeNames.SupportInputs], arrays[EpisodeNames.SupportTargets],
            arrays[EpisodeNames.SupportWeights]);
        Fill(
            patient, support, patient.Samples.Count - support, arrays[EpisodeNames.QueryInputs], arrays[EpisodeNames.QueryTargets],
            arrays[EpisodeNames.QueryWeights]);
    }

    private void Fill(Patient patient, int first, int count, Span<double> inputs, Span<double> targets, Span<double> weights)
    {
        inputs.Clear();
        targets.Clear();
        weights.Clear();
        for (int k = 0; k < count; k++)
        {
            Sample sample = patient.Samples[first + k];
            _encoding.Write(patient, sample.Time, inputs.Slice(k * _encoding.Features, _encoding.Features));
            targets[k] = sample.Concentration / _unit;
            weights[k] = 1;
        }
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Patients;

/// <summary>A start and step sizes for each parameter, learned over patients: the exact meta-gradient through the inner steps (Meta-SGD, Li
/// et al., 2017), all patients in each outer step.</summary>
internal sealed class MetaFit
{
    private const double StartOfStepSizes = 0.05;

    private readonly Learner<double> _learner;
    private readonly IEncoding _encoding;
    private readonly double _unit;
    private readonly MetaSettings _settings;

    private MetaFit(Learner<double> learner, Parameters<double> meta, IEncoding encoding, double unit, MetaSettings settings)
    {
        (_learner, Meta, _encoding, _unit, _settings) = (learner, meta, encoding, unit, settings);
    }

    /// <summary>The learned meta-parameters.</summary>
    public Parameters<double> Meta { get; }

    /// <summary>The settings.</summary>
    public MetaSettings Settings => _settings;

    /// <summary>By what concentrations are divided.</summary>
    public double Unit => _unit;

    /// <summary>Where a parameter starts.</summary>
    /// <param name="name">The parameter.</param>
    public double Start(string name) => Tensors.ToArray(Meta[$"net.{name}"])[0];

    /// <summary>The step size of a parameter.</summary>
    /// <param name="name">The parameter.</param>
    public double StepSize(string name) => Math.Exp(Tensors.ToArray(Meta[$"step_size.{name}"])[0]);

    /// <summary>Trains.</summary>
    /// <param name="model">The model and what it is told.</param>
    /// <param name="patients">The patients of the training fold.</param>
    /// <param name="support">How many first samples are adapted to.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="iterations">The number of outer steps.</param>
    /// <param name="seed">The seed of a net's start.</param>
    /// <param name="cancellation">Stops it.</param>
    public static MetaFit Train(
        PatientModel model, IReadOnlyList<Patient> patients, int support, MetaSettings settings, long iterations, ulong seed,
        CancellationToken cancellation)
    {
        double unit = UnitOf(patients);
        (Module<double> module, IEncoding encoding) = model.For(patients, unit);
        NetAdaptation<double> adaptation = new(
            module, Loss.MeanSquaredError,
            StepSizes<double>.Learned(StartOfStepSizes, perElement: true, form: StepSizeForm.Positive));
        Learner<double> learner = new("meta-sgd", adaptation, new Unrolled<double>(settings.Steps));
        PatientTasks tasks = new(patients, encoding, settings.Supports(support), unit);
        TrainingPlan<double> plan = new()
        {
            Learner = learner,
            Tasks = tasks,
            Iterations = iterations,
            MetaBatch = tasks.Count,
            TasksPerBlock = tasks.Count,
            Seed = seed,
            OuterStepSize = Schedule.Cosine(model.OuterStepSize, model.OuterStepSize / 100, iterations),
            ClipNorm = 1,
        };
        Trainer<double> trainer = new(plan);
        TrainingState<double> state = trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1 }, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new(learner, state.MetaParameters, encoding, unit, settings);
    }

    /// <summary>The root mean square errors of the samples after the first ones, by patient.</summary>
    /// <param name="patients">Patients with more samples than are adapted to.</param>
    /// <param name="support">How many first samples are adapted to.</param>
    public double[] Errors(IReadOnlyList<Patient> patients, int support)
    {
        PatientTasks tasks = new(patients, _encoding, [support], _unit);
        using Evaluator<double> evaluator = new(_learner.Tested, _settings.Steps, [_settings.Steps]);
        AdaptationCurve curve = evaluator.Evaluate(Meta, tasks, 1, tasks.Count, new() { Threads = 1 });
        return [.. curve.Losses[0].Select(loss => _unit * Math.Sqrt(loss))];
    }

    /// <summary>A patient's parameters after adaptation, and what is predicted at some times.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="support">How many first samples are adapted to.</param>
    /// <param name="times">The times, in hours.</param>
    /// <param name="steps">The number of inner steps; all by default.</param>
    public (Parameters<double> Parameters, double[] Concentrations) Predict(
        Patient patient, int support, IReadOnlyList<double> times, int? steps = null)
    {
        Parameters<double> task = new PatientTasks([patient], _encoding, [support], _unit).Sample(1, 0);
        AdaptedLearner<double> adapted = _learner.Adapt(Meta, task, steps ?? _settings.Steps);
        Sample[] samples = [.. times.Select(static time => new Sample(time, 0))];
        double[] inputs = PatientTasks.Encode(patient, _encoding, samples);
        double[] predicted = Tensors.ToArray(adapted.Predict(Tensors.Wrap(inputs, [samples.Length, _encoding.Features])));
        return (adapted.Adapted.Under("net"), [.. predicted.Select(value => value * _unit)]);
    }

    // The standard deviation of the fold's concentrations.
    private static double UnitOf(IReadOnlyList<Patient> patients)
    {
        double[] values = [.. patients.SelectMany(static patient => patient.Samples).Select(static sample => sample.Concentration)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return deviation > 0 ? deviation : 1;
    }
}

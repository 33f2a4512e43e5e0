using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Patients;

/// <summary>The model at some samples of some patients, each with parameters of its own: values, and derivatives by the parameters, from
/// one program that is recorded once.</summary>
internal sealed class ModelTable : IDisposable
{
    private readonly Program<double> _program;
    private readonly Workspace<double> _workspace;
    private readonly int _samples;
    private readonly double[][] _measured;

    /// <summary>Records the program.</summary>
    /// <param name="model">The model.</param>
    /// <param name="encoding">What it is told.</param>
    /// <param name="patients">The patients.</param>
    /// <param name="samples">Which samples of each.</param>
    public ModelTable(
        CompartmentModel model, IEncoding encoding, IReadOnlyList<Patient> patients, Func<Patient, IReadOnlyList<Sample>> samples)
    {
        IReadOnlyList<Sample>[] taken = [.. patients.Select(samples)];
        _samples = taken.Max(static some => some.Count);
        _measured = [.. taken.Select(static some => some.Select(static sample => sample.Concentration).ToArray())];
        double[] features = new double[patients.Count * _samples * encoding.Features];
        for (int patient = 0; patient < patients.Count; patient++)
        {
            PatientTasks.Encode(patients[patient], encoding, taken[patient])
                .CopyTo(features, patient * _samples * encoding.Features);
        }

        using Tape<double> tape = new();
        Variable<double>[] parameters =
        [
            .. model.Parameters.Select(parameter => tape.Input(new double[patients.Count], [patients.Count, 1], parameter.Name)),
        ];
        Variable<double> prediction = model.Forward(
            new(model.Parameters.Zip(parameters, static (parameter, value) => KeyValuePair.Create(parameter.Name, value))),
            tape.Constant(features, [patients.Count, _samples, encoding.Features]));

        // A patient's samples depend on the patient's parameters alone, so one tangent of ones gives a column of every Jacobian.
        Variable<double>[] columns =
        [
            .. parameters.Select(parameter => tape.JacobianVectorProduct(prediction, parameter, tape.Ones(parameter.Shape))),
        ];
        _program = tape.Compile(parameters, [prediction, .. columns]);
        _workspace = _program.CreateWorkspace();
        Predicted = [.. _measured.Select(static some => new double[some.Length])];
        Derivatives = [.. _measured.Select(some => new double[some.Length, parameters.Length])];
    }

    /// <summary>The measured concentrations by patient.</summary>
    public IReadOnlyList<double[]> Measured => _measured;

    /// <summary>The model's concentrations by patient, as <see cref="Compute"/> left them.</summary>
    public double[][] Predicted { get; }

    /// <summary>Their derivatives by patient: [samples, parameters].</summary>
    public double[][,] Derivatives { get; }

    /// <summary>Computes both.</summary>
    /// <param name="parameters">The natural logarithms of the parameters by patient.</param>
    public void Compute(IReadOnlyList<double[]> parameters)
    {
        int count = _program.InputCount;
        for (int k = 0; k < count; k++)
        {
            Span<double> input = _workspace.Input(k);
            for (int patient = 0; patient < parameters.Count; patient++)
            {
                input[patient] = parameters[patient][k];
            }
        }

        _workspace.Run();
        for (int patient = 0; patient < parameters.Count; patient++)
        {
            for (int sample = 0; sample < _measured[patient].Length; sample++)
            {
                int place = (patient * _samples) + sample;
                Predicted[patient][sample] = _workspace.Output(0)[place];
                for (int k = 0; k < count; k++)
                {
                    Derivatives[patient][sample, k] = _workspace.Output(1 + k)[place];
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();
}

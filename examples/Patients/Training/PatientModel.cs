using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Patients;

/// <summary>What predicts concentrations: the compartment with its three numbers, or a net that knows nothing of drugs.</summary>
/// <param name="study">The study.</param>
/// <param name="doses">The most doses that act on one sample of the study.</param>
/// <param name="isBlackBox">Whether it is the net.</param>
internal sealed class PatientModel(Study study, int doses, bool isBlackBox)
{
    private const int Width = 16;

    /// <summary>The outer step size with which it is trained.</summary>
    public double OuterStepSize => isBlackBox ? 0.01 : 0.03;

    /// <summary>The model for concentrations in a unit, and what it is told.</summary>
    /// <param name="patients">The patients of the training fold, from which the net's inputs are scaled.</param>
    /// <param name="unit">By what concentrations are divided.</param>
    public (Module<double> Module, IEncoding Encoding) For(IReadOnlyList<Patient> patients, double unit)
        => isBlackBox
            ? (
                new Sequential<double>(
                    new Linear<double>(new TimeCourse(1).Features, Width), Activations.Tanh<double>(),
                    new Linear<double>(Width, Width), Activations.Tanh<double>(),
                    new Linear<double>(Width, 1)),
                new TimeCourse(TimeCourse.UsualAmount(patients)))
            : (new CompartmentModel(study.Parameters, doses), new DosingHistory(doses, unit));
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Patients;

/// <summary>Patients of a study that never were: parameters log-normal about the population's, concentrations by the model with normal
/// residuals.</summary>
internal static class SimulatedPatients
{
    /// <summary>Draws them.</summary>
    /// <param name="study">The study.</param>
    /// <param name="seed">The seed; patient i is the same whatever else is drawn.</param>
    public static IReadOnlyList<Patient> Draw(Study study, ulong seed)
    {
        SimulatedStudy simulation = study.Simulation;
        Patient[] designs = [.. Enumerable.Range(0, simulation.Patients).Select(place => Design(study, seed, place))];
        int doses = DosingHistory.Most(designs);
        CompartmentModel model = new(study.Parameters, doses);
        return
        [
            .. designs.Select((design, place) =>
            {
                RandomStream stream = new(seed, $"{study.Name} patient", place);
                using Tape<double> tape = new();
                Variables<double> parameters = new(model.Parameters.Select((parameter, k) => KeyValuePair.Create(
                    parameter.Name,
                    tape.Input([simulation.Population[k] + (simulation.Deviations[k] * stream.NextNormal())], [1]))));
                double[] features = PatientTasks.Encode(design, new DosingHistory(doses), design.Samples);
                double[] exact = model.Forward(
                    parameters, tape.Input(features, [design.Samples.Count, DosingHistory.Blocks * doses])).ToTensor().ToArray();
                return design with
                {
                    Samples =
                    [
                        .. design.Samples.Select((sample, k) => new Sample(
                            sample.Time, Math.Max(0, exact[k] + (simulation.Residual * stream.NextNormal())))),
                    ],
                };
            }),
        ];
    }

    // Doses and times as in the study, each a little early or late.
    private static Patient Design(Study study, ulong seed, int place)
    {
        SimulatedStudy simulation = study.Simulation;
        RandomStream stream = new(seed, $"{study.Name} design", place);
        double size = Math.Exp(0.1 * stream.NextNormal());
        Sample[] samples = [.. simulation.Times.Select(time => new Sample(time * (0.9 + (0.2 * stream.NextDouble())), 0))];
        List<Dose> doses = [new(0, simulation.Amounts.First * size)];
        for (double time = simulation.DoseEvery ?? double.PositiveInfinity; time < samples[^1].Time; time += simulation.DoseEvery!.Value)
        {
            doses.Add(new(time, simulation.Amounts.Next * size));
        }

        return new($"{place + 1}", doses, samples);
    }
}

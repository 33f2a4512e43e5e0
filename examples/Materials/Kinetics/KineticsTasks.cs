using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Materials;

/// <summary>Simulated alloys as tasks: measurements to calibrate with, and others, at other times and temperatures, to judge by.</summary>
/// <remarks>Inputs are [examples, 2], ln(t / s) and z of <see cref="Alloy.Coolness"/>; targets [examples, 1], X with noise. Queries lie at
/// any temperature of the range, where 5 to 95 percent have transformed.</remarks>
/// <param name="plan">What is measured.</param>
/// <param name="queries">The number of queries.</param>
/// <param name="exact">Whether queries are without noise: for the test, where the truth is known.</param>
internal sealed class KineticsTasks(MeasurementPlan plan, int queries, bool exact = false) : ITaskDistribution<float>
{
    private const string AlloyPurpose = "kinetics alloy";

    private readonly MeasurementPlan _queries = new(queries, 1, TimeChoice.Followed);
    private readonly TaskLayout _layout = new(
        (EpisodeNames.SupportInputs, [plan.Count, 2]),
        (EpisodeNames.SupportTargets, [plan.Count, 1]),
        (EpisodeNames.QueryInputs, [queries, 2]),
        (EpisodeNames.QueryTargets, [queries, 1]));

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant(
        $"{AlloyPopulation.Description}; {plan.Description}; {queries} queries{(exact ? " without noise" : string.Empty)}");

    /// <summary>The alloy of a task.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public static Alloy AlloyOf(ulong seed, long index) => AlloyPopulation.Draw(new RandomStream(seed, AlloyPurpose, index));

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<float> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Alloy alloy = AlloyPopulation.Draw(arrays.Stream(task.Seed, AlloyPurpose, task.Index));
        RandomStream support = arrays.Stream(task.SupportSeed, "kinetics support", task.Index);
        RandomStream noise = arrays.Stream(task.SupportSeed, "kinetics support noise", task.Index);
        double[] kelvins = plan.DrawTemperatures(support);
        for (int k = 0; k < plan.Count; k++)
        {
            (double logSeconds, double kelvin) = plan.Draw(alloy, k, kelvins, support);
            Write(
                alloy, logSeconds, Alloy.Coolness(kelvin), MeasurementPlan.Noise * noise.NextNormal(),
                arrays[EpisodeNames.SupportInputs].Slice(2 * k, 2), arrays[EpisodeNames.SupportTargets].Slice(k, 1));
        }

        RandomStream query = arrays.Stream(task.QuerySeed, "kinetics query", task.Index);
        RandomStream queryNoise = arrays.Stream(task.QuerySeed, "kinetics query noise", task.Index);
        for (int k = 0; k < queries; k++)
        {
            double[] anywhere = [query.NextUniform(MeasurementPlan.Coolest, MeasurementPlan.Hottest)];
            (double logSeconds, double kelvin) = _queries.Draw(alloy, k, anywhere, query);
            Write(
                alloy, logSeconds, Alloy.Coolness(kelvin), exact ? 0 : MeasurementPlan.Noise * queryNoise.NextNormal(),
                arrays[EpisodeNames.QueryInputs].Slice(2 * k, 2), arrays[EpisodeNames.QueryTargets].Slice(k, 1));
        }
    }

    private static void Write(
        Alloy alloy, double logSeconds, double coolness, double noise, Span<float> inputs, Span<float> targets)
    {
        (inputs[0], inputs[1]) = ((float)logSeconds, (float)coolness);
        targets[0] = (float)(alloy.FractionAt(logSeconds, coolness) + noise);
    }
}

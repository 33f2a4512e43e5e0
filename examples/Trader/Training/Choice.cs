using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Trader;

/// <summary>The setting of a method that did best in the validation period.</summary>
/// <param name="Method">The method.</param>
/// <param name="Learner">How it adapts.</param>
/// <param name="Parameters">Its parameters before it adapts.</param>
/// <param name="Steps">The number of steps that it adapts with.</param>
/// <param name="StepSize">Their size, or where learned ones started; 0 without steps.</param>
/// <param name="Objective">The mean over the validation windows of the objective.</param>
internal sealed record Choice(
    Method Method, Learner<float> Learner, Parameters<float> Parameters, int Steps, double StepSize, double Objective)
{
    /// <summary>The setting in words.</summary>
    public string Setting => Steps == 0
        ? "no steps"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Steps} {(Steps == 1 ? "step" : "steps")} of {(Method == Method.MetaSgd ? "learned size from " : string.Empty)}{StepSize}");

    /// <summary>Chooses: the setting with the greatest objective, the first of equal ones.</summary>
    /// <param name="method">The method.</param>
    /// <param name="settings">Its settings, each with its parameters and the numbers of steps to look at.</param>
    /// <param name="tasks">The windows of the validation period, in order.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Choice Of(
        Method method, IEnumerable<(Experiment Experiment, Parameters<float> Parameters, IReadOnlyList<int> Steps)> settings,
        MarketTasks tasks, int threads, CancellationToken cancellation)
    {
        Choice? best = null;
        foreach ((Experiment experiment, Parameters<float> parameters, IReadOnlyList<int> steps) in settings)
        {
            using Evaluator<float> evaluator = new(experiment.Learner.Tested, steps.Max(), steps);
            AdaptationCurve curve = evaluator.Evaluate(
                parameters, tasks, seed: 0, tasks.Count, new() { Threads = threads }, cancellation);
            foreach (int count in steps)
            {
                double objective = -curve.After(count).Mean;
                if (best is null || objective > best.Objective)
                {
                    best = new(method, experiment.Learner, parameters, count, experiment.StepSize, objective);
                }
            }
        }

        return best ?? throw new ArgumentException("There is at least one setting, got none.", nameof(settings));
    }
}

using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>Shows how far the run is. Nothing in the results depends on it.</summary>
internal interface IProgressView
{
    /// <summary>Does the work, with the view open while it lasts.</summary>
    /// <param name="methods">The methods that will be trained, with their numbers of iterations.</param>
    /// <param name="work">The work.</param>
    void While(IReadOnlyList<Experiment> methods, Action work);

    /// <summary>A training begins.</summary>
    /// <param name="method">The method.</param>
    /// <param name="iteration">The iteration it begins at: above 0 when it is resumed.</param>
    void Begin(Method method, long iteration);

    /// <summary>A training goes on.</summary>
    /// <param name="method">The method.</param>
    /// <param name="progress">How far it is.</param>
    void Report(Method method, TrainingProgress progress);

    /// <summary>A training is at its end.</summary>
    /// <param name="method">The method.</param>
    void End(Method method);
}

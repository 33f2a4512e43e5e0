using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>Shows how far the run is. Nothing in the results depends on it.</summary>
public interface IProgressView
{
    /// <summary>Does the work, with the view open while it lasts.</summary>
    /// <param name="trainings">The trainings of the run.</param>
    /// <param name="work">The work.</param>
    void While(IReadOnlyList<TrainingRun> trainings, Action work);

    /// <summary>A training begins.</summary>
    /// <param name="training">Its name.</param>
    /// <param name="iteration">The iteration it begins at: above 0 when it is resumed.</param>
    void Begin(string training, long iteration);

    /// <summary>A training goes on.</summary>
    /// <param name="training">Its name.</param>
    /// <param name="progress">How far it is.</param>
    void Report(string training, TrainingProgress progress);

    /// <summary>Something was measured on the way.</summary>
    /// <param name="training">The training's name.</param>
    /// <param name="text">What is to be said, in a few words.</param>
    void Note(string training, string text);

    /// <summary>A training is at its end.</summary>
    /// <param name="training">Its name.</param>
    void End(string training);
}

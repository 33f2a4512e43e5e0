using AutogradMaml.Examples.Policies;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Locomotion;

/// <summary>The trainings of the published schedule, for whoever measures them.</summary>
public static class PublishedPlans
{
    /// <summary>Why there are none here, with how to get the simulator; null if there are.</summary>
    public static string? WhyMissing => Mujoco.WhyMissing();

    /// <summary>The training of MAML on a task family.</summary>
    /// <param name="family">The name of the family on the command line.</param>
    /// <exception cref="InvalidOperationException">There is no family of that name.</exception>
    public static TrainingPlan<float> Maml(string family)
    {
        RunOptions options = new()
        {
            Family = TaskFamily.All.Single(known => known.Name == family),
            Preset = Preset.Paper,
            Folder = RunOptions.DefaultFolder,
        };
        return new Experiment(options.Settings, Method.Maml).Plan!;
    }
}

using AutogradMaml.Maml;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>The tasks of docs/how-to/own-data.md.</summary>
internal sealed class PlantTasks((float Light, float Growth)[][] plants, int shots) : ITaskDistribution<float>
{
    private readonly TaskLayout _layout = new(
        (EpisodeNames.SupportInputs, [shots, 1]), (EpisodeNames.SupportTargets, [shots, 1]),
        (EpisodeNames.QueryInputs, [shots, 1]), (EpisodeNames.QueryTargets, [shots, 1]));

    public string Description => $"{plants.Length} plants, {shots} shots";   // two runs with other words don't continue each other

    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    public void Draw(TaskNumber task, TaskArrays<float> arrays)
    {
        var plant = plants[arrays.Stream(task.Seed, "plant", task.Index).NextInt32(plants.Length)];
        var order = arrays.Stream(task.SupportSeed, "measurements", task.Index).Choose(2 * shots, plant.Length);
        for (int k = 0; k < shots; k++)
        {
            (arrays[EpisodeNames.SupportInputs][k], arrays[EpisodeNames.SupportTargets][k]) = plant[order[k]];
            (arrays[EpisodeNames.QueryInputs][k], arrays[EpisodeNames.QueryTargets][k]) = plant[order[shots + k]];
        }
    }
}

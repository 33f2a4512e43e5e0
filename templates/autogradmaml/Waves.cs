using AutogradMaml.Maml;

/// <summary>Tasks: each is a wave of its own, of which some points are told. Replace it by your own data.</summary>
/// <param name="shots">The number of points that a task is adapted to, and of others to judge by.</param>
internal sealed class Waves(int shots) : ITaskDistribution<float>
{
    private readonly TaskLayout _layout = new(
        (EpisodeNames.SupportInputs, [shots, 1]), (EpisodeNames.SupportTargets, [shots, 1]),
        (EpisodeNames.QueryInputs, [shots, 1]), (EpisodeNames.QueryTargets, [shots, 1]));

    // Every number that the tasks depend on: a training is not resumed with tasks of other words.
    public string Description => $"waves of {shots} shots";

    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    // The same number is the same task for ever: draw from streams that are keyed by it, and hold no state.
    public void Draw(TaskNumber task, TaskArrays<float> arrays)
    {
        var random = arrays.Stream(task.Seed, "wave", task.Index);
        var (height, shift) = (random.NextUniform(0.5, 2), random.NextUniform(0, Math.PI));
        var support = arrays.Stream(task.SupportSeed, "support", task.Index);
        Fill(support, arrays[EpisodeNames.SupportInputs], arrays[EpisodeNames.SupportTargets]);
        var query = arrays.Stream(task.QuerySeed, "query", task.Index);
        Fill(query, arrays[EpisodeNames.QueryInputs], arrays[EpisodeNames.QueryTargets]);

        void Fill(AutogradMaml.Autograd.RandomStream points, Span<float> inputs, Span<float> targets)
        {
            for (int k = 0; k < inputs.Length; k++)
            {
                double x = points.NextUniform(-2, 2);
                (inputs[k], targets[k]) = ((float)x, (float)(height * Math.Sin((2 * x) - shift)));
            }
        }
    }
}

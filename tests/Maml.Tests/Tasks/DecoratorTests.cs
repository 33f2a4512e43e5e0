using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Tasks;

/// <summary>What stands around a distribution acts in the order in which it is written.</summary>
public class DecoratorTests
{
    private static readonly ValueTasks Numbers = new(static index => [index]);

    [Fact]
    public void The_first_of_later_ones_are_not_the_later_of_the_first()
    {
        Assert.Equal([10, 11, 10, 11], Values(new Later(Numbers, 10).First(2)));
        Assert.Equal([1, 0, 1, 0], Values(new Later(Numbers.First(2), 11)));
        Assert.Equal("values, later by 10, the first 2 tasks", new Later(Numbers, 10).First(2).Description);
        Assert.Equal("values, the first 2 tasks, later by 10", new Later(Numbers.First(2), 10).Description);
    }

    [Fact]
    public void Other_draws_of_the_first_tasks_are_the_first_tasks_of_other_draws()
    {
        SinusoidTasks<double> tasks = new(3, 2);
        for (long index = 0; index < 5; index++)
        {
            Same.Bits(tasks.First(3).Resampled(supportDraw: 1).Sample(1, index), tasks.Resampled(supportDraw: 1).First(3).Sample(1, index));
        }
    }

    [Fact]
    public void Shuffling_is_outside_of_turning_and_moving_and_neither_touches_a_label()
    {
        ImageSet set = Glyphs.Create(8, classes: 7, drawings: 4);
        RandomAffine affine = new() { Rotation = 10, Scale = 1.1 };
        ImageEpisodes<double> plain = new(set, 3, 2, 2);
        ITaskDistribution<double> moved = plain.Affine(affine).Turned();
        ITaskDistribution<double> shuffled = moved.Shuffled();
        int reordered = 0;
        for (long index = 0; index < 20; index++)
        {
            Parameters<double> task = moved.Sample(1, index);
            Parameters<double> other = shuffled.Sample(1, index);

            // The same images with the same labels: moved, turned, and only then put in another order.
            Assert.Equal(Examples(task).Order(StringComparer.Ordinal), Examples(other).Order(StringComparer.Ordinal));
            Assert.Equal(Tensors.ToArray(task.QueryInputs), Tensors.ToArray(other.QueryInputs));
            reordered += Examples(task).SequenceEqual(Examples(other)) ? 0 : 1;

            // Moved and turned, the labels are those of the classes as they were drawn.
            Assert.Equal(Tensors.ToArray(plain.Sample(1, index).SupportTargets), Tensors.ToArray(task.SupportTargets));
        }

        Assert.InRange(reordered, 18, 20);
    }

    private static string[] Examples(Parameters<double> task)
    {
        double[] images = Tensors.ToArray(task.SupportInputs);
        double[] labels = Tensors.ToArray(task.SupportTargets);
        int each = images.Length / labels.Length;
        return [.. labels.Select((label, k) => $"{label}: {string.Join(' ', images.AsSpan(k * each, each).ToArray())}")];
    }

    private static double[] Values(ITaskDistribution<double> tasks)
        => [.. Enumerable.Range(0, 4).Select(index => Tensors.ToArray(tasks.Sample(1, index)[ValueTasks.Name])[0])];

    private sealed class Later(ITaskDistribution<double> tasks, long by) : ITaskDistribution<double>
    {
        public string Description => $"{tasks.Description}, later by {by}";

        public TaskLayout LayoutOf(TaskNumber task) => tasks.LayoutOf(task with { Index = task.Index + by });

        public void Draw(TaskNumber task, TaskArrays<double> arrays) => tasks.Draw(task with { Index = task.Index + by }, arrays);
    }
}

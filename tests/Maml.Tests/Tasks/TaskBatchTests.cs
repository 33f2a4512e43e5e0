using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Tasks;

public class TaskBatchTests
{
    [Fact]
    public void Stacked_tasks_lie_one_after_the_other_and_come_out_one_by_one()
    {
        using Tape<double> tape = new();
        Parameters<double>[] tasks = new RandomTasks<double>(3, 4, 2, 1).First(3);
        TaskBatch<double> batch = TaskBatch<double>.Of(tasks);
        Episode<double> episode = batch.On(tape);
        Assert.Equal(3, episode.Tasks);
        Assert.Equal(Shape.Create(3, 3, 2), episode[EpisodeNames.SupportInputs].Shape);
        Assert.Equal(Shape.Create(3, 4, 1), episode[EpisodeNames.QueryTargets].Shape);
        foreach (string name in tasks[0].Names)
        {
            Assert.Equal(tasks.SelectMany(task => Tensors.ToArray(task[name])), episode[name].ToArray());
            Assert.Equal(Tensors.ToArray(tasks[1][name]), batch.Only(1).On(tape)[name].ToArray());
        }
    }

    [Fact]
    public void Tasks_of_different_shapes_are_refused_with_both()
    {
        Parameters<double>[] tasks = [new RandomTasks<double>(3, 4, 2, 1).Sample(1, 0), new RandomTasks<double>(5, 4, 2, 1).Sample(1, 1)];
        string message = Assert.Throws<ArgumentException>(() => TaskBatch<double>.Of(tasks)).Message;
        Assert.Contains("support.inputs [3, 2]", message, StringComparison.Ordinal);
        Assert.Contains("task 1 has support.inputs [5, 2]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_and_names_that_are_not_there_are_refused()
    {
        Assert.Contains(
            "at least one task", Assert.Throws<ArgumentException>(() => TaskBatch<double>.Of()).Message, StringComparison.Ordinal);
        using Tape<double> tape = new();
        Episode<double> episode = new RandomTasks<double>(3, 4, 2, 1).Batch(1, 0, 2).On(tape);
        Assert.Contains(
            "they have: support.inputs, support.targets", Assert.Throws<KeyNotFoundException>(() => episode["goal"]).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TaskLayout());
        Assert.Contains(
            "'a' occurs twice", Assert.Throws<ArgumentException>(() => new TaskLayout(("a", [1]), ("a", [2]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_draw_of_the_support_set_leaves_curve_and_query_set_and_a_finite_set_goes_round()
    {
        SinusoidTasks<double> tasks = new(5, 4);
        Parameters<double> first = tasks.Sample(new TaskNumber(3, 7));
        Parameters<double> other = tasks.Sample(new TaskNumber(3, 7, SupportDraw: 1));
        Assert.Equal(Tensors.ToArray(first.QueryInputs), Tensors.ToArray(other.QueryInputs));
        Assert.Equal(Tensors.ToArray(first.QueryTargets), Tensors.ToArray(other.QueryTargets));
        Assert.Empty(Tensors.ToArray(first.SupportInputs).Intersect(Tensors.ToArray(other.SupportInputs)));
        Sinusoid curve = SinusoidTasks<double>.Curve(3, 7);
        Assert.Equal(curve.At(Tensors.ToArray(other.SupportInputs)[0]), Tensors.ToArray(other.SupportTargets)[0]);
        Assert.NotEqual(Tensors.ToArray(first.QueryInputs), Tensors.ToArray(tasks.Sample(new TaskNumber(3, 7, QueryDraw: 1)).QueryInputs));
        Assert.Equal(Tensors.ToArray(first.SupportInputs), Tensors.ToArray(tasks.First(10).Sample(3, 27).SupportInputs));
    }
}

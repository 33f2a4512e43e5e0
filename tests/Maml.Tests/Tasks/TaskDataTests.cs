using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Tasks;

public class TaskDataTests
{
    [Fact]
    public void Stacked_tasks_lie_one_after_the_other()
    {
        using Tape<double> tape = new();
        FewShotTask<double>[] tasks = new RandomTasks<double>(3, 4, 2, 1).First(3);
        TaskData<double> data = TaskData<double>.Stack(tape, tasks);
        Assert.True(data.HasTaskAxis);
        Assert.Equal(1, data.TaskAxes);
        Assert.Equal(Shape.Create(3, 3, 2), data.SupportInputs.Shape);
        Assert.Equal(Shape.Create(3, 4, 1), data.QueryTargets.Shape);
        Assert.Equal(tasks.SelectMany(task => Tensors.ToArray(task.SupportInputs)), data.SupportInputs.ToArray());
        Assert.Equal(tasks.SelectMany(task => Tensors.ToArray(task.SupportTargets)), data.SupportTargets.ToArray());
        Assert.Equal(tasks.SelectMany(task => Tensors.ToArray(task.QueryInputs)), data.QueryInputs.ToArray());
        Assert.Equal(tasks.SelectMany(task => Tensors.ToArray(task.QueryTargets)), data.QueryTargets.ToArray());
    }

    [Fact]
    public void One_task_has_no_task_axis()
    {
        using Tape<double> tape = new();
        TaskData<double> data = TaskData<double>.Single(tape, new RandomTasks<double>(3, 4, 2, 1).Sample(1, 1));
        Assert.False(data.HasTaskAxis);
        Assert.Equal(0, data.TaskAxes);
        Assert.Equal(Shape.Create(3, 2), data.SupportInputs.Shape);
    }

    [Fact]
    public void Tasks_of_different_shapes_are_refused_with_both_shapes()
    {
        using Tape<double> tape = new();
        FewShotTask<double>[] tasks = [new RandomTasks<double>(3, 4, 2, 1).Sample(1, 0), new RandomTasks<double>(5, 4, 2, 1).Sample(1, 1)];
        string message = Assert.Throws<ArgumentException>(() => TaskData<double>.Stack(tape, tasks)).Message;
        Assert.Contains("support inputs are [3, 2] in the first task and [5, 2] in task 1", message, StringComparison.Ordinal);
        Assert.Contains("in a loop", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_meta_batch_of_nothing_is_refused()
    {
        using Tape<double> tape = new();
        Assert.Contains("at least one task", Assert.Throws<ArgumentException>(() => TaskData<double>.Stack(tape, [])).Message, StringComparison.Ordinal);
    }
}

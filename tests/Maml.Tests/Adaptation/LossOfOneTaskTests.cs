using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>A loss of two arguments, which knows nothing of task axes.</summary>
public class LossOfOneTaskTests
{
    [Theory]
    [InlineData(TaskExecution.TaskAxis)]
    [InlineData(TaskExecution.Loop)]
    public void It_trains_and_is_evaluated_like_the_loss_with_task_axes(TaskExecution execution)
    {
        InnerLoop<double> two = new(Nets.Tanh<double>(2, 2), static (p, t) => (p - t).Square().Mean(), InnerStepSize<double>.Constant(0.1));
        InnerLoop<double> three = Learners.Loop<double>();
        Testing.Near.Close(Flat.Of(Trained(three, execution)), Flat.Of(Trained(two, execution)), 1e-13);
        RandomTasks<double> tasks = new(5, 6, 2, 2);
        Testing.Near.Close(
            Evaluator.Evaluate(three, three.InitializeMetaParameters(1), tasks, 3, 7, 2).Losses[2],
            Evaluator.Evaluate(two, two.InitializeMetaParameters(1), tasks, 3, 7, 2).Losses[2],
            1e-13);
    }

    [Fact]
    public void It_must_give_a_single_number()
    {
        InnerLoop<double> loop = new(Nets.Tanh<double>(2, 2), static (p, t) => (p - t).Square(), InnerStepSize<double>.Constant(0.1));
        Trainer<double> trainer = new(Plans.Of(new Maml<double>(loop, 1)));
        Assert.Contains(
            "gave shape [5, 2] for one task, expected a single number",
            Assert.Throws<ArgumentException>(() => trainer.Run(trainer.Start())).Message,
            StringComparison.Ordinal);
    }

    private static Autograd.Parameters<double> Trained(InnerLoop<double> loop, TaskExecution execution)
    {
        Trainer<double> trainer = new(Plans.Of(new Maml<double>(loop, 2)) with { Execution = execution });
        return trainer.Run(trainer.Start()).MetaParameters;
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>A loss of two arguments, which knows nothing of task axes.</summary>
public class LossOfOneTaskTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void It_trains_and_is_evaluated_like_the_loss_with_task_axes(int? tasksPerBlock)
    {
        Maml<double> two = new(
            new NetAdaptation<double>(Nets.Tanh<double>(2, 2), static (p, t) => (p - t).Square().Mean(), StepSizes<double>.Constant(0.1)),
            2);
        Maml<double> three = new(Learners.Net<double>(), 2);
        Testing.Near.Close(Flat.Of(Trained(three, tasksPerBlock)), Flat.Of(Trained(two, tasksPerBlock)), 1e-13);
        RandomTasks<double> tasks = new(5, 6, 2, 2);
        Testing.Near.Close(Losses(three, tasks), Losses(two, tasks), 1e-13);
    }

    [Fact]
    public void It_must_give_a_single_number()
    {
        NetAdaptation<double> adaptation = new(Nets.Tanh<double>(2, 2), static (p, t) => (p - t).Square(), StepSizes<double>.Constant(0.1));
        Trainer<double> trainer = new(Plans.Of(new Maml<double>(adaptation, 1)));
        Assert.Contains(
            "gave shape [5, 2] for one task, expected a single number",
            Assert.Throws<ArgumentException>(() => trainer.Run(trainer.Start())).Message,
            StringComparison.Ordinal);
    }

    private static double[] Losses(Learner<double> learner, RandomTasks<double> tasks)
    {
        using Evaluator<double> evaluator = new(learner);
        return evaluator.Evaluate(learner.Initialize(1), tasks, 3, 7).Losses[2];
    }

    private static Parameters<double> Trained(Learner<double> learner, int? tasksPerBlock)
    {
        Trainer<double> trainer = new(Plans.Of(learner) with { TasksPerBlock = tasksPerBlock });
        return trainer.Run(trainer.Start()).MetaParameters;
    }
}

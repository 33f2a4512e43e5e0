using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>With a fixed seed, so that the numbers are the same every time: meta-training does what it is for.</summary>
public class LearningTests
{
    private const ulong TestSeed = 1000;
    private const int Steps = 3;

    private static readonly SinusoidTasks<float> Tasks = new(10, 10);

    private static readonly NetAdaptation<float> Net = new(
        new Sequential<float>(Layer(1, 40), Activations.Relu<float>(), Layer(40, 40), Activations.Relu<float>(), Layer(40, 1)),
        Loss.MeanSquaredError,
        StepSizes<float>.Constant(0.02));

    [Fact]
    public void MAML_learns_to_learn_sine_curves_where_joint_training_can_not()
    {
        double untrained = AfterAdaptation(new Maml<float>(Net, Steps), iterations: 0);
        double joint = AfterAdaptation(new JointTraining<float>(Net.Net, Net.Loss), iterations: 400);
        double firstOrder = AfterAdaptation(new FirstOrderMaml<float>(Net, Steps), iterations: 400);
        double exact = AfterAdaptation(new Maml<float>(Net, Steps), iterations: 400);

        // The curves have a mean square of 4.25: a net that knows nothing cannot do better than that.
        string numbers = $"untrained {untrained:F2}, joint {joint:F2}, first order {firstOrder:F2}, exact {exact:F2}";
        Assert.True(exact < 0.25 * untrained && exact < 0.4 * joint && firstOrder < 0.85 * joint, numbers);
    }

    private static double AfterAdaptation(Learner<float> learner, long iterations)
    {
        TrainingPlan<float> plan = new()
        {
            Learner = learner,
            Tasks = Tasks,
            Iterations = iterations,
            OuterStepSize = 5e-3,
            ClipNorm = 10,
            Seed = 5,
        };
        Trainer<float> trainer = new(plan);
        TrainingState<float> state = trainer.Run(trainer.Start());
        using Evaluator<float> evaluator = new(Net, Steps);
        return evaluator.Evaluate(state.MetaParameters, Tasks, TestSeed, count: 200).After(Steps).Mean;
    }

    private static Linear<float> Layer(int inputs, int outputs)
        => new(inputs, outputs, true, Initializers.FanInUniform<float>(), Initializers.FanInUniform<float>(inputs));
}

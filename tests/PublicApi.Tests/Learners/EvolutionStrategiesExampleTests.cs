using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/evolution-strategies.md, as it stands there.</summary>
public class EvolutionStrategiesExampleTests
{
    [Fact]
    public void A_policy_is_trained_by_returns_alone()
    {
        // <example>
        var bandits = new BernoulliBandits(arms: 2, pulls: 1);
        var policy = new CategoricalPolicy<float>(new Linear<float>(1, 2, bias: false), choices: 2);
        var options = new PolicyOptions<float> { SupportRollouts = 2, QueryRollouts = 10, Target = MetaTarget.SampledRollouts };
        var adaptation = new PolicyAdaptation<float>(bandits, policy, StepSizes<float>.Constant(3), options);
        var plan = new TrainingPlan<float>
        {
            Learner = new Learner<float>("ES-MAML", adaptation, new EvolutionStrategies<float>(steps: 1, deviation: 0.3, pairs: 4)),
            Tasks = new EnvironmentTasks<float>(bandits),
            Iterations = 5,
            MetaBatch = 8,
            TasksPerBlock = 1,
            OuterStepSize = 0.05,
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());

        // </example>
        Assert.Equal(5, trained.Iteration);
        Assert.NotEqual(trainer.Start().MetaParameters[0].Value.ToArray(), trained.MetaParameters[0].Value.ToArray());
    }
}

using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

public class DeterminismTests
{
    public static TheoryData<string> All => Learners.AsTheory;

    [Theory]
    [MemberData(nameof(All))]
    public void The_number_of_threads_changes_no_bit(string learner)
    {
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>(learner)) with { TasksPerBlock = 2, OuterOptimizer = new Adam<double>() };
        TrainingState<double> one = Train(plan, threads: 1);
        Same.Bits(one, Train(plan, threads: 1));
        Same.Bits(one, Train(plan, threads: 2));
        Same.Bits(one, Train(plan, threads: 4));
    }

    [Fact]
    public void Nor_in_single_precision_over_more_iterations()
    {
        TrainingPlan<float> plan = Plans.Sinusoid(40);
        TrainingState<float> one = Train(plan, threads: 1);
        Same.Bits(one, Train(plan, threads: 2));
        Same.Bits(one, Train(plan, threads: 4));
        Assert.NotEqual(Flat.Of(one.MetaParameters), Flat.Of(Train(plan with { Seed = 13 }, threads: 1).MetaParameters));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Blocks_of_any_size_and_the_loop_over_tasks_agree_to_rounding(string learner)
    {
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>(learner));
        double[] expected = Flat.Of(Train(plan with { TasksPerBlock = 1 }).MetaParameters);
        foreach (int size in (int[])[2, 3, 7])
        {
            Near.Close(expected, Flat.Of(Train(plan with { TasksPerBlock = size }).MetaParameters), 1e-12);
        }

        Near.Close(expected, Flat.Of(Train(plan).MetaParameters), 1e-12);
        Assert.NotEqual(expected, Flat.Of(new Trainer<double>(plan).Start().MetaParameters));
    }

    [Fact]
    public void A_step_goes_along_the_mean_of_the_directions_of_the_tasks_of_its_number()
    {
        // Two iterations by hand: task i of iteration n is number 7 n + i.
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml, one step"), iterations: 2);
        var theta = new Trainer<double>(plan).Start().MetaParameters;
        for (int iteration = 0; iteration < 2; iteration++)
        {
            var sum = theta.ZerosLike();
            for (int task = 0; task < 7; task++)
            {
                sum += plan.Learner.Numbers(theta, plan.Tasks.Sample(plan.Seed, (7 * iteration) + task)).Direction;
            }

            theta -= 0.05 / 7 * sum;
        }

        Near.Close(Flat.Of(theta), Flat.Of(Train(plan).MetaParameters), 1e-12);
    }

    private static TrainingState<T> Train<T>(TrainingPlan<T> plan, int threads = 1)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Trainer<T> trainer = new(plan);
        return trainer.Run(trainer.Start(), new TrainingOptions { Threads = threads });
    }
}

using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>In which order directions are added. Values are so far apart that in every other order rounding loses the 1.</summary>
public class OrderOfSumsTests
{
    private const double Great = 1e16;

    [Fact]
    public void Blocks_are_added_in_their_order()
    {
        Assert.Equal(1, Direction([[Great], [-Great], [1]], block: 1));
        Assert.Equal(0, Direction([[Great], [1], [-Great]], block: 1));
        Assert.Equal(0, Direction([[1], [Great], [-Great]], block: 1));

        // Of two tasks each: what is lost within a block is lost.
        Assert.Equal(1, Direction([[Great], [-Great], [1], [0]], block: 2));
        Assert.Equal(0, Direction([[Great], [1], [-Great], [0]], block: 2));
    }

    [Fact]
    public void Within_a_block_groups_of_one_layout_are_added_in_the_order_of_their_first_task()
    {
        // Three layouts, and so three groups.
        Assert.Equal(1, Direction([[Great], [-Great, 0], [1, 0, 0]], block: 3));
        Assert.Equal(1, Direction([[0, 0, Great], [-Great], [0, 1]], block: 3));
        Assert.Equal(0, Direction([[Great], [1, 0], [-Great, 0, 0]], block: 3));

        // Two: the third task goes with the first, before the second.
        Assert.Equal(1, Direction([[Great], [1, 0], [-Great]], block: 3));
        Assert.Equal(0, Direction([[Great], [-Great, 0], [1]], block: 3));
    }

    private static double Direction(double[][] values, int block)
    {
        TrainingPlan<double> plan = new()
        {
            Learner = Scripted.Of("sums", static (meta, episode) => meta["a.w"] * episode[ValueTasks.Name].Sum([1])),
            Tasks = new ValueTasks(index => values[index % values.Length]),
            Iterations = 1,
            MetaBatch = values.Length,
            TasksPerBlock = block,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = values.Length,
        };
        Trainer<double> trainer = new(plan);
        double[] moved =
        [
            .. from threads in (int[])[1, 2, 4]
               from replay in (bool[])[true, false]
               select -Flat.Of(trainer.Run(trainer.Start(), new() { Threads = threads, Replay = replay }).MetaParameters)[0],
        ];
        return Math.Round(Assert.Single(moved.Distinct()), 12);
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Locomotion;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Locomotion;

public sealed class RunnerTests
{
    private const int Steps = 50;

    public static TheoryData<string> Families => [.. TaskFamily.All.Select(static family => family.Name)];

    [Fact]
    public void The_robots_are_the_published_ones()
    {
        RequiresMujoco.OrSkip();
        Cheetah cheetah = new(RunnerTask.Direction);
        Assert.Equal(14, cheetah.Simulator.Mass, 1e-9);
        Assert.Equal((9, 9, 6, 20), (
            cheetah.Simulator.Positions, cheetah.Simulator.Velocities, cheetah.Simulator.Controls, cheetah.ObservationSize));
        Ant ant = new(RunnerTask.Speed, tellTask: true);
        Assert.Equal((15, 14, 8, 126), (ant.Simulator.Positions, ant.Simulator.Velocities, ant.Simulator.Controls, ant.ObservationSize));
        Assert.Equal([-150, 150], ant.Simulator.ControlRange[..2].ToArray());
        Assert.Equal(0.55, ant.Simulator.StartPositions[2]);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_rollout_has_the_bits_among_others_that_it_has_alone(string name)
    {
        RequiresMujoco.OrSkip();
        Runner runner = Of(name);
        double[][] alone = [Rollout(runner, 1), Rollout(runner, 2)];
        double[][] states = [new double[runner.StateSize], new double[runner.StateSize]];
        RandomStream[] streams = [Stream(1), Stream(2)];
        double[] action = new double[runner.Actions.Size];
        bool[] ended = new bool[2];
        for (int which = 0; which < 2; which++)
        {
            runner.Reset([1], states[which], streams[which]);
        }

        for (int time = 0; time < Steps; time++)
        {
            for (int which = 0; which < 2; which++)
            {
                if (!ended[which])
                {
                    Draw(streams[which], action);
                    ended[which] = runner.Step([1], states[which], action, streams[which]).Ended;
                }
            }
        }

        Assert.Equal(alone[0], states[0]);
        Assert.Equal(alone[1], states[1]);
        Assert.NotEqual(alone[0], alone[1]);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Threads_don_t_show(string name)
    {
        RequiresMujoco.OrSkip();
        Runner runner = Of(name);
        double[][] one = [.. Enumerable.Range(0, 8).Select(index => Rollout(runner, index))];
        double[][] many = new double[8][];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, index => many[index] = Rollout(runner, index));
        Assert.Equal(one, many);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        RequiresMujoco.OrSkip();
        Cheetah runner = new(RunnerTask.Direction);
        double[] state = new double[runner.StateSize];
        double[] action = new double[runner.Actions.Size];
        RandomStream stream = Stream(3);
        runner.Reset([1], state, stream);
        runner.Step([1], state, action, stream);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 10 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int time = 0; time < Steps; time++)
            {
                runner.Step([1], state, action, stream);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void The_cheetah_is_paid_for_its_speed_less_its_signals()
    {
        RequiresMujoco.OrSkip();
        // The same step under four tasks: only what is asked for differs.
        Assert.Equal(Reward(new Cheetah(RunnerTask.Direction), 1, 0), -Reward(new Cheetah(RunnerTask.Direction), -1, 0), 1e-12);
        double speed = Reward(new Cheetah(RunnerTask.Direction), 1, 0);
        Assert.Equal(-Math.Abs(speed - 0.7), Reward(new Cheetah(RunnerTask.Speed), 0.7, 0), 1e-12);

        // Signals beyond the range are clipped before they are paid for: six of size 1 cost 0.3.
        double forwards = Reward(new Cheetah(RunnerTask.Direction), 1, 5);
        double backwards = Reward(new Cheetah(RunnerTask.Direction), -1, 5);
        Assert.Equal(-0.6, forwards + backwards, 1e-12);
    }

    [Theory]
    [InlineData(1e12, 0)]
    [InlineData(0, double.NaN)]
    public void A_simulation_that_becomes_unstable_ends_and_spoils_no_other(double velocity, double signal)
    {
        RequiresMujoco.OrSkip();
        Cheetah cheetah = new(RunnerTask.Direction);
        double[] before = Rollout(cheetah, 1);
        double[] state = new double[cheetah.StateSize];
        double[] action = new double[6];
        RandomStream stream = Stream(4);
        cheetah.Reset([1], state, stream);
        Assert.False(cheetah.Step([1], state, action, stream).Ended);
        state[cheetah.Simulator.Positions] += velocity;
        action[0] = signal;
        Assert.Equal(new StepOutcome(0, Ended: true), cheetah.Step([1], state, action, stream));
        Assert.Equal(before, Rollout(cheetah, 1));
    }

    [Fact]
    public void The_ant_falls()
    {
        RequiresMujoco.OrSkip();
        Ant ant = new(RunnerTask.Direction);
        double[] state = new double[ant.StateSize];
        RandomStream stream = Stream(4);
        ant.Reset([1], state, stream);
        Assert.False(ant.Step([1], state, new double[8], stream).Ended);
        state[2] = 3;
        Assert.True(ant.Step([1], state, new double[8], stream).Ended);
    }

    private static Runner Of(string name) => TaskFamily.All.Single(family => family.Name == name).Environment(false, Steps);

    private static RandomStream Stream(int index) => new(5, "locomotion tests", index);

    private static void Draw(RandomStream stream, double[] action)
    {
        for (int k = 0; k < action.Length; k++)
        {
            action[k] = stream.NextUniform(-1, 1);
        }
    }

    private static double[] Rollout(Runner runner, int index)
    {
        double[] state = new double[runner.StateSize];
        double[] action = new double[runner.Actions.Size];
        RandomStream stream = Stream(index);
        runner.Reset([1], state, stream);
        for (int time = 0; time < Steps; time++)
        {
            Draw(stream, action);
            if (runner.Step([1], state, action, stream).Ended)
            {
                break;
            }
        }

        return state;
    }

    private static double Reward(Cheetah cheetah, double task, double signal)
    {
        double[] state = new double[cheetah.StateSize];
        double[] action = new double[6];
        Array.Fill(action, signal);
        cheetah.Reset([task], state, Stream(6));
        StepOutcome outcome = cheetah.Step([task], state, action, Stream(7));
        return outcome.Reward;
    }
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Reinforcement.Environments;

/// <summary>Environments against their published numbers and against what holds of them without any.</summary>
public class EnvironmentTests
{
    private static readonly RandomStream Random = new(7, "environment tests");

    [Fact]
    public void Navigation_moves_by_a_tenth_and_no_more_and_ends_within_a_hundredth()
    {
        Navigation navigation = new();
        double[] goal = [0.1, -0.05];
        double[] place = [9, 9];
        navigation.Reset(goal, place, Random);
        Assert.Equal([0, 0], place);
        StepOutcome outcome = navigation.Step(goal, place, [0.5, -7], Random);
        Assert.Equal([0.05, -0.1], place);
        Assert.Equal(-Math.Sqrt(0.005), outcome.Reward, 1e-15);
        Assert.False(outcome.Ended);
        outcome = navigation.Step(goal, place, [0.41, 0.5], Random);
        Assert.Equal(-0.009, -Math.Abs(place[0] - goal[0]), 1e-15);
        Assert.True(outcome.Ended);
        place = [goal[0] - 0.0105, goal[1]];
        Assert.False(navigation.Step(goal, place, [0, 0], Random).Ended);
    }

    [Fact]
    public void Standing_still_in_navigation_costs_the_distance_a_hundred_times()
    {
        Navigation navigation = new();
        double[] place = [0, 0];
        double sum = 0;
        for (int time = 0; time < navigation.Horizon; time++)
        {
            sum += navigation.Step([0.3, 0.4], place, [0, 0], Random).Reward;
        }

        Assert.Equal(-50, sum, 1e-12);
    }

    [Fact]
    public void Corners_are_four_and_pay_only_near_the_goal()
    {
        CornerNavigation corners = new(radius: 0.5);
        HashSet<(double, double)> seen = [];
        double[] task = new double[2];
        for (int draw = 0; draw < 100; draw++)
        {
            corners.DrawTask(Random, task);
            seen.Add((task[0], task[1]));
        }

        Assert.Equal([(-2, -2), (-2, 2), (2, -2), (2, 2)], seen.Order());
        double[] place = [1.5, 1.5];
        Assert.Equal(0, corners.Step([2, 2], place, [0, 0], Random).Reward);
        StepOutcome near = corners.Step([2, 2], place, [9, 9], Random);
        Assert.Equal([1.7, 1.7], place);
        Assert.Equal(0.5 - (0.3 * Math.Sqrt(2)), near.Reward, 1e-12);
    }

    [Fact]
    public void A_cart_pole_pushed_from_rest_has_the_published_accelerations()
    {
        // thrust = 10 / 1.1, angular = -thrust / (0.5 (4/3 - 0.1 / 1.1)), linear = thrust - 0.05 angular / 1.1.
        CartPole cart = new(spread: 0);
        double[] task = new double[4];
        cart.DrawTask(Random, task);
        double[] state = [0, 0, 0, 0];
        StepOutcome outcome = cart.Step(task, state, [1], Random);
        Assert.Equal(0, state[0]);
        Assert.Equal(0.19512195, state[1], 1e-8);
        Assert.Equal(-0.29268293, state[3], 1e-8);
        Assert.Equal(new(1, false), outcome);
        state = [2.39, 1, 0, 0];
        Assert.True(cart.Step(task, state, [0], Random).Ended);
        state = [0, 0, 0.2093, 0.1];
        Assert.True(cart.Step(task, state, [0], Random).Ended);
    }

    [Fact]
    public void A_mountain_car_stops_at_the_left_end_and_is_done_at_the_top()
    {
        MountainCar car = new(spread: 0);
        double[] task = [0.001, 0.0025];
        double[] state = [-0.5, 0];
        car.Step(task, state, [2], Random);
        Assert.Equal(0.001 - (0.0025 * Math.Cos(-1.5)), state[1], 1e-15);
        state = [-1.19, -0.07];
        car.Step(task, state, [0], Random);
        Assert.Equal([-1.2, 0], state);
        state = [0.49, 0.06];
        Assert.Equal(new(-1, true), car.Step(task, state, [2], Random));
    }

    [Fact]
    public void A_pendulum_costs_by_its_angle_from_upright_and_falls_by_gravity()
    {
        Pendulum pendulum = new(spread: 0);
        double[] state = [Math.PI - 0.5, 2];
        StepOutcome outcome = pendulum.Step([1, 1], state, [-5], Random);
        Assert.Equal(-(((Math.PI - 0.5) * (Math.PI - 0.5)) + 0.4 + 0.004), outcome.Reward, 1e-12);
        Assert.Equal(2 + (((15 * Math.Sin(Math.PI - 0.5)) - 6) * 0.05), state[1], 1e-12);
        Assert.Equal(Math.PI - 0.5 + (0.05 * state[1]), state[0], 1e-12);
        state = [(2 * Math.PI) + 0.1, 0];
        Assert.Equal(-0.01, pendulum.Step([1, 1], state, [0], Random).Reward, 1e-12);
    }

    [Fact]
    public void An_acrobot_without_torque_keeps_its_energy()
    {
        Acrobot acrobot = new(spread: 0);
        double[] state = [0.3, -0.2, 0.1, 0.2];
        double before = Energy(state);
        for (int time = 0; time < 20; time++)
        {
            acrobot.Step([1, 1], state, [1], Random);
            Assert.Equal(before, Energy(state), 0.01);
        }

        acrobot.Step([1, 1], state, [2], Random);
        Assert.NotInRange(Energy(state) - before, -0.001, 0.001);
    }

    [Fact]
    public void Tabular_rows_are_distributions_and_a_step_goes_where_they_say()
    {
        TabularProcesses processes = new(rewardDeviation: 0);
        double[] task = new double[processes.TaskSize];
        processes.DrawTask(new RandomStream(3, "tabular"), task);
        for (int row = 0; row < 50; row++)
        {
            Assert.Equal(1, task[(row * 10) + 9]);
            Assert.True(task.AsSpan(row * 10, 10).ToArray().Order().SequenceEqual(task[(row * 10)..((row * 10) + 10)]));
        }

        const int Draws = 20_000;
        int[] counts = new int[10];
        RandomStream random = new(4, "tabular");
        double[] state = new double[1];
        for (int draw = 0; draw < Draws; draw++)
        {
            state[0] = 6;
            StepOutcome outcome = processes.Step(task, state, [3], random);
            Assert.Equal(task[500 + 33], outcome.Reward);
            counts[(int)state[0]]++;
        }

        for (int next = 0; next < 10; next++)
        {
            double share = task[330 + next] - (next == 0 ? 0 : task[329 + next]);
            Assert.Equal(share, counts[next] / (double)Draws, 4 * Math.Sqrt(share * (1 - share) / Draws));
        }
    }

    [Fact]
    public void Bandits_pay_what_their_arms_say_on_average()
    {
        const int Draws = 40_000;
        BernoulliBandits bernoulli = new(2, 1);
        GaussianBandits gaussian = new(2, 1, deviation: 0.5);
        double sum = 0;
        double moved = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double paid = bernoulli.Step([0.9, 0.3], [], [1], Random).Reward;
            Assert.True(paid is 0 or 1);
            sum += paid;
            moved += gaussian.Step([0.9, -0.3], [], [1], Random).Reward;
        }

        Assert.Equal(0.3, sum / Draws, 4 * Math.Sqrt(0.21 / Draws));
        Assert.Equal(-0.3, moved / Draws, 4 * 0.5 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Tasks_are_drawn_by_their_number_and_given_ones_come_over_again()
    {
        EnvironmentTasks<double> drawn = new(new CartPole());
        Parameters<double> one = drawn.Sample(5, 3);
        Assert.Equal(
            Tensors.ToArray(one[EnvironmentTasks<double>.ArrayName]),
            Tensors.ToArray(drawn.Sample(5, 3)[EnvironmentTasks<double>.ArrayName]));
        Assert.NotEqual(
            Tensors.ToArray(one[EnvironmentTasks<double>.ArrayName]),
            Tensors.ToArray(drawn.Sample(5, 4)[EnvironmentTasks<double>.ArrayName]));
        Assert.All(
            Tensors.ToArray(one[EnvironmentTasks<double>.ArrayName]).Zip([1, 0.1, 0.5, 10.0]),
            static pair => Assert.InRange(pair.First / pair.Second, 0.8, 1.2));
        EnvironmentTasks<double> given = new(new Navigation(), [[0.1, 0.2], [0.3, 0.4]]);
        Assert.Equal([0.3, 0.4], Tensors.ToArray(given.Sample(1, 5)[EnvironmentTasks<double>.ArrayName]));
        Assert.Contains("0.1 0.2 0.3 0.4", given.Description, StringComparison.Ordinal);
        Assert.Equal(
            "A task of navigation, horizon 100 is 2 numbers, got one of 3. (Parameter 'given')",
            Assert.Throws<ArgumentException>(static () => new EnvironmentTasks<double>(new Navigation(), [[1, 2, 3]])).Message);
    }

    // Both links of mass, length and inertia 1, centres of mass at a half.
    private static double Energy(double[] state)
    {
        (double a, double b, double u, double w) = (state[0], state[1], state[2], state[3]);
        double x = (u * Math.Cos(a)) + (0.5 * (u + w) * Math.Cos(a + b));
        double y = (u * Math.Sin(a)) + (0.5 * (u + w) * Math.Sin(a + b));
        double kinetic = 0.5 * ((0.25 * u * u) + (x * x) + (y * y) + (u * u) + ((u + w) * (u + w)));
        return kinetic - (9.8 * ((0.5 * Math.Cos(a)) + Math.Cos(a) + (0.5 * Math.Cos(a + b))));
    }
}

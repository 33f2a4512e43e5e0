using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A pole is balanced on a cart that is pushed left or right: reward 1 a step, until the cart is 2.4 from the middle or the pole
/// 12 degrees from upright.</summary>
/// <remarks>With F = ±force, m the pole's mass, M the cart's and l half the pole's length: t = (F + m l w^2 sin(angle)) / (m + M), angular
/// acceleration (9.8 sin(angle) - t cos(angle)) / (l (4 / 3 - m cos(angle)^2 / (m + M))), acceleration t - m l (angular acceleration)
/// cos(angle) / (m + M); Euler steps of 0.02. Start: each number uniform on [-0.05, 0.05]. A task is cart mass, pole mass, half length and
/// force, nominally 1, 0.1, 0.5, 10; the policy sees position, velocity, angle and angular velocity. Source: Barto, Sutton and Anderson,
/// Neuronlike adaptive elements that can solve difficult learning control problems, 1983; Gym's cart-pole, version 1, for a spread of
/// 0.</remarks>
public sealed class CartPole : TaskEnvironment
{
    private const double Gravity = 9.8;
    private const double TimeStep = 0.02;
    private const double MostPosition = 2.4;
    private const double MostAngle = 12 * Math.PI / 180;

    private readonly double _spread;

    /// <summary>Describes the environment.</summary>
    /// <param name="horizon">The most steps of an episode; at least 1.</param>
    /// <param name="spread">By how much masses, length and force differ from task to task.</param>
    public CartPole(int horizon = 200, double spread = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        (Horizon, _spread) = (horizon, PhysicalNumbers.RequireSpread(spread));
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"cart-pole, horizon {Horizon}, spread {_spread:R}");

    /// <inheritdoc/>
    public override int TaskSize => 4;

    /// <inheritdoc/>
    public override int StateSize => 4;

    /// <inheritdoc/>
    public override int ObservationSize => 4;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Discrete(2);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task) => PhysicalNumbers.Draw([1, 0.1, 0.5, 10], _spread, random, task);

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref double number in state)
        {
            number = random.NextUniform(-0.05, 0.05);
        }
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
        => state.CopyTo(observation);

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        (double pole, double half) = (task[1], task[2]);
        double total = task[0] + pole;
        double force = action[0] > 0 ? task[3] : -task[3];
        (double sine, double cosine) = Math.SinCos(state[2]);
        double thrust = (force + (pole * half * state[3] * state[3] * sine)) / total;
        double angular = ((Gravity * sine) - (cosine * thrust)) / (half * ((4.0 / 3) - (pole * cosine * cosine / total)));
        double linear = thrust - (pole * half * angular * cosine / total);
        state[0] += TimeStep * state[1];
        state[1] += TimeStep * linear;
        state[2] += TimeStep * state[3];
        state[3] += TimeStep * angular;
        return new(1, Math.Abs(state[0]) > MostPosition || Math.Abs(state[2]) > MostAngle);
    }
}

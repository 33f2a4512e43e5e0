using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>An environment of one's own, in one file: a number is to be kept near a level that differs from task to task, and is pushed
/// about by noise.</summary>
internal sealed class OwnEnvironment : TaskEnvironment
{
    public override string Description => "keep a level";

    public override int TaskSize => 1;

    public override int StateSize => 1;

    public override int ObservationSize => 1;

    public override ActionSpace Actions => ActionSpace.Discrete(3);

    public override int Horizon => 10;

    public override void DrawTask(RandomStream random, Span<double> task) => task[0] = random.NextUniform(-1, 1);

    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random) => state[0] = 0;

    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
        => observation[0] = state[0];

    public override StepOutcome Step(
        ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        state[0] += (0.3 * (action[0] - 1)) + (0.05 * random.NextNormal());
        return new(-Math.Abs(state[0] - task[0]), Ended: Math.Abs(state[0]) > 2);
    }
}

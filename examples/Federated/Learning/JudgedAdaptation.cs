using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Federated;

/// <summary>A net that adapts and counts how many query examples it gets right, <c>right</c>.</summary>
internal sealed class JudgedAdaptation(Module<float> net, StepSizes<float> stepSizes)
    : NetAdaptation<float>(net, Nn.Loss.CrossEntropy, stepSizes)
{
    /// <summary>The measure's name.</summary>
    public const string Right = "right";

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<float>> Measures(
        Variables<float> x, Variables<float> meta, Episode<float> episode, InnerStep<float> at)
    {
        Variable<float> scores = Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<float>.Evaluation);
        return [new(Right, scores.ArgMax([-1]).EqualTo(episode[EpisodeNames.QueryTargets]).Sum([1]))];
    }
}

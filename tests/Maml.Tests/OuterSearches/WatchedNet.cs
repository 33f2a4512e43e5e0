using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.OuterSearches;

/// <summary>A net that adapts, at a squared distance from what it said of the queries when the iteration began.</summary>
/// <param name="scale">What the distance is multiplied by.</param>
/// <param name="told">What a search is told of the loss; the loss, by default.</param>
internal sealed class WatchedNet(double scale = 1, Func<Variable<double>, Variable<double>>? told = null)
    : NetAdaptation<double>(Nets.Tanh<double>(2, 2), AutogradMaml.Nn.Loss.MeanSquaredError, StepSizes<double>.Constant(0.1))
{
    /// <inheritdoc/>
    public override OuterJudgement<double> OuterWithDistance(
        Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
    {
        OuterJudgement<double> judged = Judge(x, meta, episode, at);
        return told is null ? judged : judged with { Loss = told(judged.Loss) };
    }

    /// <inheritdoc/>
    public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        => Judge(x, meta, episode, at).Loss;

    private OuterJudgement<double> Judge(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
    {
        Variable<double> now = Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<double>.Evaluation);
        Variable<double> then = at.Host("then", static context => context.Argument(1).CopyTo(context.Result(0)), [now.Shape], [now])[0];
        return new(base.Outer(x, meta, episode, at), scale * (now - then).Square().Sum([1, 2]));
    }
}

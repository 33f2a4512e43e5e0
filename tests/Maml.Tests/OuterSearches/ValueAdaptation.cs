using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.OuterSearches;

/// <summary>A number that one step takes nearer to the values of a task, judged by its squared distance from them.</summary>
internal sealed class ValueAdaptation : Adaptation<double>
{
    private const string Name = "net.w";

    /// <inheritdoc/>
    public override string Description => "values";

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<double>> Parts { get; } = [new("net", [new("w", [1], Initializers.Constant(0.3))])];

    /// <inheritdoc/>
    public override Variables<double> Start(Variables<double> meta, Episode<double> episode)
        => meta.Map(value => value.BroadcastTo([episode.Tasks, 1]));

    /// <inheritdoc/>
    public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        => (x[Name] - episode[ValueTasks.Name]).Square().Mean([1]);

    /// <inheritdoc/>
    public override Variables<double> Update(
        Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at) => x - (0.1 * gradient);

    /// <inheritdoc/>
    public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        => Inner(x, meta, episode, at);

    /// <inheritdoc/>
    public override OuterJudgement<double> OuterWithDistance(
        Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        => new(Outer(x, meta, episode, at), x[Name].Square().Sum([1]));
}

using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>No net and no steps: some numbers as meta-parameters, and a loss told by a function. For what is to be seen without a net in
/// between.</summary>
internal sealed class Scripted(
    IReadOnlyList<MetaPart<double>> parts,
    Func<Variables<double>, Episode<double>, Variable<double>> loss,
    Func<Variables<double>, Episode<double>, Variables<double>>? assigned = null,
    Func<Episode<double>, IReadOnlyList<Measure<double>>>? told = null) : Adaptation<double>
{
    public override string Description => "scripted";

    public override IReadOnlyList<MetaPart<double>> Parts => parts;

    public override bool TakesSteps => false;

    /// <summary>A learner of a loss alone, with one number, <c>a.w</c>.</summary>
    public static Learner<double> Of(
        string name, Func<Variables<double>, Episode<double>, Variable<double>> loss, Func<Episode<double>,
        IReadOnlyList<Measure<double>>>? told = null)
        => new(name, new Scripted([Number("a")], loss, told: told), new Unrolled<double>(0));

    /// <summary>A part of one number, w.</summary>
    public static MetaPart<double> Number(string name, OuterRule<double>? rule = null, int count = 1)
        => new(name, [new("w", [count], Initializers.Constant(0.0))], rule);

    public override Variables<double> Start(Variables<double> meta, Episode<double> episode) => new([]);

    public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        => loss(meta, episode);

    public override Variables<double> Assign(Variables<double> x, Variables<double> meta, Episode<double> episode)
        => assigned?.Invoke(meta, episode) ?? new([]);

    public override IReadOnlyList<Measure<double>> Measures(
        Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        => told?.Invoke(episode) ?? [];
}

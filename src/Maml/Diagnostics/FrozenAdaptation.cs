using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>An adaptation some of whose members stay as they start, whatever its steps would do to them without a gradient: decay, a
/// learned forgetting, a solve that couples them to others.</summary>
internal sealed class FrozenAdaptation<T>(Adaptation<T> adaptation, string description, Func<string, bool> frozen) : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Description => $"{adaptation.Description}, frozen {description}";

    public override IReadOnlyList<MetaPart<T>> Parts => adaptation.Parts;

    public override bool TakesSteps => adaptation.TakesSteps;

    public override Variables<T> Start(Variables<T> meta, Episode<T> episode) => adaptation.Start(meta, episode);

    public override Variables<T> Adapting(Variables<T> x) => new(adaptation.Adapting(x).Where(entry => !frozen(entry.Key)));

    public override Variable<T> Inner(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => adaptation.Inner(x, meta, episode, at);

    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        Variables<T> whole = new(adaptation.Adapting(x).Select(entry => KeyValuePair.Create(
            entry.Key, gradient.TryGet(entry.Key, out Variable<T> own) ? own : entry.Value.Tape.Zeros(entry.Value.Shape))));
        Variables<T> updated = adaptation.Update(x, whole, meta, at);
        return new(updated.Select(entry => frozen(entry.Key) ? KeyValuePair.Create(entry.Key, x[entry.Key]) : entry));
    }

    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => adaptation.Outer(x, meta, episode, at);

    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => adaptation.Measures(x, meta, episode, at);

    public override Variables<T> Assign(Variables<T> x, Variables<T> meta, Episode<T> episode) => adaptation.Assign(x, meta, episode);

    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => adaptation.Predict(x, meta, inputs, pass);
}

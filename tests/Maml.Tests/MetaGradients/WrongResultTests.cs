using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>What a user's way to differentiate or adaptation gives is checked once for all: losses [tasks], a direction for each
/// meta-parameter by name and shape.</summary>
public class WrongResultTests
{
    private static readonly RandomTasks<double> Tasks = new(5, 6, 2, 2);

    private static readonly Dictionary<string, (Func<MetaOutcome<double>, MetaOutcome<double>> Change, string Message)> Ways = new()
    {
        ["one loss for all"] =
            (
                static outcome => outcome with { Losses = outcome.Losses.Mean() },
                "the meta-gradient 'changed' gave shape [], expected one number for each task, [2]"),
        ["losses with an axis too many"] =
            (
                static outcome => outcome with { Losses = outcome.Losses.InsertAxis(1) },
                "the meta-gradient 'changed' gave shape [2, 1], expected one number for each task, [2]"),
        ["a direction missing"] =
            (
                static outcome => outcome with { Direction = new(outcome.Direction.Skip(1)) },
                "changed: a direction for each meta-parameter by name and in order is expected, [net.0.weight, "),
        ["a direction too many"] =
            (
                static outcome => outcome with
                {
                    Direction = outcome.Direction.Concat(new([KeyValuePair.Create("more", outcome.Losses)])),
                },
                "net.4.bias, more]"),
        ["another name"] =
            (
                static outcome => outcome with
                {
                    Direction = new(outcome.Direction.Select(
                        static (entry, k) => k == 1 ? KeyValuePair.Create("net.0.shift", entry.Value) : entry)),
                },
                "got [net.0.weight, net.0.shift, "),
        ["another order"] = (static outcome => outcome with { Direction = new(outcome.Direction.Reverse()) }, "got [net.4.bias, "),
        ["another shape"] =
            (
                static outcome => outcome with { Direction = outcome.Direction.Map(static value => value.InsertAxis(0)) },
                "changed: the direction for 'net.0.weight' has shape [1, 6, 2], expected that of the meta-parameter, [6, 2]"),
    };

    private static readonly Dictionary<string, (Func<string, NetAdaptation<double>> Make, string Message)> Adaptations = new()
    {
        ["inner"] = (static what => new Changed(what), "Changed: Inner gave shape [], expected one number for each task, [2]"),
        ["outer"] = (static what => new Changed(what), "Changed: Outer gave shape [2, 1], expected one number for each task, [2]"),
        ["measure"] =
            (static what => new Changed(what), "Changed: the measure 'told' gave shape [], expected one number for each task, [2]"),
        ["forgets"] =
            (static what => new Changed(what), "Changed: a step takes x to the same names and shapes; before [net.0.weight [2, 6, 2], "),
        ["assigns"] =
            (
                static what => new Changed(what),
                "Changed: what is assigned has [tasks, ...] for each meta-parameter of an assigned part and nothing else; for " +
                    "'net.0.weight' of shape [6, 2] it gave [2, 6, 2]"),
    };

    public static TheoryData<string> AllWays => [.. Ways.Keys];

    public static TheoryData<string> AllAdaptations => [.. Adaptations.Keys];

    [Theory]
    [MemberData(nameof(AllWays))]
    public void Of_a_way_to_differentiate(string what)
        => Refused(new("changed", Learners.Net<double>(), new ChangedWay(Ways[what].Change)), Ways[what].Message);

    [Theory]
    [MemberData(nameof(AllAdaptations))]
    public void Of_an_adaptation(string what)
    {
        foreach (MetaGradient<double> way in (MetaGradient<double>[])[
            new Unrolled<double>(1), new FirstOrder<double>(1), new Displacement<double>(1)])
        {
            Refused(new("changed", Adaptations[what].Make(what), way), Adaptations[what].Message);
        }
    }

    [Fact]
    public void Of_an_adaptation_that_assigns_too_little()
    {
        MetaPart<double>[] parts = [Scripted.Number("a"), Scripted.Number("b", OuterRule<double>.Assigned(1))];
        Refused(
            new(
                "little", new Scripted(parts, static (meta, episode) => meta["a.w"] * episode[EpisodeNames.QueryInputs].Sum([1, 2])),
                new Unrolled<double>(0)),
            "Scripted: what is assigned has [tasks, ...] for each meta-parameter of an assigned part and nothing else; for 'b.w' of " +
                "shape [1] it gave nothing");
    }

    // Replayed and recorded anew, with the same message.
    private static void Refused(Learner<double> learner, string message)
    {
        Trainer<double> trainer = new(Plans.Of(learner) with { Tasks = Tasks, MetaBatch = 2, TasksPerBlock = 2 });
        foreach (bool replay in (bool[])[true, false])
        {
            Assert.Contains(message, Assert.Throws<ArgumentException>(
                () => trainer.Run(trainer.Start(), new() { Threads = 1, Replay = replay })).Message, StringComparison.Ordinal);
        }
    }

    private sealed class ChangedWay(Func<MetaOutcome<double>, MetaOutcome<double>> change) : MetaGradient<double>
    {
        private readonly Unrolled<double> _right = new(1);

        public override string Name => "changed";

        public override string Description => Name;

        public override bool IsExact => false;

        public override int Steps => 1;

        public override MetaOutcome<double> Compute(
            Adaptation<double> adaptation, Variables<double> meta, Episode<double> episode, DerivativeUse use = DerivativeUse.Final)
            => change(_right.Compute(adaptation, meta, episode, use));
    }

    private sealed class Changed(string what)
        : NetAdaptation<double>(Nets.Tanh<double>(2, 2), Nn.Loss.MeanSquaredError, StepSizes<double>.Constant(0.1))
    {
        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => what == "inner" ? base.Inner(x, meta, episode, at).Mean() : base.Inner(x, meta, episode, at);

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => what == "outer" ? base.Outer(x, meta, episode, at).InsertAxis(1) : base.Outer(x, meta, episode, at);

        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => what == "forgets" ? new(base.Update(x, gradient, meta, at).SkipLast(1)) : base.Update(x, gradient, meta, at);

        public override IReadOnlyList<Measure<double>> Measures(
            Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => what == "measure" ? [new("told", base.Outer(x, meta, episode, at).Mean())] : [];

        public override Variables<double> Assign(Variables<double> x, Variables<double> meta, Episode<double> episode)
            => what == "assigns" ? new(x.Take(1)) : base.Assign(x, meta, episode);
    }
}

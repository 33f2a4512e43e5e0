using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>A step takes what it changes to the same names and shapes: an inner one, and an outer rule.</summary>
public class ChangedLayoutTests
{
    [Fact]
    public void An_inner_step_that_leaves_something_out_or_changes_a_shape_is_refused_with_both_layouts()
    {
        string message = Refused(new Careless(static x => new(x.Skip(1))));
        Assert.Contains(
            "Careless: a step takes x to the same names and shapes; before [net.0.weight [7, 6, 2], net.0.bias [7, 6],", message,
            StringComparison.Ordinal);
        Assert.Contains("after [net.0.bias [7, 6],", message, StringComparison.Ordinal);
        Assert.Contains("after [net.0.weight [7, 12],", Refused(new Careless(static x => new(x.Select(entry => KeyValuePair.Create(
            entry.Key, entry.Key == "net.0.weight" ? entry.Value.Reshape([7, 12]) : entry.Value))))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_outer_rule_that_changes_a_name_of_its_state_is_refused_with_both_layouts()
        => Assert.EndsWith(
            "The outer rule 'renaming' takes the part 'net' and its state to the same names and shapes; before [age [1]], after " +
                "[years [1]].",
            Refused(new Ruled()), StringComparison.Ordinal);

    private static string Refused(NetAdaptation<double> adaptation)
        => Assert.ThrowsAny<ArgumentException>(() =>
        {
            Trainer<double> trainer = new(
                Plans.Of(new Learner<double>("careless", adaptation, new Unrolled<double>(1)), iterations: 1) with { TasksPerBlock = 7 });
            trainer.Run(trainer.Start(), new TrainingOptions { Replay = false });
        }).Message;

    private sealed class Careless(Func<Variables<double>, Variables<double>> change)
        : NetAdaptation<double>(Nets.Tanh<double>(2, 2), Nn.Loss.MeanSquaredError, StepSizes<double>.Constant(0.1))
    {
        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => change(base.Update(x, gradient, meta, at));
    }

    private sealed class Ruled() : NetAdaptation<double>(Nets.Tanh<double>(2, 2), Nn.Loss.MeanSquaredError, StepSizes<double>.Constant(0.1))
    {
        public override IReadOnlyList<MetaPart<double>> Parts => [base.Parts[0] with { Rule = new Renaming() }];
    }

    private sealed class Renaming : OuterRule<double>
    {
        public override string Description => "renaming";

        public override Parameters<double> InitialState(Parameters<double> part)
            => new([KeyValuePair.Create("age", Tensors.Wrap([0.0], [1]))]);

        public override (Variables<double> Values, Variables<double> State) Step(
            Variables<double> values, Variables<double> direction, Variables<double> state, Variable<double> stepSize)
            => (values, new([KeyValuePair.Create("years", state["age"])]));
    }
}

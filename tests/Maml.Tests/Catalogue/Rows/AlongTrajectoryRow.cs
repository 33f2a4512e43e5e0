using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

/// <summary>With a start that rests; <see cref="WarpGradRow"/> has one that moves.</summary>
internal sealed class AlongTrajectoryRow : LearnerRow
{
    private const int Steps = 3;

    public override Type Of => typeof(AlongTrajectory<>);

    public override IReadOnlyList<LearnerProblem> Problems => [TNetRow.Sine, TNetRow.Glyphs];

    public override bool IsExact => false;

    // The gradient of an objective of its own.
    public override MetaGradientKind? Certificate => null;

    public override string ComparedWith
        => "The gradient, by what does not adapt, of the mean of the query losses one step on from each state, the states written down " +
                "as numbers.";

    public override Learner<double> Make(LearnerProblem problem) => new(
        "along trajectory",
        new NetAdaptation<double>(
            problem.Net, problem.Loss, problem.StepSizes, adapts: Selection.Except(TNetRow.TransformationsOf(problem))),
        new AlongTrajectory<double>(Steps, movesStart: false));

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
        => Warped.Define(problem, meta, task, TNetRow.Adapts, Steps, movesStart: false);
}

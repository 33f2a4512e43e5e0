using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class WarpGradRow : LearnerRow
{
    private const int Steps = 2;

    public override Type Of => typeof(WarpGrad<>);

    public override IReadOnlyList<LearnerProblem> Problems => [TNetRow.Sine, TNetRow.Glyphs];

    public override bool IsExact => false;

    public override MetaGradientKind? Certificate => null;

    public override string ComparedWith
        => "The gradient, by the warps, of the mean of the query losses one step on from each state, the states written down as " +
                "numbers; x_0 - x_K of the rest.";

    public override Learner<double> Make(LearnerProblem problem)
        => new WarpGrad<double>(problem.Net, problem.Loss, TNetRow.TransformationsOf(problem), Steps, problem.StepSizes);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
        => Warped.Define(problem, meta, task, TNetRow.Adapts, Steps, movesStart: true);
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class DisplacementRow : LearnerRow
{
    public override Type Of => typeof(Displacement<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.GlyphsWithRunningStatistics];

    public override bool IsExact => false;

    public override MetaGradientKind? Certificate => null;

    public override string ComparedWith => "x_0 - x_K of three steps on the whole support set.";

    public override Learner<double> Make(LearnerProblem problem)
        => new("displacement", new NetAdaptation<double>(problem.Net, problem.Loss, problem.StepSizes), new Displacement<double>(3));

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        Variables<double> adapted = hand.Descend(3, detached: true)[3];
        return hand.Outcome(hand.QueryLoss(adapted, 3), hand.Theta - adapted);
    }
}

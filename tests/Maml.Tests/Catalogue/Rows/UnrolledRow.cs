using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class UnrolledRow : LearnerRow
{
    private static readonly double[] Weights = [0.5, 0, 1];

    public override Type Of => typeof(Unrolled<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.GlyphsWithRunningStatistics];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from half the query loss before the first step and the whole of that after the last.";

    public override Learner<double> Make(LearnerProblem problem)
        => new("unrolled", new NetAdaptation<double>(problem.Net, problem.Loss, problem.StepSizes), new Unrolled<double>(2, Weights));

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        List<Variables<double>> course = hand.Descend(2, detached: false);
        Variable<double> loss = (0.5 * hand.QueryLoss(course[0], 0)) + hand.QueryLoss(course[2], 2);
        return hand.Outcome(loss, hand.Gradient(loss, hand.Theta));
    }
}

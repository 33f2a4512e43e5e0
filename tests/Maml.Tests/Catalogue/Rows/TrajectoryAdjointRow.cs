using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class TrajectoryAdjointRow : LearnerRow
{
    private static readonly double[] Weights = [0.5, 0, 0.25, 1];

    public override Type Of => typeof(TrajectoryAdjoint<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.GlyphsWithRunningStatistics];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from half the query loss before the first step, a quarter of that after the second, and the whole of that " +
                "after the last.";

    public override Learner<double> Make(LearnerProblem problem)
        => new(
            "trajectory adjoint", new NetAdaptation<double>(problem.Net, problem.Loss, problem.StepSizes),
            new TrajectoryAdjoint<double>(3, Weights, keepEvery: 2));

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        List<Variables<double>> course = hand.Descend(3, detached: false);
        Variable<double> loss = (0.5 * hand.QueryLoss(course[0], 0)) + (0.25 * hand.QueryLoss(course[2], 2)) + hand.QueryLoss(course[3], 3);
        return hand.Outcome(loss, hand.Gradient(loss, hand.Theta));
    }
}

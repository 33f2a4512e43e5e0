using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class FirstOrderRow : LearnerRow
{
    public override Type Of => typeof(FirstOrder<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.GlyphsWithRunningStatistics];

    public override bool IsExact => false;

    public override MetaGradientKind? Certificate => MetaGradientKind.FirstOrder;

    public override string ComparedWith
        => "The sweep from the query loss after three steps, whose gradients are constants; what statistics owe the parameters is in it.";

    public override Learner<double> Make(LearnerProblem problem)
        => new("first order", new NetAdaptation<double>(problem.Net, problem.Loss, problem.StepSizes), new FirstOrder<double>(3));

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        Variable<double> loss = hand.QueryLoss(hand.Descend(3, detached: true)[3], 3);
        return hand.Outcome(loss, hand.Gradient(loss, hand.Theta));
    }
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class MamlRow : LearnerRow
{
    private const int Steps = 2;

    public override Type Of => typeof(Maml<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith => "The reverse sweep from the query loss through the steps of plain descent.";

    public override Learner<double> Make(LearnerProblem problem) => new Maml<double>(problem.Net, problem.Loss, Steps, problem.StepSizes);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        Variable<double> loss = hand.QueryLoss(hand.Descend(Steps, detached: false)[Steps], Steps);
        return hand.Outcome(loss, hand.Gradient(loss, hand.Theta));
    }
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class JointTrainingRow : LearnerRow
{
    public override Type Of => typeof(JointTraining<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.Glyphs];

    public override bool IsExact => true;

    // Of no steps there is nothing of second order.
    public override MetaGradientKind? Certificate => MetaGradientKind.Indistinguishable;

    public override string ComparedWith => "The gradient of the query loss at the parameters as they are.";

    public override Learner<double> Make(LearnerProblem problem) => new JointTraining<double>(problem.Net, problem.Loss);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        Variable<double> loss = hand.QueryLoss(hand.Theta, 0);
        return hand.Outcome(loss, hand.Gradient(loss, hand.Theta));
    }
}

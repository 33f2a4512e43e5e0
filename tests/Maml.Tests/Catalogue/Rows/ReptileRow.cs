using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class ReptileRow : LearnerRow
{
    private const int Steps = 4;
    private const int Batch = 2;

    public override Type Of => typeof(Reptile<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.Glyphs];

    public override bool IsExact => false;

    public override MetaGradientKind? Certificate => null;

    public override string ComparedWith => "theta_0 - theta_K of steps on two examples each, going round the set.";

    public override Learner<double> Make(LearnerProblem problem)
        => new Reptile<double>(problem.Net, problem.Loss, Steps, problem.StepSizes, Batch);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        Variables<double> adapted = hand.Descend(Steps, detached: true, Batch)[Steps];
        return hand.Outcome(hand.QueryLoss(adapted, Steps), hand.Theta - adapted);
    }
}

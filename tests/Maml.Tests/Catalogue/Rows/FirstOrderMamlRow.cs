using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class FirstOrderMamlRow : LearnerRow
{
    private const int Steps = 2;

    public override Type Of => typeof(FirstOrderMaml<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.Glyphs];

    public override bool IsExact => false;

    public override MetaGradientKind? Certificate => MetaGradientKind.FirstOrder;

    public override string ComparedWith
        => "The gradient of the query loss at the adapted parameters, by these and not by the initial ones.";

    public override Learner<double> Make(LearnerProblem problem)
        => new FirstOrderMaml<double>(problem.Net, problem.Loss, Steps, problem.StepSizes);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        Variables<double> adapted = hand.Descend(Steps, detached: false)[Steps];
        Variable<double> loss = hand.QueryLoss(adapted, Steps);
        return hand.Outcome(loss, hand.Gradient(loss, adapted));
    }
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class AnilRow : LearnerRow
{
    private const int Steps = 2;

    public override Type Of => typeof(Anil<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith => "The reverse sweep from the query loss through steps of plain descent of the last layer alone.";

    public override Learner<double> Make(LearnerProblem problem)
        => new Anil<double>(problem.Net, problem.Loss, Head(problem), Steps, problem.StepSizes);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        List<Variables<double>> course = hand.Descend(
            Steps, detached: false, adapts: name => name.StartsWith($"{Head(problem)}.", StringComparison.Ordinal) == true);
        Variable<double> loss = hand.QueryLoss(course[Steps], Steps);
        return hand.Outcome(loss, hand.Gradient(loss, hand.Theta));
    }

    // The last layer of the problems' nets.
    private static string Head(LearnerProblem problem) => problem.IsClassification ? "5" : "2";
}

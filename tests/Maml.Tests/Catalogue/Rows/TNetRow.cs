using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class TNetRow : LearnerRow
{
    private const int Steps = 2;

    public const string Transformation = "transform";

    // A transformation behind the first layer that adapts, and one behind the last.
    public static readonly LearnerProblem Sine = LearnerProblem.Sine with
    {
        Name = "sine with transformations",
        Net = new Sequential<double>(
            ("first", new Linear<double>(1, 6)),
            (Transformation, new Linear<double>(6, 5)),
            ("tanh", Activations.Tanh<double>()),
            ("last", new Linear<double>(5, 2)),
            ("end", new Linear<double>(2, 1, bias: false))),
    };

    public static readonly LearnerProblem Glyphs = LearnerProblem.Glyphs with
    {
        Name = "glyphs with a transformation",
        Net = new Sequential<double>(
            ("pool", new AvgPool2d<double>(4)),
            ("rows", new Flatten<double>()),
            ("first", new Linear<double>(49, 5, bias: false)),
            (Transformation, new Sequential<double>(new Linear<double>(5, 5, bias: false), new BatchNorm1d<double>(5))),
            ("tanh", Activations.Tanh<double>()),
            ("last", new Linear<double>(5, 3))),
    };

    public override Type Of => typeof(TNet<>);

    public override IReadOnlyList<LearnerProblem> Problems => [Sine, Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from the query loss through steps of plain descent of the layers before and behind the transformation, by " +
                "them and by it.";

    public static bool Adapts(string name)
        => !name.StartsWith($"{Transformation}.", StringComparison.Ordinal) && !name.StartsWith("end.", StringComparison.Ordinal);

    public static string[] TransformationsOf(LearnerProblem problem)
        => problem.IsClassification ? [Transformation] : [Transformation, "end"];

    public override Learner<double> Make(LearnerProblem problem)
        => new TNet<double>(problem.Net, problem.Loss, TransformationsOf(problem), Steps, problem.StepSizes);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand hand = new(problem, meta, task);
        Variable<double> loss = hand.QueryLoss(hand.Descend(Steps, detached: false, adapts: Adapts)[Steps], Steps);
        return hand.Outcome(loss, hand.Gradient(loss, hand.Theta));
    }
}

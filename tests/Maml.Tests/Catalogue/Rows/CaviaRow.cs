using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class CaviaRow : LearnerRow
{
    private const int Steps = 2;
    private const int Context = 3;

    private static readonly LearnerProblem Sine = LearnerProblem.Sine with
    {
        Name = "sine with a context",
        Net = new Sequential<double>(new Linear<double>(1 + Context, 6), Activations.Tanh<double>(), new Linear<double>(6, 1)),
        StepSize = 0.5,
    };

    // Images as rows of features, with room for the context behind them.
    private static readonly LearnerProblem Glyphs = LearnerProblem.Glyphs with
    {
        Name = "rows of glyphs with a context",
        Net = new Sequential<double>(new Linear<double>(784 + Context, 5), Activations.Tanh<double>(), new Linear<double>(5, 3)),
        Tasks = new FlatImages(LearnerProblem.Glyphs.Tasks),
        StepSize = 0.5,
    };

    public override Type Of => typeof(Cavia<>);

    public override IReadOnlyList<LearnerProblem> Problems => [Sine, Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith => "The reverse sweep from the query loss through steps of plain descent of the context.";

    public override Learner<double> Make(LearnerProblem problem)
        => new Cavia<double>(problem.Net, problem.Loss, Context, Steps, problem.StepSizes);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variable<double> LossOf(Variable<double> context, string set)
        {
            Variable<double> inputs = tape.Input(task[$"{set}.inputs"]);
            Variable<double> with = Variable.Concatenate<double>([inputs, context.BroadcastTo([inputs.Shape[0], Context])], 1);
            return problem.Loss(problem.Net.Forward(theta, with, Pass<double>.Evaluation), tape.Input(task[$"{set}.targets"]));
        }

        Variable<double> context = tape.Zeros([1, Context]);
        for (int step = 0; step < Steps; step++)
        {
            context -= problem.StepSize * tape.Gradient(LossOf(context, "support"), context);
        }

        Variable<double> loss = LossOf(context, "query");
        return (loss.Scalar, tape.Gradient(loss, theta).ToParameters().Prefixed("net"));
    }
}

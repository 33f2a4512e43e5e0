using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class MetaCurvatureRow : LearnerRow
{
    private const int Steps = 2;

    // With a convolution, whose weight has positions.
    private static readonly LearnerProblem Glyphs = LearnerProblem.Glyphs with
    {
        Name = "glyphs with a convolution",
        Net = new Sequential<double>(
            new AvgPool2d<double>(4),
            new Conv2d<double>(1, 2, 3, ConvolutionGeometry.Square(stride: 2)),
            Activations.Tanh<double>(),
            new Flatten<double>(),
            new Linear<double>(18, 3)),
        StepSize = 0.5,
    };

    public override Type Of => typeof(MetaCurvature<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from the query loss through steps along gradients summed with all matrices at once, by the start and by " +
                "the matrices.";

    public override Learner<double> Make(LearnerProblem problem)
        => new MetaCurvature<double>(problem.Net, problem.Loss, Steps, problem.StepSizes);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variables<double> matrices = meta.Under("curvature").On(tape);
        Variable<double> LossOf(Variables<double> at, string set)
            => problem.Loss(
                problem.Net.Forward(at, tape.Input(task[$"{set}.inputs"]), Pass<double>.Evaluation), tape.Input(task[$"{set}.targets"]));
        Variables<double> x = theta;
        for (int step = 0; step < Steps; step++)
        {
            Variables<double> gradient = tape.Gradient(LossOf(x, "support"), x);
            x = new(x.Select(entry =>
            {
                Variable<double> g = gradient[entry.Key];
                Shape shape = g.Shape;
                Variable<double> mixed = shape.Rank switch
                {
                    1 => Variable.Einsum("oa,a->o", matrices[$"{entry.Key}.output"], g),
                    2 => Variable.Einsum("oa,ib,ab->oi", matrices[$"{entry.Key}.output"], matrices[$"{entry.Key}.input"], g),
                    _ => Variable.Einsum(
                        "oa,ib,pc,abc->oip",
                        matrices[$"{entry.Key}.output"],
                        matrices[$"{entry.Key}.input"],
                        matrices[$"{entry.Key}.position"],
                        g.Reshape([shape[0], shape[1], shape[2] * shape[3]])).Reshape(shape),
                };
                return KeyValuePair.Create(entry.Key, entry.Value - (problem.StepSize * mixed));
            }));
        }

        Variable<double> loss = LossOf(x, "query");
        Parameters<double> byStart = tape.Gradient(loss, theta).ToParameters();
        Parameters<double> byMatrices = tape.Gradient(loss, matrices).ToParameters();
        return (loss.Scalar, byStart.Prefixed("net").Concat(byMatrices.Prefixed("curvature")));
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

/// <summary>Near the optimum of a support loss with a strong proximal term.</summary>
internal sealed class ImplicitRow : LearnerRow
{
    public const int Steps = 40;
    public const double Lambda = 10;
    public const double StepSize = 0.08;

    // Normalized by the statistics of six images the support loss curves so much that no step of this size would come near its optimum.
    public static readonly LearnerProblem WithoutNormalization = LearnerProblem.Glyphs with
    {
        Name = "glyphs without normalization",
        Net = new Sequential<double>(
            new AvgPool2d<double>(4), new Flatten<double>(), new Linear<double>(49, 5), Activations.Tanh<double>(),
            new Linear<double>(5, 3)),
    };

    public override Type Of => typeof(Implicit<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, WithoutNormalization];

    public override bool IsExact => false;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    // Conjugate gradients end when the residual is rounding, and the matrix is solved to rounding times its condition.
    public override double Tolerance => 1e-9;

    public override string ComparedWith
        => "The gradient of the query loss less (d^2 S / d theta dx)' H^-1 of it, the Hessian H of the support loss with its proximal " +
                "term S formed column by column and solved.";

    public override Learner<double> Make(LearnerProblem problem)
        => new(
            "implicit", new NetAdaptation<double>(problem.Net, problem.Loss, StepSizes<double>.Constant(StepSize), proximal: Lambda),
            new Implicit<double>(Steps, turns: 40));

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
        => AtTheOptimum(problem, meta, task);

    /// <summary>By the implicit function theorem at x_K.</summary>
    public static (double Loss, Parameters<double> Direction) AtTheOptimum(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variables<double> x = theta.Detach();
        Variable<double> Support(Variables<double> at)
        {
            Variables<double> distance = at - theta;
            return problem.Loss(
                problem.Net.Forward(at, tape.Input(task.SupportInputs), Pass<double>.Evaluation),
                tape.Input(task.SupportTargets)) + (Lambda / 2 * distance.Dot(distance));
        }

        for (int step = 0; step < Steps; step++)
        {
            x = (x - (StepSize * tape.Gradient(Support(x), x))).Detach();
        }

        Variable<double> loss = problem.Loss(
            problem.Net.Forward(x, tape.Input(task.QueryInputs), Pass<double>.Evaluation), tape.Input(task.QueryTargets));
        Variables<double> gradient = tape.Gradient(Support(x), x);
        double[] right = Flat.Of(tape.Gradient(loss, x).ToParameters());
        double[] columns = new double[right.Length * right.Length];
        for (int k = 0; k < right.Length; k++)
        {
            double[] unit = new double[right.Length];
            unit[k] = 1;
            Flat.Of(tape.Gradient(gradient.Dot(Shaped(tape, unit, x)), x).ToParameters()).CopyTo(columns, k * right.Length);
        }

        double[] solution = tape.Input(columns, [right.Length, right.Length]).Solve(tape.Input(right, [right.Length, 1])).ToArray();
        Variables<double> direction = -tape.Gradient(gradient.Dot(Shaped(tape, solution, x)), theta);
        return (loss.Scalar, direction.ToParameters().Prefixed("net"));
    }

    private static Variables<double> Shaped(Tape<double> tape, double[] values, Variables<double> like)
    {
        int start = 0;
        return like.Map(member =>
        {
            Variable<double> part = tape.Constant(values.AsSpan(start, member.Shape.ElementCount), member.Shape);
            start += member.Shape.ElementCount;
            return part;
        });
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

/// <summary>With fewer features than examples on curves, with more on images: the two forms of the solution.</summary>
internal sealed class R2D2Row : LearnerRow
{
    private const double Regularization = 0.5;
    private const double Scale = 2;
    private const int Ways = 3;

    private static readonly LearnerProblem Sine = LearnerProblem.Sine with
    {
        Name = "sine from four features",
        Net = new Sequential<double>(new Linear<double>(1, 4), Activations.Tanh<double>()),
        Bad =
        [
            .. LearnerProblem.Sine.Bad.Take(2)
                .Select(static bad => bad with { Fragments = ["Ridge regression takes targets [tasks, examples, 1], got ["] }),
            .. LearnerProblem.Sine.Bad.Skip(2),
        ],
    };

    private static readonly LearnerProblem Glyphs = LearnerProblem.Glyphs with
    {
        Name = "glyphs from eight features",
        Net = new Sequential<double>(
            new AvgPool2d<double>(4),
            new Flatten<double>(),
            new Linear<double>(49, 8, bias: false),
            new BatchNorm1d<double>(8),
            Activations.Tanh<double>()),
        Bad =
        [
            LearnerProblem.Glyphs.Bad[0] with { Fragments = ["labels [tasks, examples] of class numbers, got [1, 6, 1]"] },
            .. LearnerProblem.Glyphs.Bad.Skip(1),
        ],
    };

    public override Type Of => typeof(R2D2<>);

    public override IReadOnlyList<LearnerProblem> Problems => [Sine, Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.Indistinguishable;

    public override string ComparedWith
        => "The reverse sweep from the query loss through the other form of the solution, a system of features where the library solves " +
                "one of examples and the other way round.";

    public override Learner<double> Make(LearnerProblem problem)
        => problem.IsClassification
            ? new R2D2<double>(problem.Net, Ways, Regularization, Scale)
            : new R2D2<double>(problem.Net, problem.Loss, outputs: 1, Regularization, Scale);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variables<double> ridge = meta.Under("ridge").On(tape);
        Variable<double> x = problem.Net.Forward(theta, tape.Input(task.SupportInputs), Pass<double>.Evaluation);
        Variable<double> y = problem.IsClassification
            ? OneHot(tape, Tensors.ToArray(task.SupportTargets)) : tape.Input(task.SupportTargets);
        int length = problem.IsClassification ? x.Shape[1] : x.Shape[0];
        var identity = new double[length * length];
        for (int k = 0; k < length; k++)
        {
            identity[k * (length + 1)] = 1;
        }

        Variable<double> regularization = ridge["log_lambda"].Exp() * tape.Constant(identity, [length, length]);
        Variable<double> w = problem.IsClassification
            ? (x.MatMul(x, transposeLeft: true) + regularization).Solve(x.MatMul(y, transposeLeft: true))
            : x.MatMul((x.MatMul(x, transposeRight: true) + regularization).Solve(y), transposeLeft: true);
        Variable<double> predicted =
            (ridge["scale"] * problem.Net.Forward(theta, tape.Input(task.QueryInputs), Pass<double>.Evaluation).MatMul(w)) + ridge["shift"];
        Variable<double> loss = problem.Loss(predicted, tape.Input(task.QueryTargets));
        Parameters<double> byEmbedding = tape.Gradient(loss, theta).ToParameters();
        Parameters<double> byRidge = tape.Gradient(loss, ridge).ToParameters();
        return (loss.Scalar, byEmbedding.Prefixed("net").Concat(byRidge.Prefixed("ridge")));
    }

    private static Variable<double> OneHot(Tape<double> tape, double[] labels)
        => tape.Constant(
            [.. labels.SelectMany(static label => Enumerable.Range(0, Ways).Select(way => way == label ? 1.0 : 0.0))],
            [labels.Length, Ways]);
}

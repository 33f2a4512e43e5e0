using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class PrototypicalNetworkRow : LearnerRow
{
    // The labels of the support set are met before any loss.
    public static readonly LearnerProblem Glyphs = LearnerProblem.Glyphs with
    {
        Name = "glyphs by their distance",
        Bad =
            [
                LearnerProblem.Glyphs.Bad[0] with { Fragments = ["labels [tasks, examples] of class numbers, got [1, 6, 1]"] },
                .. LearnerProblem.Glyphs.Bad.Skip(1),
            ],
    };

    public override bool ClassifiesOnly => true;

    public override Type Of => typeof(PrototypicalNetwork<>);

    public override IReadOnlyList<LearnerProblem> Problems => [Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.Indistinguishable;

    public override string ComparedWith
        => "The reverse sweep from the cross-entropy of minus the squared distances to the means of the embedded support examples, " +
                "class by class.";

    public override Learner<double> Make(LearnerProblem problem) => new PrototypicalNetwork<double>(problem.Net, ways: 3);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variable<double> support = problem.Net.Forward(theta, tape.Input(task.SupportInputs), Pass<double>.Evaluation);
        Variable<double> queries = problem.Net.Forward(theta, tape.Input(task.QueryInputs), Pass<double>.Evaluation);
        double[] labels = Tensors.ToArray(task.SupportTargets);
        List<Variable<double>> scores = [];
        for (int way = 0; way < 3; way++)
        {
            Variable<double>[] members = [.. Enumerable.Range(0, labels.Length).Where(k => labels[k] == way).Select(k => support.At(0, k))];
            Variable<double> prototype = members.Aggregate(static (sum, next) => sum + next) / tape.Constant(members.Length);
            scores.Add(-(queries - prototype).Square().Sum([1]).InsertAxis(-1));
        }

        Variable<double> loss = problem.Loss(Variable.Concatenate<double>([.. scores], 1), tape.Input(task.QueryTargets));
        return (loss.Scalar, tape.Gradient(loss, theta).ToParameters().Prefixed("net"));
    }
}

using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class SoftKMeansNetworkRow : LearnerRow
{
    private const int Refinements = 2;

    public override bool ClassifiesOnly => true;

    public override Type Of => typeof(SoftKMeansNetwork<>);

    public override IReadOnlyList<LearnerProblem> Problems => [PrototypicalNetworkRow.Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.Indistinguishable;

    public override string ComparedWith
        => "The reverse sweep from the cross-entropy of minus the squared distances to means that each query has moved, query by query " +
                "and class by class.";

    public override Learner<double> Make(LearnerProblem problem) => new SoftKMeansNetwork<double>(problem.Net, ways: 3, Refinements);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variable<double> support = problem.Net.Forward(theta, tape.Input(task.SupportInputs), Pass<double>.Evaluation);
        Variable<double> queries = problem.Net.Forward(theta, tape.Input(task.QueryInputs), Pass<double>.Evaluation);
        double[] labels = Tensors.ToArray(task.SupportTargets);
        Variable<double>[][] members =
        [
            .. Enumerable.Range(0, 3).Select(
                way => Enumerable.Range(0, labels.Length).Where(k => labels[k] == way).Select(k => support.At(0, k)).ToArray()),
        ];
        Variable<double>[] means = [.. members.Select(of => Sum(of) / tape.Constant(of.Length))];
        for (int round = 0; round < Refinements; round++)
        {
            List<Variable<double>[]> shares = [];
            for (int j = 0; j < queries.Shape[0]; j++)
            {
                Variable<double>[] near = [.. means.Select(mean => (-(queries.At(0, j) - mean).Square().Sum()).Exp())];
                shares.Add([.. near.Select(one => one / Sum(near))]);
            }

            means =
            [
                .. members.Select((of, way) =>
                    Sum([.. of, .. shares.Select((share, j) => share[way] * queries.At(0, j))]) /
                    Sum([tape.Constant(of.Length), .. shares.Select(share => share[way])])),
            ];
        }

        Variable<double>[] scores = [.. means.Select(mean => -(queries - mean).Square().Sum([1]).InsertAxis(-1))];
        Variable<double> loss = problem.Loss(Variable.Concatenate<double>(scores, 1), tape.Input(task.QueryTargets));
        return (loss.Scalar, tape.Gradient(loss, theta).ToParameters().Prefixed("net"));
    }

    private static Variable<double> Sum(IReadOnlyList<Variable<double>> of) => of.Aggregate(static (sum, next) => sum + next);
}

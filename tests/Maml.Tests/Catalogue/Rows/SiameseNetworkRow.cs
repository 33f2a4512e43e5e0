using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class SiameseNetworkRow : LearnerRow
{
    private static readonly LearnerProblem Glyphs = LearnerProblem.Glyphs with
    {
        Name = "glyphs in pairs",
        Bad = PrototypicalNetworkRow.Glyphs.Bad,
    };

    public override bool ClassifiesOnly => true;

    public override Type Of => typeof(SiameseNetwork<>);

    public override IReadOnlyList<LearnerProblem> Problems => [Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.Indistinguishable;

    public override string ComparedWith
        => "The reverse sweep from -log p of the pairs of one class and -log (1 - p) of those of two, pair by pair, with p the logistic " +
                "function of a weighted distance.";

    public override string LossIsNotOfPredictions(LearnerProblem problem)
        => "The loss is of pairs, and the score of a class of the most probable of its pairs.";

    public override Learner<double> Make(LearnerProblem problem) => new SiameseNetwork<double>(problem.Net, numbers: 3, ways: 3);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> all = meta.On(tape);
        Variable<double> Rows(string inputs) => problem.Net.Forward(all.Under("net"), tape.Input(task[inputs]), Pass<double>.Evaluation);
        (Variable<double> supports, Variable<double> queries) = (Rows("support.inputs"), Rows("query.inputs"));
        (double[] ofSupport, double[] ofQueries) = (Tensors.ToArray(task.SupportTargets), Tensors.ToArray(task.QueryTargets));
        List<Variable<double>> same = [];
        List<Variable<double>> different = [];
        for (int q = 0; q < ofQueries.Length; q++)
        {
            for (int s = 0; s < ofSupport.Length; s++)
            {
                Variable<double> difference = queries.At(0, q) - supports.At(0, s);
                Variable<double> z = (all["distance.weight"].Reshape([3]) * (difference * difference).Sqrt()).Sum() + all["distance.bias"]
                    .Sum();
                if (ofQueries[q] == ofSupport[s])
                {
                    same.Add((1 + (-z).Exp()).Log());
                }
                else
                {
                    different.Add((1 + z.Exp()).Log());
                }
            }
        }

        Variable<double> loss = (Mean(same) + Mean(different)) / 2;
        return (loss.Scalar, tape.Gradient(loss, all).ToParameters());
    }

    private static Variable<double> Mean(List<Variable<double>> losses)
        => losses.Aggregate(static (sum, next) => sum + next) / losses.Count;
}

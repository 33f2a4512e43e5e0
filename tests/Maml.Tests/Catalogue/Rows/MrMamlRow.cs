using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class MrMamlRow : LearnerRow
{
    private const int Steps = 2;
    private const double Beta = 0.01;
    private const double Deviation = 0.3;

    public override Type Of => typeof(MrMaml<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from the query loss and the information, through steps of plain descent of the last layer above weights " +
                "that are drawn once, by its start, the means and the logarithms of the variances.";

    public override Learner<double> Make(LearnerProblem problem)
        => new MrMaml<double>(problem.Net, problem.Loss, Selection.Only(Head(problem)), Steps, problem.StepSizes, Beta, Deviation);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> net = meta.Under("net").On(tape);
        Variables<double> logVariances = meta.Under("log_variance").On(tape);
        Variable<double> keys = tape.Input(TaskBatch<double>.Of(task).Keys.ToArray(), [1, RandomKey.Length]);
        Variable<double> information = tape.Zeros([]);
        List<KeyValuePair<string, Variable<double>>> drawn = [];
        foreach ((string name, Variable<double> mean) in net)
        {
            if (logVariances.TryGet(name, out Variable<double> logVariance))
            {
                Variable<double> noise =
                    tape.RandomNumbers(keys, $"weights {name}", mean.Shape, RandomNumberKind.Normal).Reshape(mean.Shape);
                drawn.Add(KeyValuePair.Create(name, mean + (logVariance.Exp().Sqrt() * noise)));
                information += 0.5 * (logVariance.Exp() + mean.Square() - 1.0 - logVariance).Sum();
            }
        }

        Variables<double> weights = new(drawn);
        Variables<double> head = new(net.Where(entry => !logVariances.TryGet(entry.Key, out _)));
        Variables<double> Whole(Variables<double> at)
            => new(net.Names.Select(name => KeyValuePair.Create(name, at.TryGet(name, out Variable<double> own) ? own : weights[name])));
        Variable<double> LossOf(Variables<double> at, string set)
            => problem.Loss(
                problem.Net.Forward(Whole(at), tape.Input(task[$"{set}.inputs"]), Pass<double>.Evaluation),
                tape.Input(task[$"{set}.targets"]));
        Variables<double> x = head;
        for (int step = 0; step < Steps; step++)
        {
            x -= problem.StepSize * tape.Gradient(LossOf(x, "support"), x);
        }

        Variable<double> loss = LossOf(x, "query") + (Beta * information);
        Parameters<double> byMeans = tape.Gradient(loss, net).ToParameters();
        Parameters<double> byVariances = tape.Gradient(loss, logVariances).ToParameters();
        return (loss.Scalar, byMeans.Prefixed("net").Concat(byVariances.Prefixed("log_variance")));
    }

    // The last layer of the problems' nets.
    private static string Head(LearnerProblem problem) => problem.IsClassification ? "5" : "2";
}

using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

/// <summary>An LSTM that is judged by queries and by every step, and a net that looks back.</summary>
internal sealed class RecurrentLearnerRow : LearnerRow
{
    private const int Ways = 3;
    private const int Numbers = 4;
    private const int Hidden = 5;

    private static readonly LearnerProblem Queries = LearnerProblem.Glyphs with
    {
        Name = "glyphs read by an LSTM",
        Net = new Sequential<double>(
            new AvgPool2d<double>(4), new Flatten<double>(), new Linear<double>(49, Numbers), Activations.Tanh<double>()),
        Bad = PrototypicalNetworkRow.Glyphs.Bad,
    };

    private static readonly LearnerProblem EveryStep = Queries with
    {
        Name = "glyphs told at every step",

        // Queries are not asked for.
        Bad = [.. Queries.Bad.Where(static bad => bad.Missing != EpisodeNames.QueryTargets)],
    };

    private static readonly LearnerProblem LookingBack = Queries with { Name = "glyphs read by looking back" };

    private static readonly Sequential<double> Lstm = new(new Lstm<double>(Numbers + Ways, Hidden), new Linear<double>(Hidden, Ways));

    private static readonly Sequential<double> Snail = PaperNets.Snail<double>(Numbers + Ways, Ways, steps: 7, filters: 4);

    public override bool ClassifiesOnly => true;

    public override Type Of => typeof(RecurrentLearner<>);

    public override IReadOnlyList<LearnerProblem> Problems => [Queries, EveryStep, LookingBack];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.Indistinguishable;

    public override string ComparedWith
        => "The reverse sweep from the cross-entropy of what an LSTM tells, cell by cell; of a net that looks back, of what it tells of " +
                "a sequence and one query.";

    public override string? LossIsNotOfPredictions(LearnerProblem problem)
        => problem.Name == EveryStep.Name ? "The loss is of the support set, and queries are predicted." : null;

    public override Learner<double> Make(LearnerProblem problem) => new RecurrentLearner<double>(
        problem.Net, problem.Name == LookingBack.Name ? Snail : Lstm, Ways,
        problem.Name == EveryStep.Name ? RecurrentLoss.EveryStep : RecurrentLoss.Queries);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> all = meta.On(tape);
        Variable<double>[] Rows(string inputs)
        {
            Variable<double> rows = problem.Net.Forward(all.Under("net"), tape.Input(task[inputs]));
            return [.. Enumerable.Range(0, rows.Shape[0]).Select(k => rows.At(0, k))];
        }

        double[] labels = Tensors.ToArray(task.SupportTargets);
        double[] expected = Tensors.ToArray(task.QueryTargets);
        Variable<double> Step(Variable<double> row, int step)
        {
            var label = new double[Ways];
            if (step > 0)
            {
                label[(int)labels[step - 1]] = 1;
            }

            return Variable.Concatenate<double>([row, tape.Input(label, [Ways])], 0);
        }

        Variable<double>[] support = [.. Rows("support.inputs").Select(Step)];
        List<Variable<double>> losses = [];
        if (problem.Name == EveryStep.Name)
        {
            Variable<double>[] told = Told(problem, all.Under("sequence"), support);
            losses.AddRange(told.Select((scores, k) => LossOf(scores, labels[k])));
        }
        else
        {
            losses.AddRange(Rows("query.inputs").Select(
                (row, q) => LossOf(Told(problem, all.Under("sequence"), [.. support, Step(row, support.Length)])[^1], expected[q])));
        }

        Variable<double> loss = losses.Aggregate(static (sum, next) => sum + next) / losses.Count;
        return (loss.Scalar, tape.Gradient(loss, all).ToParameters());
    }

    private static Variable<double> LossOf(Variable<double> scores, double label) => scores.Exp().Sum().Log() - scores.At(0, (int)label);

    // The scores at each step.
    private static Variable<double>[] Told(LearnerProblem problem, Variables<double> sequence, Variable<double>[] steps)
    {
        if (problem.Name == LookingBack.Name)
        {
            Variable<double> all = Snail.Forward(sequence, Variable.Stack<double>(steps).InsertAxis(0)).At(0, 0);
            return [.. steps.Select((_, k) => all.At(0, k))];
        }

        Variable<double> h = steps[0].Tape.Zeros([Hidden]);
        Variable<double> c = h;
        List<Variable<double>> told = [];
        foreach (Variable<double> step in steps)
        {
            Variable<double> gates = Product(sequence["0.weight_ih_l0"], step) + sequence["0.bias_ih_l0"]
                + Product(sequence["0.weight_hh_l0"], h) + sequence["0.bias_hh_l0"];
            Variable<double> Gate(int gate) => gates.Slice(0, gate * Hidden, Hidden);
            c = (Gate(1).Sigmoid() * c) + (Gate(0).Sigmoid() * Gate(2).Tanh());
            h = Gate(3).Sigmoid() * c.Tanh();
            told.Add(Product(sequence["1.weight"], h) + sequence["1.bias"]);
        }

        return [.. told];
    }

    private static Variable<double> Product(Variable<double> matrix, Variable<double> vector) => (matrix * vector).Sum([1]);
}

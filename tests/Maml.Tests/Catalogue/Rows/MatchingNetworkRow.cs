using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

/// <summary>Each example by itself, and in the full context of the support set.</summary>
internal sealed class MatchingNetworkRow : LearnerRow
{
    private const int Numbers = 3;
    private const int ReadSteps = 2;
    private const double Scale = 5;

    private static readonly LearnerProblem Alone = LearnerProblem.Glyphs with
    {
        Name = "glyphs by their cosines",
        Bad = PrototypicalNetworkRow.Glyphs.Bad,
    };

    private static readonly LearnerProblem InContext = Alone with { Name = "glyphs in full context" };

    public override bool ClassifiesOnly => true;

    public override Type Of => typeof(MatchingNetwork<>);

    public override IReadOnlyList<LearnerProblem> Problems => [Alone, InContext];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.Indistinguishable;

    public override string ComparedWith
        => "The reverse sweep from the logarithm of the attention that a query pays to the examples of its class, query by query and " +
                "example by example, with the cells of the full context written out.";

    public override Learner<double> Make(LearnerProblem problem)
        => new MatchingNetwork<double>(problem.Net, ways: 3, problem.Name == InContext.Name ? new(Numbers, ReadSteps) : null, Scale);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> all = meta.On(tape);
        Variables<double> theta = all.Under("net");
        Variable<double> Rows(string inputs) => problem.Net.Forward(theta, tape.Input(task[inputs]), Pass<double>.Evaluation);
        (Variable<double> supports, Variable<double> queries) = (Rows("support.inputs"), Rows("query.inputs"));
        Variable<double>[] g = [.. Enumerable.Range(0, supports.Shape[0]).Select(k => supports.At(0, k))];
        double[] labels = Tensors.ToArray(task.SupportTargets);
        double[] expected = Tensors.ToArray(task.QueryTargets);
        bool inContext = problem.Name == InContext.Name;
        g = inContext ? Context(all.Under("context"), g) : g;
        Variable<double> sum = tape.Zeros([]);
        for (int q = 0; q < expected.Length; q++)
        {
            Variable<double> f = queries.At(0, q);
            f = inContext ? Read(all.Under("context.read"), f, g) : f;
            Variable<double>[] attention =
            [
                .. g.Select(each => (Scale * (f * each).Sum() / ((f * f).Sum().Sqrt() * (each * each).Sum().Sqrt())).Exp()),
            ];
            Variable<double> right = attention.Where((_, k) => labels[k] == expected[q]).Aggregate(static (left, next) => left + next);
            sum -= (right / attention.Aggregate(static (left, next) => left + next)).Log();
        }

        Variable<double> loss = sum / expected.Length;
        return (loss.Scalar, tape.Gradient(loss, all).ToParameters());
    }

    private static Variable<double>[] Context(Variables<double> context, Variable<double>[] rows)
    {
        Variable<double>[] forward = Along(context.Under("forward"), rows);
        Variable<double>[] backward = [.. Along(context.Under("backward"), [.. rows.Reverse()]).Reverse()];
        return [.. rows.Select((row, k) => row + forward[k] + backward[k])];
    }

    private static Variable<double>[] Along(Variables<double> lstm, Variable<double>[] rows)
    {
        Variable<double> h = rows[0].Tape.Zeros([Numbers]);
        Variable<double> c = h;
        List<Variable<double>> states = [];
        foreach (Variable<double> row in rows)
        {
            (h, c) = Cell(lstm, row, h, c);
            states.Add(h);
        }

        return [.. states];
    }

    private static Variable<double> Read(Variables<double> lstm, Variable<double> row, Variable<double>[] g)
    {
        Variable<double> h = row.Tape.Zeros([Numbers]);
        Variable<double> c = h;
        for (int step = 0; step < ReadSteps; step++)
        {
            Variable<double>[] attention = [.. g.Select(each => (h * each).Sum().Exp())];
            Variable<double> all = attention.Aggregate(static (left, next) => left + next);
            Variable<double> read = g.Select((each, k) => attention[k] / all * each).Aggregate(static (left, next) => left + next);
            (h, c) = Cell(lstm, Variable.Concatenate<double>([row, read], 0), h, c);
            h += row;
        }

        return h;
    }

    private static (Variable<double> H, Variable<double> C) Cell(
        Variables<double> lstm, Variable<double> input, Variable<double> h, Variable<double> c)
    {
        Variable<double> gates = Product(
            lstm["weight_ih_l0"], input) + lstm["bias_ih_l0"] + Product(lstm["weight_hh_l0"], h) + lstm["bias_hh_l0"];
        Variable<double> Gate(int gate) => gates.Slice(0, gate * Numbers, Numbers);
        Variable<double> next = (Gate(1).Sigmoid() * c) + (Gate(0).Sigmoid() * Gate(2).Tanh());
        return (Gate(3).Sigmoid() * next.Tanh(), next);
    }

    private static Variable<double> Product(Variable<double> matrix, Variable<double> vector) => (matrix * vector).Sum([1]);
}

using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

/// <summary>Exact, with and without a reader. First order has tests of its own.</summary>
internal sealed class LearnedOptimizerRow : LearnerRow
{
    private const int Steps = 2;
    private const int Hidden = 2;

    private static readonly LearnerProblem Read = LearnerProblem.Sine with { Name = "sine with a reader" };

    public override Type Of => typeof(LearnedOptimizer<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, Read, LearnerProblem.Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from the query loss through the steps of the gates, parameter by parameter, by the start and by all " +
                "weights of the optimizer.";

    public override Learner<double> Make(LearnerProblem problem)
        => new LearnedOptimizer<double>(
            problem.Net, problem.Loss, new Unrolled<double>(Steps), stepSize: 0.2, hidden: problem.Name == Read.Name ? Hidden : 0);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
        => Define(problem, meta, task, problem.Name == Read.Name, detached: false);

    /// <summary>With gradients and losses that the optimizer is given differentiated, or constants.</summary>
    public static (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task, bool reads, bool detached)
    {
        using Tape<double> tape = new();
        Variables<double> all = meta.On(tape);
        Variable<double> LossOf(Variables<double> at, string set)
            => problem.Loss(
                problem.Net.Forward(at, tape.Input(task[$"{set}.inputs"]), Pass<double>.Evaluation), tape.Input(task[$"{set}.targets"]));
        Variables<double> theta = all.Under("net");
        Variables<double> forget = theta.Map(value => tape.Ones(value.Shape));
        Variables<double> input = theta.Map(value => tape.Zeros(value.Shape));
        Variables<double>[] h = [.. Enumerable.Range(0, Hidden).Select(_ => theta.Map(value => tape.Zeros(value.Shape)))];
        Variables<double>[] c = [.. h];
        for (int step = 0; step < Steps; step++)
        {
            Variable<double> loss = LossOf(theta, "support");
            Variables<double> gradient = tape.Gradient(loss, theta);
            (gradient, loss) = detached ? (gradient.Detach(), loss.Detach()) : (gradient, loss);
            Variables<double>[] told =
                [
                    gradient.Map(Size), gradient.Map(Sign), theta.Map(value => Size(loss).BroadcastTo(value.Shape)),
                    theta.Map(value => Sign(loss).BroadcastTo(value.Shape)),
                ];
            if (reads)
            {
                (h, c) = Cell(all.Under("optimizer.read"), told, h, c);
                told = h;
            }

            forget = Gate(all.Under("optimizer.forget"), [.. told, theta, forget]);
            input = Gate(all.Under("optimizer.input"), [.. told, theta, input]);
            theta = (forget * theta) - (input * gradient);
        }

        Variable<double> outer = LossOf(theta, "query");
        return (outer.Scalar, tape.Gradient(outer, all).ToParameters());
    }

    private static Variables<double> Gate(Variables<double> own, Variables<double>[] read)
        => Sum(own["weight"], 0, own["bias"], read).Map(static value => value.Sigmoid());

    private static Variables<double> Sum(Variable<double> weights, int row, Variable<double> biases, Variables<double>[] read)
    {
        Variable<double> bias = biases.At(0, row);
        Variables<double> sum = read[0].Map(value => bias.BroadcastTo(value.Shape));
        for (int k = 0; k < read.Length; k++)
        {
            Variable<double> weight = weights.At(0, row).At(0, k);
            sum += weight * read[k];
        }

        return sum;
    }

    private static (Variables<double>[] H, Variables<double>[] C) Cell(
        Variables<double> own, Variables<double>[] told, Variables<double>[] h, Variables<double>[] c)
    {
        Variables<double> GateOf(int gate, int k)
        {
            int row = (gate * Hidden) + k;
            return Sum(own["weight_ih_l0"], row, own["bias_ih_l0"], told) + Sum(own["weight_hh_l0"], row, own["bias_hh_l0"], h);
        }

        Variables<double>[] cells = new Variables<double>[Hidden];
        Variables<double>[] states = new Variables<double>[Hidden];
        for (int k = 0; k < Hidden; k++)
        {
            cells[k] = (Sigmoid(GateOf(1, k)) * c[k]) + (Sigmoid(GateOf(0, k)) * GateOf(2, k).Map(static value => value.Tanh()));
            states[k] = Sigmoid(GateOf(3, k)) * cells[k].Map(static value => value.Tanh());
        }

        return (states, cells);
    }

    private static Variables<double> Sigmoid(Variables<double> values) => values.Map(static value => value.Sigmoid());

    // Element by element by their values, as a definition may.
    private static Variable<double> Size(Variable<double> value)
        => Each(value, static element => Math.Abs(element.Scalar) >= Math.Exp(-10) ? element.Abs().Log() / 10 : element.Tape.Constant(-1));

    private static Variable<double> Sign(Variable<double> value)
        => Each(value, static element => Math.Abs(element.Scalar) >= Math.Exp(-10)
            ? element.Tape.Constant(Math.Sign(element.Scalar))
            : Math.Exp(10) * element);

    private static Variable<double> Each(Variable<double> value, Func<Variable<double>, Variable<double>> function)
    {
        Variable<double> flat = value.Reshape([value.Shape.ElementCount]);
        return Variable.Stack<double>([.. Enumerable.Range(0, flat.Shape[0]).Select(k => function(flat.At(0, k)))]).Reshape(value.Shape);
    }
}

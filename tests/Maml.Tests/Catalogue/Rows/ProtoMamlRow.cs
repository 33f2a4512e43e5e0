using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class ProtoMamlRow : LearnerRow
{
    private const int Steps = 2;
    private const int Ways = 3;
    private const int Features = 5;

    // Without the last layer, which the labels of the support set make before any loss.
    private static readonly LearnerProblem Glyphs = LearnerProblem.Glyphs with
    {
        Name = "glyphs from their distance on",
        Net = new Sequential<double>(
            new AvgPool2d<double>(4),
            new Flatten<double>(),
            new Linear<double>(49, Features, bias: false),
            new BatchNorm1d<double>(Features),
            Activations.Tanh<double>()),
        StepSize = 0.1,
        Bad =
        [
            LearnerProblem.Glyphs.Bad[0] with { Fragments = ["labels [tasks, examples] of class numbers, got [1, 6, 1]"] },
            .. LearnerProblem.Glyphs.Bad.Skip(1),
        ],
    };

    public override bool ClassifiesOnly => true;

    public override Type Of => typeof(ProtoMaml<>);

    public override IReadOnlyList<LearnerProblem> Problems => [Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from the query loss through steps of plain descent of net and last layer, and through the means of the " +
                "embedded support examples, class by class.";

    public override Learner<double> Make(LearnerProblem problem)
        => new ProtoMaml<double>(problem.Net, Ways, Features, Steps, problem.StepSizes);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variable<double> embedded = problem.Net.Forward(theta, tape.Input(task.SupportInputs), Pass<double>.Evaluation);
        double[] labels = Tensors.ToArray(task.SupportTargets);
        List<Variable<double>> weights = [];
        List<Variable<double>> biases = [];
        for (int way = 0; way < Ways; way++)
        {
            Variable<double>[] members =
                [.. Enumerable.Range(0, labels.Length).Where(k => labels[k] == way).Select(k => embedded.At(0, k))];
            Variable<double> mean = members.Aggregate(static (sum, next) => sum + next) / tape.Constant(members.Length);
            weights.Add((2.0 * mean).Reshape([1, Features]));
            biases.Add(-mean.Square().Sum().Reshape([1]));
        }

        // The inner gradient by the net leaves the last layer where it is: the means are told by theta, not by what adapts.
        Variables<double> x = theta.Map(static value => 1.0 * value).Concat(new(
        [
            KeyValuePair.Create("last.weight", Variable.Concatenate<double>([.. weights], 0)),
            KeyValuePair.Create("last.bias", Variable.Concatenate<double>([.. biases], 0)),
        ]));
        Variable<double> LossOf(Variables<double> at, string set)
        {
            Variables<double> net = new(at.Take(theta.Count));
            Variable<double> features = problem.Net.Forward(net, tape.Input(task[$"{set}.inputs"]), Pass<double>.Evaluation);
            return problem.Loss(
                features.MatMul(at["last.weight"], transposeRight: true) + at["last.bias"], tape.Input(task[$"{set}.targets"]));
        }

        for (int step = 0; step < Steps; step++)
        {
            Variables<double> gradient = tape.Gradient(LossOf(x, "support"), x);
            x = new(x.Select(entry => KeyValuePair.Create(entry.Key, entry.Value - (problem.StepSize * gradient[entry.Key]))));
        }

        Variable<double> loss = LossOf(x, "query");
        return (loss.Scalar, tape.Gradient(loss, theta).ToParameters().Prefixed("net"));
    }
}

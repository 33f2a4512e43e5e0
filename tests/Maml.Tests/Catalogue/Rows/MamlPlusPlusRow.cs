using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

/// <summary>Exact from the start, with all else: two epochs of two iterations in which the losses of earlier steps count.</summary>
internal sealed class MamlPlusPlusRow : LearnerRow
{
    private const int Steps = 2;

    private static readonly MamlPlusPlusOptions Options = new() { EpochIterations = 1, AnnealedEpochs = 2, FirstOrderEpochs = 0 };

    private static readonly LearnerProblem Glyphs = LearnerProblem.Glyphs with
    {
        Name = "glyphs with values and statistics of each step",
        Net = new Sequential<double>(
            new AvgPool2d<double>(4),
            new Flatten<double>(),
            new Linear<double>(49, 5, bias: false),
            new BatchNorm1d<double>(5, NormalizationPolicy.PerInnerStep(Steps)),
            Activations.Tanh<double>(),
            new Linear<double>(5, 3)),
    };

    public override Type Of => typeof(MamlPlusPlus<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from half the query loss after each of the two steps of plain descent, by the start and by the size of " +
                "each tensor at each step.";

    public override Learner<double> Make(LearnerProblem problem)
        => new MamlPlusPlus<double>(problem.Net, problem.Loss, Steps, problem.StepSize, Options);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variables<double> sizes = meta.Under("step_size").On(tape);
        Variables<double> statistics = meta.Under("statistics").On(tape);
        Variables<double> x = theta;
        Variable<double> loss = tape.Zeros([]);
        for (int step = 0; step < Steps; step++)
        {
            StatisticsCollector<double> collector = new();
            Pass<double> at = Pass<double>.Evaluation.AtInnerStep(step);
            Variable<double> support = problem.Loss(
                problem.Net.Forward(x, tape.Input(task.SupportInputs), statistics.Count == 0 ? at : at.Updating(statistics, collector)),
                tape.Input(task.SupportTargets));
            Variables<double> gradient = tape.Gradient(support, x);
            x = new(x.Select(entry => KeyValuePair.Create(entry.Key, entry.Value - (sizes[entry.Key].At(0, step) * gradient[entry.Key]))));
            statistics = new(statistics.Names.Select(name => KeyValuePair.Create(name, collector.Statistics[name])));
            Pass<double> judged = statistics.Count == 0 ? at : at.NormalizingBy(statistics);
            loss += 0.5 * problem.Loss(problem.Net.Forward(x, tape.Input(task.QueryInputs), judged), tape.Input(task.QueryTargets));
        }

        Parameters<double> direction = tape.Gradient(loss, theta).ToParameters().Prefixed("net")
            .Concat(tape.Gradient(loss, sizes).ToParameters().Prefixed("step_size"))
            .Concat((meta.Under("statistics") - statistics.ToParameters()).Prefixed("statistics"));
        return (loss.Scalar, direction);
    }
}

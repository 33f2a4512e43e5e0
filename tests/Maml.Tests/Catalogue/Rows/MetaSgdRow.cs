using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class MetaSgdRow : LearnerRow
{
    private const int Steps = 2;

    public override Type Of => typeof(MetaSgd<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.Glyphs];

    public override bool IsExact => true;

    public override MetaGradientKind? Certificate => MetaGradientKind.SecondOrder;

    public override string ComparedWith
        => "The reverse sweep from the query loss through steps of plain descent, by the start and by the size of each element.";

    public override Learner<double> Make(LearnerProblem problem) => new MetaSgd<double>(problem.Net, problem.Loss, Steps, problem.StepSize);

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.Under("net").On(tape);
        Variables<double> sizes = meta.Under("step_size").On(tape);
        Variable<double> LossOf(Variables<double> at, string set)
            => problem.Loss(
                problem.Net.Forward(at, tape.Input(task[$"{set}.inputs"]), Pass<double>.Evaluation), tape.Input(task[$"{set}.targets"]));
        Variables<double> x = theta;
        for (int step = 0; step < Steps; step++)
        {
            Variables<double> gradient = tape.Gradient(LossOf(x, "support"), x);
            x = new(
                x.Select(
                    entry => KeyValuePair.Create(
                        entry.Key, entry.Value - (sizes[entry.Key].Reshape(entry.Value.Shape) * gradient[entry.Key]))));
        }

        Variable<double> loss = LossOf(x, "query");
        Parameters<double> direction = tape.Gradient(loss, theta).ToParameters().Prefixed("net")
            .Concat(tape.Gradient(loss, sizes).ToParameters().Prefixed("step_size"));
        return (loss.Scalar, direction);
    }
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue.Rows;

internal sealed class EvolutionStrategiesRow : LearnerRow
{
    private const double Deviation = 0.1;
    private const int Pairs = 2;

    public override Type Of => typeof(EvolutionStrategies<>);

    public override IReadOnlyList<LearnerProblem> Problems => [LearnerProblem.Sine, LearnerProblem.GlyphsWithRunningStatistics];

    public override bool IsExact => false;

    public override MetaGradientKind? Certificate => null;

    public override string ComparedWith
        => "Losses after two steps from parameters that are perturbed by the numbers of the task's streams.";

    // A difference of losses over twice the deviation.
    public override double Tolerance => 1e-11;

    public override Learner<double> Make(LearnerProblem problem) => new(
        "evolution strategies", new NetAdaptation<double>(problem.Net, problem.Loss, problem.StepSizes),
        new EvolutionStrategies<double>(2, Deviation, Pairs));

    public override (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task)
    {
        using ByHand centre = new(problem, meta, task);
        Variables<double> sum = centre.Theta - centre.Theta;
        for (int pair = 0; pair < Pairs; pair++)
        {
            // Tasks that are given by themselves have the key of zeros.
            Variables<double> noise = new(
                centre.Theta.Select(entry => KeyValuePair.Create(entry.Key, Noise(entry.Key, entry.Value, pair))));
            double difference = Loss(noise, Deviation) - Loss(noise, -Deviation);
            sum += noise.Map(value => value * (difference / (2 * Deviation * Pairs)));
        }

        Variables<double> adapted = centre.Descend(2, detached: true)[2];
        return centre.Outcome(centre.QueryLoss(adapted, 2), sum);

        static Variable<double> Noise(string name, Variable<double> like, int pair) => like.Tape.RandomNumbers(
            like.Tape.Zeros([1, RandomKey.Length]), EvolutionStrategies<double>.PurposeOf($"net.{name}", pair), like.Shape,
            RandomNumberKind.Normal).Reshape(like.Shape);

        double Loss(Variables<double> noise, double size)
        {
            Parameters<double> moved = meta.Map((name, tensor) => name.StartsWith("net.", StringComparison.Ordinal)
                ? Tensors.Wrap(
                    [.. Tensors.ToArray(tensor).Zip(noise[name["net.".Length..]].ToArray(), (value, along) => value + (size * along))],
                    Tensors.ShapeOf(tensor))
                : tensor);
            using ByHand hand = new(problem, moved, task);
            return hand.QueryLoss(hand.Descend(2, detached: true)[2], 2).Scalar;
        }
    }
}

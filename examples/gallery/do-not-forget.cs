#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Three pieces of a curve are learned one after the other, a few steps on each: the support set holds them in that order, and each inner
// batch is of one piece. A start that is meta-learned for the loss on all pieces after the last is one whose steps on a piece leave the
// others alone.
const int Pieces = 3;
const int Points = 10;
const int StepsEach = 5;
const double StepSize = 0.02;

return Exhibit.Run(args, "do-not-forget",
    "learned one after the other, pieces are forgotten half as much from a start that was meta-learned for it.", exhibit =>
{
    Sequential<double> net = new(new Linear<double>(1, 40), Activations.Tanh<double>(), new Linear<double>(40, 40),
        Activations.Tanh<double>(), new Linear<double>(40, 1));
    NetAdaptation<double> adaptation = new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(StepSize), batch: Points);
    Parameters<double> learned = Train(new Maml<double>(adaptation, Pieces * StepsEach), 1500);
    Parameters<double> pretrained = Train(new JointTraining<double>(net, Loss.MeanSquaredError), 1500);
    double[][] fromLearned = Follow(adaptation, learned);
    double[][] fromPretrained = Follow(adaptation, pretrained);

    // Forgetting of a piece: its loss at the end less its loss when it had just been learned; mean over all pieces but the last.
    double kept = Forgetting(fromLearned);
    double lost = Forgetting(fromPretrained);
    exhibit.AtMost("forgetting from the meta-learned start over that from the pre-trained one", 0.5, kept / lost,
        "the meta-learned start was trained for the loss after the last piece, so that what a step spoils counts");
    exhibit.AtLeast("forgetting from the pre-trained start", 0.05, lost, "there is something to forget");
    exhibit.AtMost("loss on all pieces at the end, meta-learned over pre-trained", 0.5,
        fromLearned[^1].Average() / fromPretrained[^1].Average(), "and not because it learns nothing");

    double[] steps = [.. Enumerable.Range(0, (Pieces * StepsEach) + 1).Select(static k => (double)k)];
    exhibit.Picture(new LineChart
    {
        Title = "Loss on the first piece while the three are learned, one after the other",
        XLabel = $"inner steps: {StepsEach} on each piece",
        YLabel = "mean squared error on the first piece",
        YLowest = 0,
        Series =
        [
            new("from the meta-learned start", steps, [.. fromLearned.Select(static one => one[0])]) { Marker = Marker.Circle },
            new("from the pre-trained start", steps, [.. fromPretrained.Select(static one => one[0])]) { Marker = Marker.Square },
        ],
    });
});

static double Forgetting(double[][] losses) => Enumerable.Range(0, Pieces - 1)
    .Average(piece => losses[^1][piece] - losses[(piece + 1) * StepsEach][piece]);

static Parameters<double> Train(Learner<double> learner, long iterations)
{
    TrainingPlan<double> plan = new() { Learner = learner, Tasks = new Curves(), Iterations = iterations, MetaBatch = 10,
        OuterStepSize = 3e-3, ClipNorm = 10 };
    Trainer<double> trainer = new(plan);
    return trainer.Run(trainer.Start()).MetaParameters;
}

// The loss on each piece after each number of steps, mean over 200 new tasks.
static double[][] Follow(NetAdaptation<double> adaptation, Parameters<double> meta)
{
    double[][] losses = [.. Enumerable.Range(0, (Pieces * StepsEach) + 1).Select(static _ => new double[Pieces])];
    for (int piece = 0; piece < Pieces; piece++)
    {
        using Evaluator<double> evaluator = new(adaptation, Pieces * StepsEach);
        AdaptationCurve curve = evaluator.Evaluate(meta, new Curves(piece), 77, 200);
        for (int k = 0; k < losses.Length; k++)
        {
            losses[k][piece] = curve.After(k).Mean;
        }
    }

    return losses;
}

/// <summary>Sine curves in three pieces of x, with a phase of each piece's own. The support set is piece by piece, each StepsEach times;
/// queries are of all pieces, or of one.</summary>
internal sealed class Curves(int? only = null) : ITaskDistribution<double>
{
    private const int Pieces = 3;
    private const int Points = 10;
    private const int Times = 5;

    private static readonly TaskLayout Layout = new(
        (EpisodeNames.SupportInputs, [Pieces * Points * Times, 1]), (EpisodeNames.SupportTargets, [Pieces * Points * Times, 1]),
        (EpisodeNames.QueryInputs, [Pieces * Points, 1]), (EpisodeNames.QueryTargets, [Pieces * Points, 1]));

    public string Description => $"curves in pieces {only}";

    public TaskLayout LayoutOf(TaskNumber task) => Layout;

    public void Draw(TaskNumber task, TaskArrays<double> arrays)
    {
        RandomStream random = arrays.Stream(task.Seed, "pieces", task.Index);
        Span<double> levels = arrays.Values("levels", Pieces);
        foreach (ref double level in levels)
        {
            level = random.NextUniform(-2, 2);
        }

        Fill(random, levels, arrays[EpisodeNames.SupportInputs], arrays[EpisodeNames.SupportTargets], static (k, _)
            => k / (Points * Times));
        Fill(random, levels, arrays[EpisodeNames.QueryInputs], arrays[EpisodeNames.QueryTargets], static (k, only) => only ?? (k / Points));
    }

    private void Fill(RandomStream random, ReadOnlySpan<double> levels, Span<double> x, Span<double> y, Func<int, int?, int> pieceOf)
    {
        for (int k = 0; k < x.Length; k++)
        {
            int piece = pieceOf(k, only);
            double place = random.NextUniform(-1, 1);
            x[k] = (2.2 * (piece - 1)) + place;
            y[k] = levels[piece] * Math.Cos(place * 1.5);
        }
    }
}

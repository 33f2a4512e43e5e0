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
const int Steps = Pieces * StepsEach;
const double StepSize = 0.02;
const int Tasks = 200;

return Exhibit.Run(args, "do-not-forget",
    "learned one after the other, pieces are forgotten half as much from a start that was meta-learned for it.", exhibit =>
{
    Sequential<double> net = new(new Linear<double>(1, 40), Activations.Tanh<double>(), new Linear<double>(40, 40),
        Activations.Tanh<double>(), new Linear<double>(40, 1));
    NetAdaptation<double> adaptation = new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(StepSize), batch: Points);
    TrainingPlan<double> plan = new() { Learner = new Maml<double>(adaptation, Steps), Tasks = Curves(), Iterations = 1500, MetaBatch = 10,
        OuterStepSize = 3e-3, ClipNorm = 10 };
    AdaptationCurve[] learned = Follow(adaptation, plan.Train());
    AdaptationCurve[] pretrained = Follow(adaptation, (plan with
        { Learner = new JointTraining<double>(net, Loss.MeanSquaredError) }).Train());
    double[] kept = Forgetting(learned);
    double[] lost = Forgetting(pretrained);
    exhibit.AtMost("forgetting from the meta-learned start over that from the pre-trained one", 0.5, kept.Average() / lost.Average(),
        "the meta-learned start was trained for the loss after the last piece, so that what a step spoils counts");
    exhibit.AtMost("forgetting less half of that of the pre-trained start, upper end of the 95 % interval", 0,
        UpperEnd([.. kept.Zip(lost, static (mine, other) => mine - (other / 2))]), $"the same, paired over {Tasks} new tasks");
    exhibit.AtLeast("forgetting from the pre-trained start", 0.05, lost.Average(), "there is something to forget");
    exhibit.AtMost("loss on all pieces at the end, meta-learned over pre-trained", 0.5,
        learned.Average(static curve => curve.After(Steps).Mean) / pretrained.Average(static curve => curve.After(Steps).Mean),
        "and not because it learns nothing");

    double[] steps = Lines.Grid(0, Steps, Steps);
    exhibit.Picture(new LineChart
    {
        Title = "Loss on the first piece while the three are learned, one after the other",
        XLabel = $"inner steps: {StepsEach} on each piece",
        YLabel = "mean squared error on the first piece",
        YLowest = 0,
        Series =
        [
            new("from the meta-learned start", steps, [.. steps.Select(k => learned[0].After((int)k).Mean)]) { Marker = Marker.Circle },
            new("from the pre-trained start", steps, [.. steps.Select(k => pretrained[0].After((int)k).Mean)]) { Marker = Marker.Square },
        ],
    });
});

// Of each task: a piece's loss at the end less that when it had just been learned, mean over all pieces but the last.
static double[] Forgetting(AdaptationCurve[] pieces) => [.. Enumerable.Range(0, Tasks).Select(task => Enumerable.Range(0, Pieces - 1)
    .Average(piece => pieces[piece].Losses[Steps][task] - pieces[piece].Losses[(piece + 1) * StepsEach][task]))];

static double UpperEnd(double[] values)
{
    MeasureSummary summary = MeasureSummary.Of(values);
    return summary.Mean + summary.HalfWidth95;
}

// The losses on each piece after each number of steps, on new tasks.
static AdaptationCurve[] Follow(NetAdaptation<double> adaptation, Parameters<double> meta)
{
    using Evaluator<double> evaluator = new(adaptation, Steps);
    return [.. Enumerable.Range(0, Pieces).Select(piece => evaluator.Evaluate(meta, Curves(piece), 77, Tasks))];
}

// Curves in three pieces of x, each with a height of its own. The support set is piece by piece, each StepsEach times; queries are of all
// pieces, or of one.
static DrawnTasks Curves(int? only = null) => new($"curves in pieces {only}", random =>
{
    double[] heights = [.. Enumerable.Range(0, Pieces).Select(_ => random.NextUniform(-2, 2))];
    (double[] X, double[] Y) Set(int count, Func<int, int> pieceOf)
    {
        double[] place = [.. Enumerable.Range(0, count).Select(_ => random.NextUniform(-1, 1))];
        return ([.. place.Select((at, k) => (2.2 * (pieceOf(k) - 1)) + at)],
            [.. place.Select((at, k) => heights[pieceOf(k)] * Math.Cos(at * 1.5))]);
    }

    (double[] xs, double[] ys) = Set(Steps * Points, static k => k / (Points * StepsEach));
    (double[] xq, double[] yq) = Set(Pieces * Points, k => only ?? (k / Points));
    return (xs, ys, xq, yq);
});

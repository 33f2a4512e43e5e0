#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Points of the plane, labelled by the sign of their first coordinate or by its opposite, as the task has it. The net is one feature u.x
// and a head a (u.x), and starts with u on the vertical, where there is nothing to reuse: the head alone stays at chance. One step through
// everything turns u.
const int Points = 1000;
const int Tasks = 200;

return Exhibit.Run(args, "feature-reuse-fails",
    "where the feature is of no use, adapting the head alone stays at chance, and one step through everything does not.", exhibit =>
{
    double[] sizes = [0.25, 0.5, 1, 2, 3, 4];
    (double Accuracy, double Angle)[] all = [.. sizes.Select(static size => Measure(Selection.All, size))];
    (double Accuracy, double Angle)[] head = [.. sizes.Select(static size => Measure(Selection.Only("1"), size))];
    (double predictedAccuracy, double predictedAngle) = Predict(4);
    exhibit.Near("how far u turns with a step of 4, degrees", predictedAngle, all[^1].Angle, 3,
        "1,000 points tell the vertical part to 0.06 in 1.6, 2 degrees a task, and leave a bias of their square");
    exhibit.Near("accuracy through everything", predictedAccuracy, all[^1].Accuracy, 0.02, "the same error, as a part of half a turn");
    exhibit.AtLeast("accuracy through everything", 0.9, all[^1].Accuracy, "the head keeps its sign and u points within 7 degrees");
    exhibit.Near("accuracy with the feature frozen", 0.5, head[^1].Accuracy, 0.01,
        "the labels do not depend on the second coordinate: chance, to four standard errors of 200,000 points");
    exhibit.Near("how far u turns when frozen, degrees", 0, head[^1].Angle, 1e-9, "it does not adapt");

    exhibit.Picture(new LineChart
    {
        Title = "One inner step where the feature at the start is of no use",
        XLabel = "inner step size",
        YLabel = "accuracy on the task",
        YLowest = 0.45,
        YHighest = 1,
        Series =
        [
            Lines.Formula("everything adapts, by formula", Lines.Grid(0, 4, 80), static size => Predict(size).Accuracy, 0),
            Lines.Points("everything adapts, measured", sizes, [.. all.Select(static one => one.Accuracy)], 0),
            new("the head alone, measured", sizes, [.. head.Select(static one => one.Accuracy)]) { Line = LineStyle.Dashed,
                Marker = Marker.Square },
        ],
    });
});

// For many points the gradient by u is an integral over the normal density: its horizontal part is E|x|/2 = 1/sqrt(2 pi) towards the task's
// side, its vertical part E[(s(x) - 1/2) x], with s the logistic function. The share of points between two directions is the angle between
// them over pi.
static (double Accuracy, double Angle) Predict(double size)
{
    double vertical = 0;
    for (int k = -4000; k <= 4000; k++)
    {
        double x = k * 0.002;
        vertical += 0.002 * ((1 / (1 + Math.Exp(-x))) - 0.5) * x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }

    double turned = Math.Atan2(size / Math.Sqrt(2 * Math.PI), 1 - (size * vertical));
    return (0.5 + (turned / Math.PI), turned * 180 / Math.PI);
}

static (double Accuracy, double Angle) Measure(Selection adapts, double size)
{
    Sequential<double> net = new(new Linear<double>(2, 1, bias: false), new Linear<double>(1, 1, bias: false));
    Maml<double> learner = new(new NetAdaptation<double>(net, Loss.BinaryCrossEntropyWithLogits, StepSizes<double>.Constant(size),
        adapts: adapts), 1);
    Parameters<double> start = new(
    [
        KeyValuePair.Create("net.0.weight", Tensors.Create<double>([0, 1], [1, 2])),
        KeyValuePair.Create("net.1.weight", Tensors.Create<double>([1], [1, 1])),
    ]);
    (double right, double angle) = (0, 0);
    for (int index = 0; index < Tasks; index++)
    {
        Parameters<double> task = Task(index);
        AdaptedLearner<double> adapted = learner.Adapt(start, task);
        double[] scores = Tensors.ToArray(adapted.Predict(task.QueryInputs));
        right += scores.Zip(Tensors.ToArray(task.QueryTargets), static (score, label) => score > 0 == label > 0.5 ? 1.0 : 0)
            .Average() / Tasks;
        double[] u = adapted.Adapted.TryGet("net.0.weight", out _) ? Tensors.ToArray(adapted.Adapted["net.0.weight"]) : [0, 1];
        angle += Math.Atan2(Math.Abs(u[0]), u[1]) * 180 / Math.PI / Tasks;
    }

    return (right, angle);
}

static Parameters<double> Task(int index)
{
    RandomStream random = new(5, "feature reuse", index);
    int side = (index % 2 * 2) - 1;
    (double[] X, double[] Y) Draw()
    {
        double[] x = Learning.Normal(random, 2 * Points);
        return (x, [.. Enumerable.Range(0, Points).Select(k => x[2 * k] * side > 0 ? 1.0 : 0)]);
    }

    ((double[] xs, double[] ys), (double[] xq, double[] yq)) = (Draw(), Draw());
    return FewShotTask.Of(Tensors.Create<double>(xs, [Points, 2]), Tensors.Create<double>(ys, [Points, 1]),
        Tensors.Create<double>(xq, [Points, 2]), Tensors.Create<double>(yq, [Points, 1]));
}

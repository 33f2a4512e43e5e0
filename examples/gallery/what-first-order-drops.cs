#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Four ways to a direction for the same inner steps, which descend a support loss with a proximal term: what each costs, counted in
// multiplications and additions of the program that runs, and by how much it misses the direction of the exact one.
const int Steps = 20;
const int Examples = 30;
int[] widths = [20, 40, 40, 5];
int[] allTurns = [1, 2, 4, 8];

return Exhibit.Run(args, "what-first-order-drops",
    "exact, first order, Reptile and implicit: what each costs, and how far from the exact direction it points.", exhibit =>
{
    Sequential<double> net = new(
        new Linear<double>(widths[0], widths[1]), Activations.Tanh<double>(), new Linear<double>(widths[1], widths[2]),
        Activations.Tanh<double>(), new Linear<double>(widths[2], widths[3]));
    NetAdaptation<double> adaptation = new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.3), proximal: 0.5);
    TaskBatch<double> task = TaskBatch<double>.Of(Task(0), Task(1), Task(2), Task(3));
    Learner<double> exact = new Maml<double>(adaptation, Steps);
    Parameters<double> meta = exact.Initialize(4);
    Parameters<double> truth = exact.Direction(meta, task);

    // Of each layer, forward, the two products of the gradient, and the four that their derivative takes; the first layer's inputs need no
    // gradient.
    double all = Enumerable.Range(0, 3).Sum(Layer);
    double gradient = (3 * all) - Layer(0);
    double product = (6 * all) - (4 * Layer(0));
    double step = Count(new FirstOrderMaml<double>(adaptation, Steps + 1), meta, task)
        - Count(new FirstOrderMaml<double>(adaptation, Steps), meta, task);
    List<(string Name, double Predicted, double Measured, double Angle)> ways =
    [
        ("exact", (Steps * (gradient + product)) + gradient, Count(exact, meta, task), 0),
        Way("first order", new FirstOrderMaml<double>(adaptation, Steps), (Steps + 1) * gradient, 0),
        Way("Reptile", new Reptile<double>(adaptation, Steps), (Steps * gradient) + all, 0),
    ];
    foreach (int turns in allTurns)
    {
        // The steps lead to the optimum without being kept; then a gradient there and a product with the Hessian for each turn of conjugate
        // gradients.
        Learner<double> learner = new("implicit", adaptation, new Implicit<double>(Steps, turns));
        ways.Add(Way($"implicit, {turns} turns", learner, (Steps * gradient) + (2 * gradient) + (turns * product), Steps * step));
    }

    foreach ((string name, double predicted, double measured, _) in ways)
    {
        exhibit.Near($"operations of {name}, million", predicted / 1e6, measured / 1e6, 0.15 * predicted / 1e6,
            "products of matrices alone are predicted; biases, tanh and the step are some percent more");
    }

    exhibit.AtLeast("exact over first order", 2, ways[0].Measured / ways[1].Measured,
        "(9 K + 3) / (3 K + 3) at most, less what the first layer saves");
    exhibit.AtLeast("angle of first order to exact, degrees", 5, ways[1].Angle, "the product of I - alpha H is far from I after 20 steps");
    exhibit.AtMost("angle of implicit with 8 turns to exact, over that of first order", 0.2, ways[^1].Angle / ways[1].Angle,
        "20 steps are near the optimum of the proximal problem, and conjugate gradients near its inverse");
    exhibit.Picture(new LineChart
    {
        Title = "What a direction costs, and by how much it misses the exact one",
        XLabel = "million operations for 4 tasks",
        YLabel = "angle to the exact direction, degrees",
        XLowest = 0,
        YLowest = -3,
        Series =
        [
            .. ways.Take(3).Select(static (way, k) => new Series(
                way.Name, [way.Measured / 1e6], [way.Angle]) { Line = LineStyle.None, Marker = (Marker)(k + 1) }),
            new("implicit, 1, 2, 4, 8 turns", [.. ways.Skip(3).Select(static way => way.Measured / 1e6)],
                [.. ways.Skip(3).Select(static way => way.Angle)]) { Marker = Marker.Diamond, Line = LineStyle.Dotted },
        ],
    });

    (string Name, double Predicted, double Measured, double Angle) Way(
        string name, Learner<double> learner, double predicted, double before)
        => (name, predicted, before + Count(learner, meta, task), Angle(truth, learner.Direction(meta, task)));
});

// Multiplications and additions of layer k forward, for the examples of 4 tasks.
double Layer(int k) => 4.0 * 2 * Examples * widths[k] * widths[k + 1];

static double Count(Learner<double> learner, Parameters<double> meta, TaskBatch<double> task)
    => new MetaProgram<double>(learner, meta, task).Program.OperationCount;

static double Angle(Parameters<double> a, Parameters<double> b) => Math.Acos(
    Math.Clamp(a.Dot(b) / (a.Norm() * b.Norm()), -1, 1)) * 180 / Math.PI;

Parameters<double> Task(int index)
{
    RandomStream random = new(6, "dropped", index);
    System.Numerics.Tensors.Tensor<double> Normal(int rows, int columns)
        => Tensors.Create<double>(Learning.Normal(random, rows * columns), [rows, columns]);
    return FewShotTask.Of(Normal(Examples, widths[0]), Normal(Examples, widths[3]), Normal(Examples, widths[0]),
        Normal(Examples, widths[3]));
}

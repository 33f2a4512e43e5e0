namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>Every loss once, and once more for each of its settings.</summary>
internal static class LossCatalogue
{
    private const double Delta = 0.7;
    private const double Smoothing = 0.1;
    private const int Gap = -100;

    private static readonly double[] Classes = [0.5, 2, 1.25];
    private static readonly double[] Outputs = [1.25, 2, 0.5];

    private static readonly LossPoint[] HuberPoints =
    [
        new([0], [0], 0, [0], [1]),
        new([0.25], [0], 0.03125, [0.25], [1]),
        new([-5], [0], Delta * 4.65, [-Delta], [0]),
        new([double.PositiveInfinity], [0], double.PositiveInfinity, [Delta], [0]),
    ];

    private static readonly LossPoint[] SquaredErrorPoints =
    [
        new([0], [0], 0, [0], [2]),
        new([3], [1], 4, [4], [2]),
        new([1e15], [1e15], 0, [0], [2]),
    ];

    private static readonly double Odds = Math.Exp(-1);
    private static readonly double OfTwo = 1 / (1 + Math.E);

    public static IReadOnlyList<LossRow> Rows { get; } =
    [
        new()
        {
            Name = "mean squared error", Of = nameof(Loss.MeanSquaredError), PyTorch = "mse", Targets = LossTargets.Shares,
            Loss = Loss.MeanSquaredError, InFloat = Loss.MeanSquaredError,
            Definition = SquaredErrors, HardPoints = SquaredErrorPoints, Bad = SameShape("MeanSquaredError"),
        },
        new()
        {
            Name = "mean squared error, reduced", Of = nameof(Loss.MeanSquaredErrorWith), PyTorch = "mse", Targets = LossTargets.Shares,
            Loss = Loss.MeanSquaredErrorWith<double>(LossReduction.Mean), InFloat = Loss.MeanSquaredErrorWith<float>(LossReduction.Mean),
            Reduced = static reduction => Loss.MeanSquaredErrorWith<double>(reduction),
            Definition = SquaredErrors, HardPoints = SquaredErrorPoints, Bad = SameShape("MeanSquaredError"),
        },
        new()
        {
            Name = "Huber", Of = nameof(Loss.Huber), PyTorch = "huber", Targets = LossTargets.Shares,
            Loss = static (prediction, target, taskAxes) => Loss.Huber(prediction, target, Delta, taskAxes),
            InFloat = static (prediction, target, taskAxes) => Loss.Huber(prediction, target, (float)Delta, taskAxes),
            Definition = HuberLosses, HardPoints = HuberPoints, Bad = SameShape("Huber"),
        },
        new()
        {
            Name = "Huber, reduced", Of = nameof(Loss.HuberWith), PyTorch = "huber", Targets = LossTargets.Shares,
            Loss = Loss.HuberWith(Delta), InFloat = Loss.HuberWith((float)Delta),
            Reduced = static reduction => Loss.HuberWith(Delta, reduction),
            Definition = HuberLosses, HardPoints = HuberPoints, Bad = SameShape("Huber"),
        },
        new()
        {
            Name = "cross-entropy", Of = nameof(Loss.CrossEntropy), PyTorch = "plain", Targets = LossTargets.Labels,
            Loss = Loss.CrossEntropy, InFloat = Loss.CrossEntropy,
            Definition = static (z, y) => CrossEntropies(z, y, null, 0),
            HardPoints = CrossEntropyPoints(LossTargets.Labels, null, 0), Bad = OfLabels("CrossEntropy"),
        },
        CrossEntropy("cross-entropy by labels", "plain", LossTargets.Labels, null, 0, null),
        CrossEntropy("cross-entropy with class weights", "weighted", LossTargets.Labels, Classes, 0, null),
        CrossEntropy("cross-entropy with smoothed labels", "smoothed", LossTargets.Labels, null, Smoothing, null),
        CrossEntropy("cross-entropy without some labels", "ignored", LossTargets.LabelsWithGaps, null, 0, Gap),
        CrossEntropy("cross-entropy with all settings", "all", LossTargets.LabelsWithGaps, Classes, Smoothing, Gap),
        CrossEntropy("cross-entropy by probabilities", "probabilities", LossTargets.Shares, null, 0, null),
        CrossEntropy(
            "cross-entropy by probabilities with settings", "probabilities weighted smoothed", LossTargets.Shares, Classes, Smoothing,
            null),
        new()
        {
            Name = "binary cross-entropy", Of = nameof(Loss.BinaryCrossEntropyWithLogits), PyTorch = "bce plain",
            Targets = LossTargets.Shares,
            Loss = Loss.BinaryCrossEntropyWithLogits, InFloat = Loss.BinaryCrossEntropyWithLogits,
            Definition = static (z, y) => BinaryCrossEntropies(z, y, null, null),
            HardPoints = BinaryPoints(null, null), Bad = SameShape("BinaryCrossEntropyWithLogits"),
        },
        BinaryCrossEntropy("binary cross-entropy without settings", "bce plain", null, null),
        BinaryCrossEntropy("binary cross-entropy with weights of positive targets", "bce positive", null, Classes),
        BinaryCrossEntropy("binary cross-entropy with weights of both kinds", "bce both", Outputs, Classes),
        new()
        {
            Name = "a loss of one's own", Of = nameof(ElementwiseLoss<double>), PyTorch = "mse", Targets = LossTargets.Shares,
            Loss = Own<double>(LossReduction.Mean), InFloat = Own<float>(LossReduction.Mean), Reduced = Own<double>,
            Definition = SquaredErrors, HardPoints = SquaredErrorPoints, Bad = [([4], [3], "broadcast")],
        },
    ];

    public static TheoryData<string> Names => [.. Rows.Select(static row => row.Name)];

    public static TheoryData<string> NamesWithReductions
        => [.. Rows.Where(static row => row.Reduced is not null).Select(static row => row.Name)];

    public static LossRow Get(string name) => Rows.Single(row => row.Name == name);

    private static LossFunction<T> Own<T>(LossReduction reduction)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => new ElementwiseLoss<T>("own", static (prediction, target) => ((prediction - target).Square(), null), reduction).Evaluate;

    private static LossRow CrossEntropy(
        string name, string pytorch, LossTargets targets, double[]? classes, double smoothing, int? ignored) => new()
        {
            Name = name,
            Of = nameof(Loss.CrossEntropyWith),
            PyTorch = pytorch,
            Targets = targets,
            Loss = Loss.CrossEntropyWith<double>(classes, smoothing, ignored),
            InFloat = Loss.CrossEntropyWith<float>(classes, smoothing, ignored),
            Reduced = reduction => Loss.CrossEntropyWith<double>(classes, smoothing, ignored, reduction),
            Definition = (z, y) => CrossEntropies(z, y, classes, smoothing),
            HardPoints =
            [
                .. CrossEntropyPoints(targets, classes, smoothing),
                .. targets == LossTargets.LabelsWithGaps
                    ? [new LossPoint([1, 2, 3], [Gap], 0, [0, 0, 0], [0, 0, 0])]
                    : Array.Empty<LossPoint>(),
            ],
            Bad = [([4, 3], [4, 1], "got [4, 3] and [4, 1]"), ([], [], "CrossEntropy takes logits")],
        };

    private static LossRow BinaryCrossEntropy(string name, string pytorch, double[]? weights, double[]? positive) => new()
    {
        Name = name,
        Of = nameof(Loss.BinaryCrossEntropyWith),
        PyTorch = pytorch,
        Targets = LossTargets.Shares,
        Loss = Loss.BinaryCrossEntropyWith<double>(weights, positive),
        InFloat = Loss.BinaryCrossEntropyWith<float>(weights, positive),
        Reduced = reduction => Loss.BinaryCrossEntropyWith<double>(weights, positive, reduction),
        Definition = (z, y) => BinaryCrossEntropies(z, y, weights, positive),
        HardPoints = BinaryPoints(weights, positive),
        Bad = SameShape("BinaryCrossEntropyWithLogits"),
    };

    private static (int[] Prediction, int[] Target, string Message)[] SameShape(string name)
        => [([4, 3], [4], $"{name} takes a prediction and a target of one shape, got [4, 3] and [4]"), ([0, 3], [0, 3], "[0, 3]")];

    private static (int[] Prediction, int[] Target, string Message)[] OfLabels(string name)
        => [([4, 3], [4, 1], "got [4, 3] and [4, 1]"), ([], [], $"{name} takes logits"), ([0, 3], [0], $"{name} is a mean over examples")];

    // Equal and large logits, a class that is left out (where it has no share), certainty of a wrong class and of the right one. With w the
    // class weights, q the shares after smoothing, p the softmax and e = -log p the loss is the sum of w q e over the divisor.
    private static LossPoint[] CrossEntropyPoints(LossTargets targets, double[]? classes, double smoothing)
    {
        double common = Math.Log(1 + Odds);
        LossPoint At(double[] z, double[] p, double[] e, int label)
        {
            double[] wq = [.. p.Select((_, c) => (classes?[c] ?? 1) * (((1 - smoothing) * (c == label ? 1 : 0)) + (smoothing / p.Length)))];
            double divisor = targets == LossTargets.Shares ? 1 : classes?[label] ?? 1;
            double sum = wq.Sum();
            return new(
                z,
                targets == LossTargets.Shares ? [.. p.Select((_, c) => c == label ? 1.0 : 0)] : [label],
                wq.Zip(e, static (a, b) => a == 0 ? 0 : a * b).Sum() / divisor,
                [.. p.Zip(wq, (a, b) => ((sum * a) - b) / divisor)],
                [.. p.Select((a, c) => sum * p[0] * ((c == 0 ? 1 : 0) - a) / divisor)]);
        }

        LossPoint[] points =
        [
            At([1e8, 1e8, 1e8], [1.0 / 3, 1.0 / 3, 1.0 / 3], [Math.Log(3), Math.Log(3), Math.Log(3)], 1),
            At([1000, -1000, 0], [1, 0, 0], [0, 2000, 1000], 1),
            At([800, 0, 0], [1, 0, 0], [0, 800, 800], 0),
        ];
        return smoothing > 0
            ? points
            : [.. points, At([double.NegativeInfinity, 1, 0], [0, 1 - OfTwo, OfTwo], [double.PositiveInfinity, common, 1 + common], 1)];
    }

    // Three outputs: 0, certainty of the right one and of a wrong one, and the same without end. With w the weights and v those of positive
    // targets the loss is the mean of w (v y log(1 + exp(-z)) + (1 - y) log(1 + exp(z))).
    private static LossPoint[] BinaryPoints(double[]? weights, double[]? positive)
    {
        static double Softplus(double x) => Math.Max(x, 0) + (
            Math.Exp(-Math.Abs(x)) is > 1e-5 and double e ? Math.Log(1 + e) : Math.Exp(-Math.Abs(x)));

        LossPoint At(double[] z, double[] y)
        {
            double[] w = [.. z.Select((_, k) => (weights?[k] ?? 1) / z.Length)];
            double[] v = [.. y.Select((share, k) => (positive?[k] ?? 1) * share)];
            static double Product(double a, double b) => a == 0 ? 0 : a * b;
            return new(
                z,
                y,
                z.Select((x, k) => w[k] * (Product(v[k], Softplus(-x)) + Product(1 - y[k], Softplus(x)))).Sum(),
                [.. z.Select((x, k) => w[k] * (((1 - y[k]) * Sigmoid(x)) - (v[k] * Sigmoid(-x))))],
                [.. z.Select((x, k) => k > 0 ? 0 : w[k] * (v[k] + 1 - y[k]) * Sigmoid(x) * Sigmoid(-x))]);
        }

        const double Without = double.PositiveInfinity;
        return
        [
            At([0, 40, -40], [0.25, 1, 1]), At([40, 0, 0], [1, 1, 1]), At([-40, 0, 0], [1, 0, 0]), At([-80, 80, 0], [0, 0, 0.5]),
            At([Without, -Without, 0], [1, 0, 1]), At([-Without, 0, 0], [1, 1, 0]),
        ];
    }

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static (double Total, double Share) SquaredErrors(double[] z, double[] y)
        => (z.Zip(y, static (a, b) => (a - b) * (a - b)).Sum(), z.Length);

    private static (double Total, double Share) HuberLosses(double[] z, double[] y) => (z.Zip(y, static (a, b) => Math.Abs(a - b))
        .Sum(static r => r <= Delta ? r * r / 2 : Delta * (r - (Delta / 2))), z.Length);

    private static (double Total, double Share) CrossEntropies(double[] z, double[] y, double[]? classes, double smoothing)
    {
        if (y is [Gap])
        {
            return (0, 0);
        }

        double normalizer = Math.Log(z.Sum(Math.Exp));
        double total = 0;
        for (int c = 0; c < z.Length; c++)
        {
            double share = y.Length == z.Length ? y[c] : y[0] == c ? 1 : 0;
            total += (classes?[c] ?? 1) * (((1 - smoothing) * share) + (smoothing / z.Length)) * (normalizer - z[c]);
        }

        return (total, y.Length == z.Length || classes is null ? 1 : classes[(int)y[0]]);
    }

    private static (double Total, double Share) BinaryCrossEntropies(double[] z, double[] y, double[]? weights, double[]? positive)
        => (z.Select((logit, k) => (weights?[k] ?? 1)
            * (
                ((positive?[k] ?? 1) * y[k] * Math.Log(1 + Math.Exp(-logit))) + ((1 - y[k]) * Math.Log(1 + Math.Exp(logit)))))
                    .Sum(), z.Length);
}

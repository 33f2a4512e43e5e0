#:project ../Exhibits/Exhibits.csproj

using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// The gradient that a first inner step would descend, layer by layer of the trained start: four convolutions and a head. MAML's is nearly
// all in the head: the features below are reused as they are. ANIL adapts the head alone. BOIL, whose head does not adapt, has to change
// its features, most of all those that the head reads. The heads of MAML and ANIL start at 0: no label is favoured. That of BOIL can't,
// since the gradient of what is below passes through it.
const int Ways = 5;
const int Tasks = 10;
const int Head = 4;

return Exhibit.Run(args, "rapid-or-reuse",
    "after training, MAML's inner gradient is in the head, and BOIL's, by need, right below it.", exhibit =>
{
    ImageSet glyphs = Glyphs.Create(3, classes: 250);
    ImageEpisodes<float> training = new(glyphs.Select("training", Enumerable.Range(0, 200)), Ways, shots: 1, queries: 3);
    ImageEpisodes<float> test = new(glyphs.Select("test", Enumerable.Range(200, 50)), Ways, shots: 1, queries: 5);
    Sequential<float> net = PaperNets.OmniglotStridedFlat<float>(Ways, filters: 16);
    Sequential<float> even = net.With("5", new Linear<float>(64, Ways, weightInitializer: Initializers.Constant(0f)));
    StepSizes<float> size = StepSizes<float>.Constant(0.4);
    Maml<float> mamlLearner = new(even, Loss.CrossEntropy, 1, size);
    Parameters<float> mamlStart = Train(mamlLearner, training);
    (double[] maml, double mamlAccuracy) = Look(mamlLearner, mamlStart, test);
    Anil<float> anilLearner = new(even, Loss.CrossEntropy, "5", 1, size);
    (double[] anil, double anilAccuracy) = Look(anilLearner, Train(anilLearner, training), test);
    Boil<float> boilLearner = new(net, Loss.CrossEntropy, "5", 1, size);
    (double[] boil, double boilAccuracy) = Look(boilLearner, Train(boilLearner, training), test);

    exhibit.Near("MAML: the layer of the greatest gradient", Head, Array.IndexOf(maml, maml.Max()), 0,
        "the head, counted from 0: rows of the head that are alike give the body no gradient, and no label is favoured");
    exhibit.Near("ANIL: the layer of the greatest gradient", Head, Array.IndexOf(anil, anil.Max()), 0, "the head: nothing else adapts");
    exhibit.Near("BOIL: the layer of the greatest gradient", Head - 1, Array.IndexOf(boil, boil.Max()), 0,
        "published: 0.39, 0.40, 0.55, 4.51 and 0 for the head");
    exhibit.AtLeast("MAML: head over the greatest below", 5, maml[Head] / maml[..Head].Max(), "published: 3.29 over 0.15");
    exhibit.AtLeast("BOIL over MAML, last convolution", 5, boil[Head - 1] / maml[Head - 1], "published: 4.51 over 0.115");
    exhibit.Near("BOIL: the head", 0, boil[Head], 0, "it does not adapt");
    exhibit.Near("MAML: the head, by hand", HeadByHand(even, mamlStart.Under("net"), test), maml[Head], 1e-4 * maml[Head],
        "single precision: (p - y) times the features, without a tape");
    exhibit.AtLeast("least accuracy of the three on new glyphs", 0.7, Math.Min(mamlAccuracy, Math.Min(anilAccuracy, boilAccuracy)),
        "they have learned: chance is 0.2");
    double[] place = [1, 2, 3, 4, 5];
    exhibit.Picture(new LineChart
    {
        Title = "Norm of the first inner gradient by layer, 5-way 1-shot glyphs",
        XLabel = "layer: four convolutions, then the head",
        YLabel = "mean norm of the gradient",
        YLowest = 0,
        Series =
        [
            new("MAML", place, maml) { Marker = Marker.Circle },
            new("ANIL", place, anil) { Marker = Marker.Square, Line = LineStyle.Dashed },
            new("BOIL", place, boil) { Marker = Marker.Triangle },
        ],
    });
});

static Parameters<float> Train(Learner<float> learner, ImageEpisodes<float> training)
    => new TrainingPlan<float> { Learner = learner, Tasks = training, Iterations = 300, MetaBatch = 4, OuterStepSize = 1e-3 }.Train();

static (double[] Norms, double Accuracy) Look(Learner<float> learner, Parameters<float> meta, ImageEpisodes<float> test)
{
    using ClassificationEvaluator<float> evaluator = new(learner);
    return ([.. FeatureReuse.Measure(learner, test, meta, 2, Tasks).Modules.Select(static module => module.GradientNorm.Value)],
        evaluator.Evaluate(meta, test, 1, 100).Transductive.After(1).Mean);
}

// The mean over the tasks of the norm of the mean over the examples of (p - y) (h, 1)', with h what the head reads, p the softmax of its
// scores and y the label.
static double HeadByHand(Sequential<float> net, Parameters<float> theta, ImageEpisodes<float> test)
{
    double sum = 0;
    for (int index = 0; index < Tasks; index++)
    {
        Parameters<float> task = test.Sample(2, index);
        using Tape<float> tape = new();
        double[] features = OfSupport(net.Until("5"));
        double[] scores = [.. OfSupport(net).Select(Math.Exp)];
        int length = features.Length / Ways;
        double[] miss = [.. Enumerable.Range(0, Ways * Ways).Select(k => ((scores[k] / scores.AsSpan(k / Ways * Ways, Ways).ToArray().Sum())
            - (Tensors.ToArray(task.SupportTargets)[k / Ways] == k % Ways ? 1 : 0)) / Ways)];
        sum += Math.Sqrt(Enumerable.Range(0, Ways * (length + 1)).Sum(k => Math.Pow(Enumerable.Range(0, Ways).Sum(i
            => miss[(i * Ways) + (k % Ways)] * (k / Ways == length ? 1 : features[(i * length) + (k / Ways)])), 2)));

        double[] OfSupport(Sequential<float> some) => [.. some.Forward(theta.On(tape), tape.Input(task.SupportInputs)).ToArray()
            .Select(static value => (double)value)];
    }

    return sum / Tasks;
}

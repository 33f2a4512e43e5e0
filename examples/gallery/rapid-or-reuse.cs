#:project ../Exhibits/Exhibits.csproj

using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// The gradient that a first inner step would descend, layer by layer of the trained start. MAML's is nearly all in the head: the features
// below are reused as they are. ANIL adapts the head alone. BOIL, whose head does not adapt, has to change its features. The head starts at
// 0, as it ends up in long trainings.
const int Ways = 5;
string[] layers = ["1", "3", "5", "7"];

return Exhibit.Run(args, "rapid-or-reuse",
    "after training, MAML's inner gradient is in the head, and BOIL's, by need, below it.", exhibit =>
{
    ImageSet glyphs = Glyphs.Create(3, classes: 120);
    ImageEpisodes<float> training = new(glyphs.Select("training", Enumerable.Range(0, 100)), Ways, shots: 1, queries: 3);
    ImageEpisodes<float> test = new(glyphs.Select("test", Enumerable.Range(100, 20)), Ways, shots: 1, queries: 5);
    Sequential<float> net = new(
        new Flatten<float>(), new Linear<float>(784, 64), Activations.Relu<float>(), new Linear<float>(64, 64), Activations.Relu<float>(),
            new Linear<float>(64, 64), Activations.Relu<float>(),
        new Linear<float>(64, Ways, weightInitializer: Initializers.Constant(0f)));
    StepSizes<float> size = StepSizes<float>.Constant(0.2);
    (double[] maml, double mamlAccuracy) = Train(new Maml<float>(net, Loss.CrossEntropy, 1, size), training, test);
    (double[] anil, double anilAccuracy) = Train(new Anil<float>(net, Loss.CrossEntropy, "7", 1, size), training, test);
    (double[] boil, double boilAccuracy) = Train(new Boil<float>(net, Loss.CrossEntropy, "7", 1, size), training, test);
    exhibit.Near("MAML: the layer of the greatest gradient", 3, Array.IndexOf(maml, maml.Max()), 0,
        "the head, counted from 0: rows of the head that are alike give the body no gradient, and no label is favoured");
    exhibit.Near("ANIL: the layer of the greatest gradient", 3, Array.IndexOf(anil, anil.Max()), 0, "the head, since nothing else adapts");
    exhibit.AtLeast("MAML: head over the greatest below", 5, maml[3] / maml[..3].Max(),
        "published for four convolutions and a head: 3.29 over 0.15");
    exhibit.AtLeast("BOIL: greatest gradient below the head over MAML's", 5, boil[..3].Max() / maml[..3].Max(),
        "published: 4.51 over 0.15");
    exhibit.Near("BOIL: the head", 0, boil[3], 0, "it does not adapt");
    double least = Math.Min(mamlAccuracy, Math.Min(anilAccuracy, boilAccuracy));
    exhibit.AtLeast("least accuracy of the three on new glyphs", 0.4, least, "they have learned: chance is 0.2");
    double[] place = [1, 2, 3, 4];
    exhibit.Picture(new LineChart
    {
        Title = "Norm of the first inner gradient by layer, 5-way 1-shot glyphs",
        XLabel = "layer: three dense layers, then the head",
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

(double[] Norms, double Accuracy) Train(Learner<float> learner, ImageEpisodes<float> training, ImageEpisodes<float> test)
{
    TrainingPlan<float> plan = new() { Learner = learner, Tasks = training, Iterations = 400, MetaBatch = 8, OuterStepSize = 1e-3 };
    Trainer<float> trainer = new(plan);
    Parameters<float> meta = trainer.Run(trainer.Start()).MetaParameters;
    using ClassificationEvaluator<float> evaluator = new(learner);
    return (Norms(learner.Adaptation, meta, test), evaluator.Evaluate(meta, test, 1, 100).Transductive.After(1).Mean);
}

// The mean over 40 tasks of the norm of d L_support / d (layer) at the start; 0 for what does not adapt.
double[] Norms(Adaptation<float> adaptation, Parameters<float> meta, ImageEpisodes<float> test)
{
    var norms = new double[layers.Length];
    for (int index = 0; index < 40; index++)
    {
        using Tape<float> tape = new();
        Episode<float> episode = test.Batch(2, index, 1).On(tape);
        Variables<float> onTape = meta.On(tape);
        Variables<float> x = adaptation.Start(onTape, episode);
        Variables<float> gradient = tape.Gradient(adaptation.Inner(x, onTape, episode, new(episode, 0)).Sum(), adaptation.Adapting(x));
        for (int layer = 0; layer < layers.Length; layer++)
        {
            float[] own = [.. gradient.Where(entry => entry.Key.StartsWith($"net.{layers[layer]}.", StringComparison.Ordinal))
                .SelectMany(static entry => entry.Value.ToArray())];
            norms[layer] += TensorPrimitives.Norm<float>(own) / 40.0;
        }
    }

    return norms;
}

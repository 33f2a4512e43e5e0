using System.Text;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Classification;

public sealed class ImageClassifierTests : IDisposable
{
    private const int Ways = 4;
    private const int Shots = 3;
    private const int Queries = 5;
    private const int Steps = 2;

    private static readonly ImageSet Drawn = Glyphs.Create(7, Ways, Shots + Queries);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("maml")]
    [InlineData("reptile")]
    [InlineData("last layer only")]
    public void What_it_predicts_is_what_the_evaluator_does(string name)
    {
        Learner<float> learner = Learner(name);
        Parameters<float> meta = Trained(learner);
        WriteExamples();
        Parameters<float> task = Episode(ImageFolder.Load(_folder["classes"], ImageLayout.Ink28));
        using ClassificationEvaluator<float> evaluator = new(learner);
        TaskPredictions expected = evaluator.Predict(meta, task);

        ImageClassifier<float> classifier = ImageClassifier<float>.Load(learner, meta, _folder["classes"], ImageLayout.Ink28);
        Assert.Equal(["class 0", "class 1", "class 2", "class 3"], classifier.Classes);
        Assert.Equal(Steps, classifier.Adapted.Steps);
        ImagePrediction[] single = [.. Enumerable.Range(0, Ways * Queries).Select(k => classifier.Predict(WriteQuery(k)))];
        Assert.Equal(expected.NonTransductive[Steps], single.Select(static prediction => prediction.Index));
        Assert.True(
            single.Select(static prediction => prediction.Class).Distinct().Count() > 1, "One class for all: nothing was compared.");
        IReadOnlyList<ImagePrediction> together = classifier.Predict(
            [.. Enumerable.Range(0, Ways * Queries).Select(Query)], together: true);
        Assert.Equal(expected.Transductive[Steps], together.Select(static prediction => prediction.Index));
        Assert.All(single.Concat(together), static prediction => Assert.Equal(1, prediction.Probabilities.Sum(), 1e-12));
        Assert.All(single.Concat(together), static prediction => Assert.Equal(prediction.Probabilities.Max(), prediction.Probability));
    }

    [Fact]
    public void Probabilities_are_softmax_of_the_scores_after_the_steps_asked_for()
    {
        Learner<float> learner = Learner("maml");
        Parameters<float> meta = learner.Initialize(1);
        WriteExamples();
        ImageClassifier<float> classifier = ImageClassifier<float>.Load(learner, meta, _folder["classes"], ImageLayout.Ink28, steps: 1);
        Assert.Equal(1, classifier.Adapted.Steps);
        Parameters<float> task = Episode(ImageFolder.Load(_folder["classes"], ImageLayout.Ink28));
        float[] scores = Tensors.ToArray(learner.Adapt(meta, task, steps: 1).Predict(Tensors.Wrap(Values(Query(6)), [1, 1, 28, 28])));
        double sum = scores.Sum(static score => Math.Exp(score));
        Assert.Equal(
            scores.Select(score => Math.Exp(score) / sum), classifier.Predict(Query(6)).Probabilities,
            static (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Neither_the_other_images_nor_their_order_play_a_part_unless_they_are_taken_together()
    {
        Learner<float> learner = Learner("maml");
        ImageClassifier<float> classifier = new(learner, Trained(learner), Examples(Shots), ImageLayout.Ink28);
        ByteImage[] images = [.. Enumerable.Range(0, 9).Select(Query)];
        double[][] inOrder = Probabilities(classifier.Predict(images));
        double[][] reversed = Probabilities(classifier.Predict([.. images.Reverse()]));
        Assert.Equal(inOrder, reversed.Reverse());
        Assert.Equal(inOrder, images.Select(image => classifier.Predict(image).Probabilities.ToArray()));
        Assert.Equal(inOrder[..2], Probabilities(classifier.Predict(images[..2])));
        Assert.NotEqual(
            Probabilities(classifier.Predict(images, together: true))[..2], Probabilities(classifier.Predict(images[..2], together: true)));
        Assert.Empty(classifier.Predict([]));
        Assert.Empty(classifier.Predict([], together: true));
    }

    [Fact]
    public void Images_of_any_size_and_channels_are_brought_to_the_form_of_the_net()
    {
        Learner<float> learner = Learner("maml");
        ImageClassifier<float> classifier = new(learner, Trained(learner), Examples(Shots), ImageLayout.Ink28);
        ByteImage small = Query(3);
        byte[] grey = small.Pixels.ToArray();
        var large = new byte[4 * grey.Length];
        for (int k = 0; k < large.Length; k++)
        {
            large[k] = grey[(k / 56 / 2 * 28) + (k % 56 / 2)];
        }

        byte[] opaque = [.. grey, .. Enumerable.Repeat(byte.MaxValue, grey.Length)];
        foreach (ByteImage other in (ByteImage[])[new(1, 56, 56, large), small.WithChannels(3), new(2, 28, 28, opaque)])
        {
            Assert.Equal(classifier.Predict(small).Probabilities, classifier.Predict(other).Probabilities);
        }
    }

    [Fact]
    public void Classes_may_have_different_numbers_of_images()
    {
        for (int of = 0; of < Ways; of++)
        {
            for (int drawing = 0; drawing <= of; drawing++)
            {
                Write($"classes/{of}/{drawing}.pgm", Drawn.Image(of, drawing).Inverted());
            }
        }

        Learner<float> learner = Learner("maml");
        ImageClassifier<float> classifier = ImageClassifier<float>.Load(
            learner, learner.Initialize(1), _folder["classes"], ImageLayout.Ink28);
        Assert.Equal(Ways, classifier.Predict(Query(0)).Probabilities.Count);
    }

    [Fact]
    public void What_can_not_be_classified_is_refused_in_one_message()
    {
        Learner<float> learner = Learner("maml");
        Parameters<float> meta = learner.Initialize(1);
        ImageClassifier<float> Load(ImageLayout? layout = null)
            => ImageClassifier<float>.Load(learner, meta, _folder["classes"], layout ?? ImageLayout.Ink28);
        AssertRefused<ImageFileException>("classes: there is no such folder.", () => Load());
        Write("classes/a/1.pgm", Query(0));
        AssertRefused<ArgumentException>("'images of classes' has one class, 'a': give two or more to tell apart.", () => Load());
        Directory.CreateDirectory(_folder["classes/b"]);
        AssertRefused<ImageFileException>("b: the class has no images.", () => Load());
        Write("classes/b/1.pgm", Query(1));
        AssertRefused<ArgumentException>("The net has scores for 4 classes and 'images of classes' has 2", () => Load());
        Write("classes/c/1.pgm", Query(2));
        Write("classes/d/1.pgm", Query(3));
        AssertRefused<ArgumentException>(
            "The net does not take images of 3 channels, 84 rows and 84 columns", () => Load(ImageLayout.Colour84));
        ImageClassifier<float> classifier = Load();
        AssertRefused<ArgumentException>("One image is no batch", () => classifier.Predict([Query(0)], together: true));
        AssertRefused<FileNotFoundException>("nothing.png", () => classifier.Predict(_folder["nothing.png"]));
        File.WriteAllText(_folder["text.png"], "text");
        AssertRefused<ImageFileException>("text.png: it does not begin as", () => classifier.Predict(_folder["text.png"]));
        File.WriteAllText(_folder["classes/d/2.png"], "text");
        AssertRefused<ImageFileException>("2.png: it does not begin as", () => Load());
        AssertRefused<ArgumentException>(
            "are 1 x 28 x 28 and the layout is 3 x 84 x 84", () => new ImageClassifier<float>(learner, meta, Drawn, ImageLayout.Colour84));
        AssertRefused<ArgumentException>("net.", () => new ImageClassifier<float>(learner, meta.Under("net"), Drawn, ImageLayout.Ink28));
        Assert.Throws<ArgumentNullException>(() => classifier.Predict((ByteImage)null!));
        Assert.Throws<ArgumentNullException>(() => classifier.Predict([null!]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageClassifier<float>(learner, meta, Drawn, ImageLayout.Ink28, steps: -1));
    }

    [Fact]
    public void Scores_that_are_not_finite_are_refused()
    {
        Learner<float> learner = Learner("maml");
        Parameters<float> endless = learner.Initialize(1);
        endless = new(endless.Select(static entry => entry.Key.EndsWith("bias", StringComparison.Ordinal)
            ? KeyValuePair.Create(entry.Key, Tensors.Create(
                Enumerable.Repeat(float.PositiveInfinity, (int)entry.Value.FlattenedLength).ToArray(), Tensors.ShapeOf(entry.Value)))
            : entry));
        ImageClassifier<float> classifier = new(learner, endless, Examples(Shots), ImageLayout.Ink28, steps: 0);
        AssertRefused<InvalidOperationException>("not all of them finite", () => classifier.Predict(Query(0)));
    }

    private static void AssertRefused<TException>(string expected, Func<object> act)
        where TException : Exception
        => Assert.Contains(expected, Assert.Throws<TException>(act).Message, StringComparison.Ordinal);

    private static Learner<float> Learner(string name)
    {
        Sequential<float> net = PaperNets.OmniglotStrided<float>(Ways, filters: 8);
        StepSizes<float> sizes = StepSizes<float>.Constant(0.1);
        return name switch
        {
            "maml" => new Maml<float>(net, Loss.CrossEntropy, Steps, sizes),
            "reptile" => new Reptile<float>(new NetAdaptation<float>(
                net, Loss.CrossEntropy, sizes, new Adam<float>(beta1: 0), Selection.All, batch: Ways, carriesState: true), Steps),
            _ => new FirstOrderMaml<float>(
                new NetAdaptation<float>(net, Loss.CrossEntropy, sizes, new Sgd<float>(), Selection.Only($"{net.Count - 1}")), Steps),
        };
    }

    private static Parameters<float> Trained(Learner<float> learner)
    {
        TrainingPlan<float> plan = new()
        {
            Learner = learner,
            Tasks = new ImageEpisodes<float>(Glyphs.Create(8, 40, 4), Ways, 2, 2),
            Iterations = 5,
            MetaBatch = 2,
        };
        Trainer<float> trainer = new(plan);
        return trainer.Run(trainer.Start()).MetaParameters;
    }

    private static double[][] Probabilities(IEnumerable<ImagePrediction> predictions)
        => [.. predictions.Select(static prediction => prediction.Probabilities.ToArray())];

    // Ink is dark in a file.
    private static ByteImage Query(int k) => Drawn.Image(k % Ways, Shots + (k / Ways)).Inverted();

    private static float[] Values(ByteImage image)
    {
        var values = new float[28 * 28];
        ImageLayout.Ink28.Apply(image).CopyTo<float>(values);
        return values;
    }

    // In rounds, by hand.
    private static Parameters<float> Episode(ImageSet examples)
    {
        float[] support = [.. Enumerable.Range(0, Ways * Shots).SelectMany(k => Values(examples.Image(k % Ways, k / Ways).Inverted()))];
        float[] query = [.. Enumerable.Range(0, Ways * Queries).SelectMany(static k => Values(Query(k)))];
        return FewShotTask.Of(
            Tensors.Wrap(support, [Ways * Shots, 1, 28, 28]),
            Tensors.Wrap([.. Enumerable.Range(0, Ways * Shots).Select(static k => (float)(k % Ways))], [Ways * Shots]),
            Tensors.Wrap(query, [Ways * Queries, 1, 28, 28]),
            Tensors.Wrap(new float[Ways * Queries], [Ways * Queries]));
    }

    private static ImageSet Examples(int drawings)
        => new(
            "examples",
            1,
            28,
            28,
            Enumerable.Range(0, Ways).Select(of => KeyValuePair.Create(
                $"class {of}", Enumerable.Range(0, drawings).SelectMany(drawing => Drawn.Image(of, drawing).Pixels.ToArray()).ToArray())));

    private void WriteExamples()
    {
        for (int k = 0; k < Ways * Shots; k++)
        {
            Write($"classes/class {k % Ways}/{k / Ways}.pgm", Drawn.Image(k % Ways, k / Ways).Inverted());
        }
    }

    private string WriteQuery(int k) => Write($"query {k}.pgm", Query(k));

    private string Write(string path, ByteImage image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllBytes(_folder[path], [.. Encoding.ASCII.GetBytes($"P5 {image.Width} {image.Height} 255 "), .. image.Pixels]);
        return _folder[path];
    }
}

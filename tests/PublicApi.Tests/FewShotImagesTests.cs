using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The programs of docs/04-few-shot-images.md, as they stand there.</summary>
public sealed class FewShotImagesTests : IDisposable
{
    private const int Classes = 20;
    private const int ImagesOfAClass = 16;

#pragma warning disable IDE1006 // The name that the page's programs have.
    private readonly string folder = Directory.CreateTempSubdirectory("few-shot-images").FullName;
#pragma warning restore IDE1006

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_net_is_trained_and_tested_on_images()
    {
        // <guide>
        ImageSet images = Glyphs.Create(seed: 1, classes: 60);
        ImageSplit split = ImageSplit.Random(images, seed: 1, training: 40).RotateTraining();

        var net = PaperNets.OmniglotStrided<float>(ways: 5, filters: 8);
        var learner = new Maml<float>(net, Loss.CrossEntropy, steps: 1, StepSizes<float>.Constant(0.4));
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new ImageEpisodes<float>(split.Training, ways: 5, shots: 1, queries: 1),
            Iterations = 20,
            MetaBatch = 8,
        };
        var trainer = new Trainer<float>(plan);
        TrainingState<float> end = trainer.Run(trainer.Start());

        using var evaluator = new ClassificationEvaluator<float>(learner.Tested, steps: 3);
        var tests = new ImageEpisodes<float>(split.Test, ways: 5, shots: 1, queries: 15);
        ClassificationResult result = evaluator.Evaluate(end.MetaParameters, tests, seed: 2, count: 100);
        Console.WriteLine($"{result.Transductive.After(3)}, {result.NonTransductive.After(3)}");

        // </guide>
        // <guide>
        var again = new Trainer<float>(plan with { Seed = 2 });
        TrainingState<float> other = again.Run(again.Start());
        var ensemble = new ClassificationEnsemble<float>([(evaluator, end.MetaParameters), (evaluator, other.MetaParameters)]);
        ClassificationResult together = ensemble.Evaluate(tests, seed: 2, count: 100);
        Console.WriteLine($"{together.Transductive.After(3)}, {together.NonTransductive.After(3)}");

        // </guide>
        Assert.Equal(2, ensemble.Count);
        Assert.True(together.Transductive.After(3).Mean > 0.3, $"{together.Transductive.After(3)}");
        Assert.True(result.Transductive.After(3).Mean > 0.3, $"{result.Transductive.After(3)}");
        Assert.Equal(100, result.NonTransductive.After(0).Tasks);
    }

    [Fact]
    public void Omniglot_is_asked_for_by_its_folder()
    {
        var error = Assert.Throws<ImageFileException>(() => { OfOmniglot(); });
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);

        (ImageSplit, Sequential<float>) OfOmniglot()
        {
            // <guide>
            Omniglot omniglot = Omniglot.Load(folder);
            ImageSplit split = omniglot.RandomSplit(seed: 1).RotateTraining();
            var net = PaperNets.OmniglotStrided<float>(ways: 5);

            // </guide>
            return (split, net);
        }
    }

    [Fact]
    public void Grey_images_of_ones_own_are_trained_and_tested_on()
    {
        WriteImages();

        // <guide>
        ImageSet images = ImageFolder.Load(folder, ImageLayout.Ink28);
        ImageSplit split = ImageSplit.Random(images, seed: 1, training: 14);
        var net = PaperNets.OmniglotStrided<float>(ways: 5);

        // </guide>
        Assert.Equal(1, images.Channels);
        TrainAndTest(split, net);
    }

    [Fact]
    public void Colour_images_of_ones_own_are_trained_and_tested_on()
    {
        WriteImages();

        // <guide>
        ImageSet images = ImageFolder.Load(folder, ImageLayout.Colour84);
        ImageSplit split = ImageSplit.Random(images, seed: 1, training: 14);
        var net = PaperNets.MiniImageNet<float>(ways: 5);

        // </guide>
        Assert.Equal((3, 84), (images.Channels, images.Width));
        TrainAndTest(split, net);
    }

    [Fact]
    public void Grey_images_of_that_size_take_a_net_of_one_channel()
    {
        WriteImages();

        // <guide>
        ImageSet images = ImageFolder.Load(folder, new ImageLayout(Channels: 1, Height: 84, Width: 84));
        ImageSplit split = ImageSplit.Random(images, seed: 1, training: 14);
        var net = PaperNets.MiniImageNet<float>(ways: 5, channels: 1);

        // </guide>
        TrainAndTest(split, net);
    }

    [Fact]
    public void Lists_of_images_are_trained_and_tested_on()
    {
        WriteImages();
        WriteList("train.csv", 0, 14);
        WriteList("test.csv", 14, Classes);

        // <guide>
        ImageSet training = ImageList.Load(Path.Combine(folder, "train.csv"), folder, ImageLayout.Colour84);
        ImageSet test = ImageList.Load(Path.Combine(folder, "test.csv"), folder, ImageLayout.Colour84);
        var split = new ImageSplit(training, Validation: null, test);
        var net = PaperNets.MiniImageNet<float>(ways: 5);

        // </guide>
        TrainAndTest(split, net);
    }

    [Fact]
    public void Augmentations_decorate_tasks()
    {
        ImageSplit split = ImageSplit.Random(Glyphs.Create(seed: 1, classes: 20), seed: 1, training: 14);

        // <guide>
        ITaskDistribution<float> tasks = new ImageEpisodes<float>(split.Training, ways: 5, shots: 5, queries: 5)
            .Affine(new RandomAffine { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 })
            .Turned()
            .Shuffled();

        // </guide>
        Assert.EndsWith("each class turned support shuffled", tasks.Description, StringComparison.Ordinal);

        ImageEpisodes<float> plain = new(split.Training, ways: 5, shots: 1, queries: 1);
        Dimmed<float> dimmed = new(plain, 0.5);
        float[] before = Tensors.ToArray(plain.Sample(1, 2).QueryInputs);
        float[] after = Tensors.ToArray(dimmed.Sample(1, 2).QueryInputs);
        float factor = (float)new RandomStream(1, "episode query dimmed", 2, 0).NextUniform(0.5, 1);
        Assert.Equal(before[..784].Select(value => value * factor), after[..784]);
        Assert.Equal($"{plain.Description} dimmed to 0.5 or more", dimmed.Description);
    }

    [Fact]
    public void A_saved_net_tells_the_class_of_a_new_image()
    {
        WriteImages();
        var learner = new Maml<float>(
            PaperNets.OmniglotStrided<float>(Classes, filters: 8), Loss.CrossEntropy, steps: 1, StepSizes<float>.Constant(0.4));
        string path = Path.Combine(folder, "trained.safetensors");
        var trainer = new Trainer<float>(new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new ImageEpisodes<float>(ImageFolder.Load(folder, ImageLayout.Ink28), Classes, shots: 1, queries: 1),
            Iterations = 1,
            MetaBatch = 1,
        });
        trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = path });
        string image = Path.Combine(folder, NameOf(3, 0));
        StringWriter Console = new();

        // <guide>
        TrainingCheckpoint<float> checkpoint = TrainingCheckpoint<float>.Read(path);
        var classifier = ImageClassifier<float>.Load(learner, checkpoint.MetaParameters, folder, ImageLayout.Ink28);
        ImagePrediction prediction = classifier.Predict(image);
        Console.WriteLine(prediction);

        // </guide>
        Assert.Equal(classifier.Classes, prediction.Classes);
        Assert.Equal(prediction.Probability, prediction.Probabilities[classifier.Classes.ToList().IndexOf(prediction.Class)]);
        Assert.Matches(@"\Aclass[0-9]{2}, [0-9.]+ %", Console.ToString());
    }

    [Fact]
    public void Statistics_are_data_that_come_in_and_go_out()
    {
        const ulong seed = 1;
        var values = new float[6 * 28 * 28];
        values.AsSpan(100, 900).Fill(1);

        // <guide>
        var net = PaperNets.OmniglotPooled<float>(ways: 5, filters: 8, policy: NormalizationPolicy.Running(momentum: 0.1));
        using var tape = new Tape<float>();
        var theta = net.Initialize(seed).On(tape);
        var running = net.InitializeStatistics();
        var batch = tape.Input(values, [6, 1, 28, 28]);

        var collector = new StatisticsCollector<float>();
        var scores = net.Forward(theta, batch, Pass<float>.Training(seed, iteration: 0).Updating(running.On(tape), collector));
        running = collector.Statistics.ToParameters();      // the statistics after this batch

        var later = net.Forward(theta, batch, Pass<float>.Evaluation.NormalizingBy(running.On(tape)));

        // </guide>
        Assert.Equal(scores.Shape, later.Shape);
        Assert.NotEqual(scores.ToArray(), later.ToArray());
        Assert.NotEqual(net.InitializeStatistics()[0].Value, running[0].Value);
    }

    [Fact]
    public void Every_line_of_the_pages_programs_is_compiled_above()
        => Guide.RequireCompiled("04-few-shot-images.md", "FewShotImagesTests.cs", 11);

    /// <summary>The rest of the page's first program, as short as it can be.</summary>
    private static void TrainAndTest(ImageSplit split, Sequential<float> net)
    {
        var plan = new TrainingPlan<float>
        {
            Learner = new Maml<float>(net, Loss.CrossEntropy, steps: 1, StepSizes<float>.Constant(0.4)),
            Tasks = new ImageEpisodes<float>(split.Training, ways: 5, shots: 1, queries: 1),
            Iterations = 1,
            MetaBatch = 1,
        };
        var trainer = new Trainer<float>(plan);
        TrainingState<float> end = trainer.Run(trainer.Start());
        using var evaluator = new ClassificationEvaluator<float>(plan.Learner);
        var tests = new ImageEpisodes<float>(split.Test, ways: 5, shots: 1, queries: 5);
        ClassificationResult result = evaluator.Evaluate(end.MetaParameters, tests, seed: 2, count: 2);
        Assert.InRange(result.Transductive.After(1).Mean, 0, 1);
    }

    /// <summary>Colour images of 4 x 4 pixels, each class with a colour of its own, in a folder for each class.</summary>
    private void WriteImages()
    {
        for (int k = 0; k < Classes; k++)
        {
            Directory.CreateDirectory(Path.Combine(folder, $"class{k:00}"));
            for (int image = 0; image < ImagesOfAClass; image++)
            {
                byte[] pixels = [.. Enumerable.Range(0, 48).Select(place => (byte)((((place % 3) + 1) * 11 * k) + (7 * image) + place))];
                File.WriteAllBytes(Path.Combine(folder, NameOf(k, image)), [.. "P6 4 4 255 "u8, .. pixels]);
            }
        }
    }

    private void WriteList(string name, int from, int to)
        => File.WriteAllLines(
            Path.Combine(folder, name),
            Enumerable.Range(from, to - from)
                .SelectMany(k => Enumerable.Range(0, ImagesOfAClass).Select(image => $"{NameOf(k, image)},class{k:00}"))
                .Prepend("filename,label"));

    private static string NameOf(int k, int image) => $"class{k:00}/{image:00}.ppm";

    // <guide>
    public sealed class Dimmed<T>(ITaskDistribution<T> tasks, double least)
        : ImageDecorator<T>(tasks, "dimmed", $"dimmed to {least:R} or more")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Change(Span<T> image, int height, int width, RandomStream random, TaskArrays<T> arrays)
            => TensorPrimitives.Multiply(image, T.CreateChecked(random.NextUniform(least, 1)), image);
    }

    // </guide>
}

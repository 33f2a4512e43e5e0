using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The programs of docs/04-few-shot-images.md, as they stand there.</summary>
public class FewShotImagesTests
{
    [Fact]
    public void A_net_is_trained_and_tested_on_images()
    {
        // <guide>
        ImageSet images = Glyphs.Create(seed: 1, classes: 60);
        ImageSplit split = ImageSplit.Random(images, seed: 1, training: 40).RotateTraining();

        var net = PaperNets.OmniglotStrided<float>(ways: 5, filters: 8);
        var innerLoop = new InnerLoop<float>(net, Loss.CrossEntropy, InnerStepSize<float>.Constant(0.4));
        var plan = new TrainingPlan<float>
        {
            Learner = new Maml<float>(innerLoop, steps: 1),
            Tasks = new ImageEpisodes<float>(split.Training, ways: 5, shots: 1, queries: 1),
            Iterations = 20,
            MetaBatch = 8,
        };
        var trainer = new Trainer<float>(plan);
        TrainingState<float> end = trainer.Run(trainer.Start());

        using var evaluator = new ClassificationEvaluator<float>(innerLoop, steps: 3);
        var tests = new ImageEpisodes<float>(split.Test, ways: 5, shots: 1, queries: 15);
        ClassificationResult result = evaluator.Evaluate(end.MetaParameters, tests, seed: 2, count: 100);
        Console.WriteLine($"{result.Transductive.After(3)}, {result.NonTransductive.After(3)}");

        // </guide>
        Assert.True(result.Transductive.After(3).Mean > 0.3, $"{result.Transductive.After(3)}");
        Assert.Equal(100, result.NonTransductive.After(0).Tasks);
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
    public void Every_line_of_the_pages_programs_is_compiled_above() => Guide.RequireCompiled("04-few-shot-images.md", "FewShotImagesTests.cs", 2);
}

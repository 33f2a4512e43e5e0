using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>docs/how-to/own-data.md, compiled and run.</summary>
public sealed class OwnDataTests
{
    [Fact]
    public void The_programs_stand_in_the_tests()
        => Guide.RequireCompiled("how-to/own-data.md", 5, "HowTo/OwnDataTests.cs", "HowTo/PlantTasks.cs");

    [Fact]
    public void A_file_becomes_a_net_that_adapts_and_predicts()
    {
        string folder = Directory.CreateTempSubdirectory("autogradmaml-").FullName;
        try
        {
            // A plant grows by a curve of its own: saturating in light, with its own rate and size.
            RandomStream random = new(1, "plants");
            List<string> lines = ["plant,light,growth"];
            for (int plant = 0; plant < 60; plant++)
            {
                (double size, double rate) = (random.NextUniform(0.5, 2), random.NextUniform(0.5, 3));
                lines.AddRange(Enumerable.Range(0, 20).Select(_ =>
                {
                    double light = random.NextUniform(0, 2);
                    return FormattableString.Invariant($"p{plant},{light:R},{size * (1 - Math.Exp(-rate * light)):R}");
                }));
            }

            File.WriteAllLines(Path.Combine(folder, "plants.csv"), lines);
            (double before, double after, float predicted) = Run([folder]);
            Assert.True(after < before / 3, $"{before} {after}");
            Assert.InRange(predicted, 0.5f, 1.2f);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Before, double After, float Predicted) Run(string[] args)
    {
        var folder = args.FirstOrDefault() ?? ".";
        var plants = File.ReadLines(Path.Combine(folder, "plants.csv")).Skip(1)
            .Select(line => line.Split(','))
            .GroupBy(row => row[0])
            .Select(plant => plant.Select(row => (Light: Number(row[1]), Growth: Number(row[2]))).ToArray())
            .ToArray();

        static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

        var net = new Sequential<float>(
            new Linear<float>(1, 32), Activations.Tanh<float>(), new Linear<float>(32, 32), Activations.Tanh<float>(),
            new Linear<float>(32, 1));
        var plan = new TrainingPlan<float>
        {
            Learner = new Maml<float>(net, Loss.MeanSquaredError, steps: 3, StepSizes<float>.Constant(0.05)),
            Tasks = new PlantTasks(plants[..50], shots: 5),
            Iterations = 1000,
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());

        using var evaluator = new Evaluator<float>(plan.Learner);
        var curve = evaluator.Evaluate(trained.MetaParameters, new PlantTasks(plants[50..], shots: 5), seed: 99, count: 200);
        Console.WriteLine($"error {curve.After(0).Mean:f3} before and {curve.After(3).Mean:f3} after adaptation");
        plan.Learner.Save(Path.Combine(folder, "plants.safetensors"), trained.MetaParameters);

        var meta = plan.Learner.LoadFile(Path.Combine(folder, "plants.safetensors"));
        var newPlant = new Parameters<float>(
        [
            new(EpisodeNames.SupportInputs, Tensors.Wrap([0.2f, 0.5f, 0.9f, 1.4f, 1.9f], [5, 1])),
            new(EpisodeNames.SupportTargets, Tensors.Wrap([0.33f, 0.63f, 0.84f, 0.94f, 0.98f], [5, 1])),
        ]);
        var adapted = plan.Learner.Adapt(meta, newPlant);
        var light = Tensors.Wrap([1.0f], [1, 1]);
        var before = Tensors.ToArray(plan.Learner.Adapt(meta, newPlant, steps: 0).Predict(light));   // the start itself
        var growth = Tensors.ToArray(adapted.Predict(light));
        adapted.Save(Path.Combine(folder, "new-plant.safetensors"), "a new plant, from five measurements");
        Assert.NotEqual(before[0], growth[0]);
        return (curve.After(0).Mean, curve.After(3).Mean, growth[0]);
    }
}

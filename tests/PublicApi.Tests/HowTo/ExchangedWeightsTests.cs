using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>docs/how-to/weights.md, compiled and run.</summary>
public sealed class ExchangedWeightsTests
{
    [Fact]
    public void The_programs_stand_in_the_tests() => Guide.RequireCompiled("how-to/weights.md", 3, "HowTo/ExchangedWeightsTests.cs");

    [Fact]
    public void A_training_starts_from_weights_of_a_file_and_ends_in_one()
    {
        string folder = Directory.CreateTempSubdirectory("autogradmaml-").FullName;
        try
        {
            var pretrained = new Sequential<float>(
                ("first", new Linear<float>(1, 16)), ("act", Activations.Relu<float>()), ("head", new Linear<float>(16, 1)));
            var plan = new TrainingPlan<float>
            {
                Learner = new Maml<float>(pretrained, Loss.MeanSquaredError, steps: 1, StepSizes<float>.Constant(0.01)),
                Tasks = new SinusoidTasks<float>(shots: 5, queries: 5),
                Iterations = 3,
                MetaBatch = 2,
                OuterOptimizer = new Sgd<float>(),
                OuterStepSize = 1e-6,
            };
            string path = Path.Combine(folder, "net.safetensors");
            Parameters<float> given = pretrained.Initialize(77);
            SafeTensors.Write(path, given);
            var state = Train(plan, path);
            Assert.Equal(3, state.Iteration);

            // Three steps of a millionth from there, and not from elsewhere.
            Assert.All(given, entry => Assert.All(
                Tensors.ToArray(entry.Value).Zip(Tensors.ToArray(state.MetaParameters[$"net.{entry.Key}"])),
                static pair => Assert.Equal(pair.First, pair.Second, 1e-3f)));
            Write(state, path);
            Assert.Equal(["first.weight", "first.bias", "head.weight", "head.bias"], SafeTensors.Read<float>(path).Parameters.Names);

            (Learner<float> learner, string[] names) = WithAnotherHead(pretrained, given);
            Assert.Equal(["net.body.first.weight", "net.body.first.bias"], names);
            Assert.All(names, name => Assert.Contains(name, learner.Initialize(1).Names));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TrainingState<float> Train(TrainingPlan<float> plan, string path)
    {
        var weights = SafeTensors.Read<float>(path).Parameters;
        var trainer = new Trainer<float>(plan);
        var fresh = trainer.Start();
        var meta = new Parameters<float>(fresh.MetaParameters.Select(entry => KeyValuePair.Create(
            entry.Key, entry.Key.StartsWith("net.") ? weights[entry.Key["net.".Length..]] : entry.Value)));
        var state = trainer.Run(fresh with { MetaParameters = meta });
        return state;
    }

    private static void Write(TrainingState<float> state, string path)
    {
        SafeTensors.Write(path, state.MetaParameters.Under("net"));
    }

    private static (Learner<float> Learner, string[] Names) WithAnotherHead(Sequential<float> pretrained, Parameters<float> weights)
    {
        var body = pretrained.Until("head");
        var net = new Sequential<float>(("body", body), ("head", new Linear<float>(16, 5)));
        var learner = new Anil<float>(net, Loss.MeanSquaredError, head: "head", steps: 3, StepSizes<float>.Constant(0.1));
        var bodyWeights = weights.Where(entry => !entry.Key.StartsWith("head."))
            .Select(entry => KeyValuePair.Create($"net.body.{entry.Key}", entry.Value));
        return (learner, [.. bodyWeights.Select(static entry => entry.Key)]);
    }
}

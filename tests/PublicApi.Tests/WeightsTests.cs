using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

public class WeightsTests
{
    [Fact]
    public void Weights_of_floats_come_back_as_they_were() => RoundTrip<float>();

    [Fact]
    public void Weights_of_doubles_come_back_as_they_were() => RoundTrip<double>();

    [Fact]
    public void Floats_are_read_as_doubles_and_doubles_as_floats_only_with_leave()
    {
        string folder = Directory.CreateTempSubdirectory("autogradmaml-").FullName;
        try
        {
            string path = Path.Combine(folder, "net.safetensors");
            SafeTensors.Write(path, Net<float>().Initialize(3));
            Assert.Equal(4, SafeTensors.Read<double>(path).Parameters.Count);

            SafeTensors.Write(path, Net<double>().Initialize(3));
            string message = Assert.Throws<WeightFileException>(() => SafeTensors.Read<float>(path)).Message;
            Assert.Contains(path, message, StringComparison.Ordinal);
            Assert.Equal(4, SafeTensors.Read<float>(path, ElementConversion.Rounding).Parameters.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Training_stops_resumes_and_evaluates()
    {
        string folder = Directory.CreateTempSubdirectory("autogradmaml-").FullName;
        try
        {
            string path = Path.Combine(folder, "state");
            var plan = new TrainingPlan<float>
            {
                Learner = new Reptile<float>(Net<float>(), Loss.MeanSquaredError, steps: 3, StepSizes<float>.Constant(0.01)),
                Tasks = new SinusoidTasks<float>(shots: 5, queries: 5),
                Iterations = 10,
                OuterOptimizer = new Sgd<float>(),
                OuterStepSize = Schedule.Linear(1, 0.1, 10),
            };
            var trainer = new Trainer<float>(plan);
            using var stop = new CancellationTokenSource();
            var half = trainer.Run(
                trainer.Start(),
                new TrainingOptions
                {
                    CheckpointPath = path,
                    ReportEvery = 5,
                    Report = _ => stop.Cancel(),
                },
                stop.Token);
            Assert.Equal(5, half.Iteration);
            var end = trainer.Run(trainer.Resume(path));
            Assert.Equal(10, end.Iteration);
            Assert.Equal(
                trainer.Run(trainer.Start()).MetaParameters.SelectMany(static entry => Tensors.ToArray(entry.Value)),
                end.MetaParameters.SelectMany(static entry => Tensors.ToArray(entry.Value)));
            using var evaluator = new Evaluator<float>(plan.Learner);
            LossSummary summary = evaluator.Evaluate(end.MetaParameters, plan.Tasks, seed: 2, count: 10).After(3);
            Assert.True(double.IsFinite(summary.Mean));
            Assert.Equal(10, summary.Tasks);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void RoundTrip<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Sequential<T> net = Net<T>();
        Parameters<T> weights = net.Initialize(3);
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, weights, new Dictionary<string, string> { ["made by"] = "a test" });
        stream.Position = 0;
        SafeTensorsFile<T> file = SafeTensors.Read<T>(stream);
        Assert.Equal("a test", file.Metadata["made by"]);
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], file.Parameters.Names);
        Assert.Equal(T.Zero, (weights - file.Parameters).Norm());

        using var tape = new Tape<T>();
        Variable<T> input = tape.Ones([2, 1]);
        Assert.Equal(net.Forward(weights.On(tape), input).ToArray(), net.Forward(file.Parameters.On(tape), input).ToArray());
    }

    private static Sequential<T> Net<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(new Linear<T>(1, 6), Activations.Relu<T>(), new Linear<T>(6, 1));
}

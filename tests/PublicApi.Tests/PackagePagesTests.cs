using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Mpi;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The pages of the packages, src/NAME/README.md: their programs are compiled, and all run that need no ranks.</summary>
public sealed class PackagePagesTests
{
    [Theory]
    [InlineData("Autograd", 2)]
    [InlineData("Nn", 1)]
    [InlineData("Data", 1)]
    [InlineData("Mpi", 1)]
    public void The_programs_stand_in_this_file(string package, int count)
        => Guide.RequireCompiled($"../src/{package}/README.md", count, "PackagePagesTests.cs");

    [Fact]
    public void The_training_is_that_of_getting_started()
        => Guide.RequireCompiled("../src/Maml/README.md", 1, "GettingStartedTests.cs");

    [Fact]
    public void The_model_is_that_of_its_how_to_page()
        => Guide.RequireCompiled("../src/Onnx/README.md", 1, "HowTo/OnnxTests.cs");

    [Fact]
    public void Derivatives_are_those_of_the_comments()
    {
        using var tape = new Tape<double>();
        Variable<double> x = tape.Input([1.0, 2.0], [2]);
        Variable<double> y = (x.Square() * x).Sum();                    // x1^3 + x2^3
        Variable<double> gradient = tape.Gradient(y, x);                // 3 x^2: 3, 12
        Variable<double> curvature = tape.Gradient(gradient.Sum(), x);  // 6 x: 6, 12
        Assert.Equal([3, 12], gradient.ToArray());
        Assert.Equal([6, 12], curvature.ToArray());
        GradientCheck.Assert(x => Math.Exp(x[0]) * x[1], x => [Math.Exp(x[0]) * x[1], Math.Exp(x[0])], [0.5, 2.0]);
    }

    [Fact]
    public void A_net_has_a_gradient_and_a_file()
    {
        string path = Path.GetTempFileName();
        try
        {
            var net = new Sequential<float>(
                new Linear<float>(1, 40), Activations.Relu<float>(), new Linear<float>(40, 40), Activations.Relu<float>(),
                new Linear<float>(40, 1));
            var weights = net.Initialize(seed: 1);
            using var tape = new Tape<float>();
            var theta = weights.On(tape);
            var loss = Loss.MeanSquaredError(net.Forward(theta, tape.Constant([0.1f, 0.2f], [2, 1])), tape.Constant([0.3f, 0.4f], [2, 1]));
            var gradient = tape.Gradient(loss, theta);
            SafeTensors.Write(path, weights);
            Assert.Equal(weights.Names, gradient.Names);
            Assert.Equal(weights.Names, SafeTensors.Read<float>(path).Parameters.Names);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Glyphs_are_split()
    {
        ImageSet glyphs = Glyphs.Create(seed: 1, classes: 100);
        ImageSplit split = ImageSplit.Random(glyphs, seed: 1, training: 80, validation: 10);
        ByteImage image = split.Training.Image(0, drawing: 3);
        Assert.Equal((70, 10, 20), (split.Training.ClassCount, split.Validation!.ClassCount, split.Test.ClassCount));
        Assert.Equal(glyphs.ImageLength, image.Pixels.Length);
    }

    internal static TrainingState<float> OnRanks(Trainer<float> trainer)
    {
        var ranks = MpiCommunicator.Start();
        var state = trainer.Run(trainer.Start(), new TrainingOptions { Communicator = ranks });
        ranks.Finish();
        return state;
    }
}

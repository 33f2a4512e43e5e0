using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;
using AutogradMaml.Onnx;
using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>docs/how-to/onnx.md, compiled and run. That a host gives the same numbers is tested in tests/Onnx.Tests.</summary>
public sealed class OnnxTests
{
    [Fact]
    public void The_programs_stand_in_the_tests() => Guide.RequireCompiled("how-to/onnx.md", 2, "HowTo/OnnxTests.cs");

    [Fact]
    public void Adaptation_is_written()
    {
        var net = new Sequential<float>(
            new Linear<float>(1, 40), Activations.Relu<float>(), new Linear<float>(40, 40), Activations.Relu<float>(),
            new Linear<float>(40, 1));
        var learner = new Maml<float>(net, Loss.MeanSquaredError, steps: 1, StepSizes<float>.Constant(0.01));
        Parameters<float> meta = learner.Initialize(1);

        var layout = new TaskLayout(
            (EpisodeNames.SupportInputs, [5, 1]), (EpisodeNames.SupportTargets, [5, 1]), (EpisodeNames.QueryInputs, [100, 1]));
        Program<float> program = AdaptationProgram.Compile(learner, layout, steps: 5);
        OnnxModel model = OnnxModel.Of(program, new() { Weights = meta });
        Assert.Equal(
            ["support.inputs [5, 1]", "support.targets [5, 1]", "query.inputs [100, 1]"],
            model.Inputs.Select(static input => $"{input.Name} {input.Shape}"));
        Assert.Equal(["prediction [100, 1]"], model.Outputs.Select(static output => $"{output.Name} {output.Shape}"));
        using TemporaryFolder folder = new();
        model.Save(folder["sine.onnx"]);
        Assert.Equal(model.ToBytes(), File.ReadAllBytes(folder["sine.onnx"]));
    }

    [Fact]
    public void A_program_of_ones_own_is_written()
    {
        using var tape = new Tape<float>();
        var x = tape.Input([1f, 2f, 3f], [3]);
        var loss = x.Square().Sum();
        Program<float> own = tape.Compile([x], [loss, tape.Gradient(loss, x)]);
        Assert.Equal(["loss", "gradient"], OnnxModel.Of(own, Names).Outputs.Select(static output => output.Name));

        // What the model is made of can be listed by anyone.
        Assert.All(own.Operations, static operation => Assert.NotNull(operation.Description));
        Assert.Equal([3], own.InputArray(0).Shape.Sizes.ToArray());
    }

    private static OnnxOptions<float> Names => new() { InputNames = ["x"], OutputNames = ["loss", "gradient"] };

    // The lines of the page that write into the folder where they are run.
    internal static void Save(OnnxModel model, Program<float> own)
    {
        model.Save("sine.onnx");
        OnnxModel.Of(own, new() { InputNames = ["x"], OutputNames = ["loss", "gradient"] }).Save("gradient.onnx");
    }
}

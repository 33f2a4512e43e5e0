using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Onnx.Tests.Support;

namespace AutogradMaml.Onnx.Tests.Models;

/// <summary>Adaptation as a model: support set and queries in, predictions after the inner steps out, by ONNX Runtime as by the
/// library.</summary>
public class AdaptationTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_sine_curve_is_adapted_to(int steps) => RequireEqual(AdaptationCase.Sinusoid(steps));

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(1, true)]
    public void Characters_are_adapted_to(int steps, bool pooled) => RequireEqual(AdaptationCase.Omniglot(steps, pooled));

    [Fact]
    public void The_steps_matter()
    {
        float[] one = AdaptationCase.Sinusoid(1).Predict();
        AdaptationCase five = AdaptationCase.Sinusoid(5);
        Assert.True(AdaptationCase.Distance(one, five.PredictFrom(OnnxModel.Of(five.Compile(), new() { Weights = five.Meta }))) > 0.01);
    }

    [Fact]
    public void Weights_may_be_inputs_with_those_that_are_kept_as_default()
    {
        AdaptationCase sinusoid = AdaptationCase.Sinusoid(1);
        Program<float> program = sinusoid.Compile();
        OnnxModel model = OnnxModel.Of(program, new() { Weights = sinusoid.Meta, WeightsAreInputs = true });
        Assert.Equal(program.InputNames, model.Inputs.Select(static input => input.Name));
        float[] expected = sinusoid.Predict();
        Assert.InRange(AdaptationCase.Distance(expected, sinusoid.PredictFrom(model)), 0, Tolerance);

        // Other weights in place of the kept ones: those of the model without any.
        Parameters<float> other = 0.5f * sinusoid.Meta;
        OnnxModel open = OnnxModel.Of(program);
        Assert.Equal(model.Inputs, open.Inputs);
        Assert.InRange(AdaptationCase.Distance(sinusoid.PredictFrom(open, other), sinusoid.PredictFrom(model, other)), 0, 0);
        Assert.True(AdaptationCase.Distance(expected, sinusoid.PredictFrom(model, other)) > 0.01);
    }

    private static void RequireEqual(AdaptationCase task)
    {
        OnnxModel model = OnnxModel.Of(task.Compile(), new() { Weights = task.Meta });
        Assert.Equal(
            [EpisodeNames.SupportInputs, EpisodeNames.SupportTargets, EpisodeNames.QueryInputs],
            model.Inputs.Select(static input => input.Name));
        Assert.Equal([AdaptationProgram.Prediction], model.Outputs.Select(static output => output.Name));
        Assert.InRange(AdaptationCase.Distance(task.Predict(), task.PredictFrom(model)), 0, Tolerance);
    }
}

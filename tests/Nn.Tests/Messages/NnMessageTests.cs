using System.Globalization;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Messages;

/// <summary>What is said to a user of layers: the same numbers under every culture, and no parameters that the caller doesn't
/// have.</summary>
public sealed class NnMessageTests
{
    [Fact]
    public void Numbers_are_the_same_under_every_culture() => UnderCommas(static () =>
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input(1.0);
        Assert.Equal("Huber's delta must be positive, got -0.5. (Parameter 'delta')", Refused(() => Loss.Huber(x, x, -0.5)));
        Assert.Equal("The momentum must be from 0 to below 1, got 1.5. (Parameter 'momentum')", Refused(() => new Sgd<double>(1.5)));
        Assert.Equal(
            "A decay must be from 0 to below 1 in the element type, got 1.5. (Parameter 'beta1')", Refused(() => new Adam<double>(1.5)));
        Assert.Equal(
            "Epsilon must be finite in the element type and above 0, got -0.5. (Parameter 'epsilon')",
            Refused(() => new Adam<double>(epsilon: -0.5)));
        Assert.Equal(
            "Weight decay must be finite in the element type and 0 or more, got -0.5. (Parameter 'weightDecay')",
            Refused(() => new AdamW<double>(-0.5)));
        Assert.Equal(
            "The probability to drop an element must be from 0 to below 1, got 1.5. (Parameter 'probability')",
            Refused(() => new Dropout<double>(1.5)));
        Assert.Equal(
            "Epsilon must be finite in the element type and above 0, got -0.5. (Parameter 'epsilon')",
            Refused(() => new LayerNorm<double>([4], epsilon: -0.5)));
        Assert.Equal(
            "The share of a batch in running statistics is above 0 and at most 1, got 1.5. (Parameter 'momentum')",
            Refused(() => NormalizationPolicy.Running(1.5)));
        Assert.Equal("running statistics, momentum 0.1", NormalizationPolicy.Running().ToString());
        Assert.Equal("values and running statistics for 3 inner steps, momentum 0.5", NormalizationPolicy.PerInnerStep(3, 0.5).ToString());
        Assert.Equal(
            "values for 3 inner steps, running statistics for all, momentum 0.5",
            NormalizationPolicy.PerInnerStep(3, 0.5, statistics: false).ToString());
        Assert.Equal(
            "running statistics for 3 inner steps, momentum 0.5", NormalizationPolicy.PerInnerStep(3, 0.5, values: false).ToString());
        Assert.Equal("statistics of the batch", NormalizationPolicy.Batch.ToString());
        Assert.Equal("frozen statistics", NormalizationPolicy.Frozen.ToString());
    });

    [Fact]
    public void A_label_beyond_the_classes_is_told_as_such()
    {
        using Tape<float> tape = new();
        Variable<float> logits = tape.Zeros([2, 3]);
        Assert.Equal(
            "Got label 3 at element 1, expected a class number: a whole number from 0 to 2 for 3 classes.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(logits, tape.Input([0f, 3f], [2]))).Message);
    }

    [Fact]
    public void Statistics_that_are_missing_blame_no_parameter()
    {
        using Tape<double> tape = new();
        BatchNorm1d<double> layer = new(2, NormalizationPolicy.Frozen);
        Variables<double> parameters = layer.Initialize(1).On(tape);
        string message = Assert.Throws<ArgumentException>(() => layer.Forward(parameters, tape.Zeros([3, 2]))).Message;
        Assert.EndsWith("this pass brings none: give them to the pass with NormalizingBy or Updating.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_read_as_names_and_shapes()
    {
        Linear<double> layer = new(2, 3);
        Assert.Equal(["weight [3, 2]", "bias [3]"], layer.Parameters.Select(static parameter => parameter.ToString()));
        Parameters<double> parameters = layer.Initialize(1);
        Assert.Equal("weight [3, 2], bias [3]", new SafeTensorsFile<double>(parameters, new Dictionary<string, string>()).ToString());
        Assert.Equal(
            "weight [3, 2], bias [3]; metadata: format = pt",
            new SafeTensorsFile<double>(parameters, new Dictionary<string, string> { ["format"] = "pt" }).ToString());
    }

    private static string Refused(Func<object> function) => Assert.Throws<ArgumentOutOfRangeException>(() => { _ = function(); }).Message;

    private static void UnderCommas(Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = commas;
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

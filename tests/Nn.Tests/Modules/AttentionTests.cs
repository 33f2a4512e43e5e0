using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Attention and the transformer's block: the numbers of PyTorch, masks, derivatives.</summary>
public class AttentionTests
{
    [Fact]
    public void Outputs_and_gradients_are_those_of_PyTorch()
    {
        Waves.Probe("attention", new MultiHeadAttention<double>(4, 2), [2, 3, 4]);
        Waves.Probe("causal attention", new MultiHeadAttention<double>(4, 2, causal: true), [2, 3, 4]);
        Waves.Probe("norm last relu", new TransformerEncoderLayer<double>(4, 2, 6), [2, 3, 4]);
        Waves.Probe(
            "norm first gelu causal",
            new TransformerEncoderLayer<double>(4, 2, 6, normFirst: true, activation: Activations.Gelu<double>(), causal: true), [2, 3, 4]);
    }

    [Fact]
    public void Attention_to_other_steps_is_that_of_PyTorch()
    {
        using Tape<double> tape = new();
        MultiHeadAttention<double> attention = new(4, 2);
        Variable<double> output = attention.Attend(
            Waves.Parameters(attention).On(tape), Waves.On(tape, [2, 3, 4]), Waves.On(tape, [2, 5, 4], 0.4),
            Waves.On(tape, [2, 5, 4], 0.8));
        Near.Close(PyTorchNumbers.Of("cross attention"), output.Values, 1e-13);
    }

    [Fact]
    public void Attention_to_itself_and_the_causal_mask_are_special_cases_of_attending()
    {
        using Tape<double> tape = new();
        foreach (int tasks in (int[])[0, 3])
        {
            MultiHeadAttention<double> attention = new(4, 2, bias: tasks == 0);
            MultiHeadAttention<double> causal = new(4, 2, causal: true, bias: tasks == 0);
            Variables<double> theta = Samples.Parameters(attention, tasks).On(tape);
            Variable<double> x = Samples.Input(tape, [2, 3, 4]);
            Near.Close(attention.Forward(theta, x).Values, attention.Attend(theta, x, x).Values, 1e-14);
            Near.Close(
                causal.Forward(theta, x).Values, attention.Attend(theta, x, x, allowed: tape.Ones([3, 3]).LowerTriangle()).Values, 1e-14);
        }
    }

    [Fact]
    public void What_may_not_be_looked_at_plays_no_part_in_value_and_derivatives()
    {
        using Tape<double> tape = new();
        MultiHeadAttention<double> attention = new(4, 2);
        Variables<double> theta = Samples.Parameters(attention).On(tape);
        Variable<double> queries = Samples.Input(tape, [2, 3, 4], "queries");
        Variable<double> others = Samples.Input(tape, [2, 5, 4], "others");
        Variable<double> masked = attention.Attend(theta, queries, others, allowed: tape.Input([1, 1, 1, 0, 0], [5]));
        Variable<double> alone = attention.Attend(theta, queries, others.Slice(1, 0, 3));
        Near.Close(alone.Values, masked.Values, 1e-14);
        Variable<double> gradient = tape.Gradient(Samples.Weighted(masked.Square()), others);
        Variable<double> expected = tape.Gradient(Samples.Weighted(alone.Square()), others);
        Near.Close(expected.Values, gradient.Values, 1e-13);
        Near.Close(
            tape.Gradient(Samples.Weighted(expected), others).Values, tape.Gradient(Samples.Weighted(gradient), others).Values, 1e-12);
    }

    [Fact]
    public void A_causal_output_depends_on_the_steps_up_to_its_own()
    {
        using Tape<double> tape = new();
        TransformerEncoderLayer<double> block = new(4, 2, normFirst: true, causal: true);
        Variables<double> theta = Samples.Parameters(block).On(tape);
        Variable<double> x = Samples.Input(tape, [2, 5, 4]);
        Variable<double> output = block.Forward(theta, x);
        Near.Close(block.Forward(theta, x.Slice(1, 0, 3)).Values, output.Slice(1, 0, 3).Values, 1e-13);
        Variable<double> gradient = tape.Gradient(Samples.Weighted(output.Slice(1, 0, 3)), x);
        Assert.All(gradient.Slice(1, 3, 2).ToArray(), static value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void First_and_second_derivatives_agree_with_differences(bool normFirst)
    {
        // Inside a net with the block that has all there is: a smooth activation, as differences across a kink are none.
        TransformerEncoderLayer<double> block = new(4, 2, 3, normFirst, Activations.Gelu<double>(), causal: true);
        System.Numerics.Tensors.Tensor<double> input = Tensors.Create(Samples.Numbers(24, "input"), [2, 3, 4]);
        GradientReport report = ModuleCheck.Run(block, Samples.Parameters(block), input, new() { Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void Dropout_acts_on_the_weights_of_the_attention_and_behind_each_part()
    {
        using Tape<double> tape = new();
        Variable<double> x = Samples.Input(tape, [2, 3, 4]);
        foreach (Module<double> module in (Module<double>[])[new MultiHeadAttention<double>(4, 2, dropout: 0.5),
            new TransformerEncoderLayer<double>(4, 2, dropout: 0.5)])
        {
            Variables<double> theta = Samples.Parameters(module).On(tape);
            double[] evaluated = module.Forward(theta, x).ToArray();
            Assert.NotEqual(evaluated, module.Forward(theta, x, Pass<double>.Training(1, 0)).ToArray());
            string message = Assert.Throws<InvalidOperationException>(
                () => module.Forward(theta, x, Pass<double>.Evaluation.RefusingDropout())).Message;
            Assert.Contains("drops with probability 0.5", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_and_layouts_are_those_of_PyTorch()
        => Assert.Equal(
            [
                "self_attn.in_proj_weight [12, 4]", "self_attn.in_proj_bias [12]", "self_attn.out_proj.weight [4, 4]",
                "self_attn.out_proj.bias [4]", "linear1.weight [6, 4]",
                "linear1.bias [6]", "linear2.weight [4, 6]", "linear2.bias [4]", "norm1.weight [4]", "norm1.bias [4]", "norm2.weight [4]",
                "norm2.bias [4]",
            ],
            new TransformerEncoderLayer<double>(4, 2, 6).Parameters.Select(static parameter => $"{parameter.Name} {parameter.Shape}"));

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using Tape<double> tape = new();
        MultiHeadAttention<double> attention = new(4, 2, causal: true);
        Variables<double> theta = Samples.Parameters(attention).On(tape);
        static void Refused(string message, Func<object> action) => Assert.StartsWith(
            message, Assert.Throws<ArgumentException>(() => _ = action()).Message, StringComparison.Ordinal);
        Refused(
            "The heads share the width, which divides by their number, got 4 features for 3 heads.",
            static () => new MultiHeadAttention<double>(4, 3));
        Refused(
            "MultiHeadAttention(4, 2) takes [examples, steps, 4], or [tasks, examples, steps, 4], with one step or more, got [2, 3].",
            () => attention.Forward(theta, tape.Ones([2, 3])));
        Refused(
            "MultiHeadAttention(4, 2) takes queries [..., steps, 4] and keys and values [..., others, 4] of the same examples, got [2, " +
                "3, 4], [1, 3, 4] and [1, 3, 4].",
            () => attention.Attend(theta, tape.Ones([2, 3, 4]), tape.Ones([1, 3, 4])));
        Refused(
            "MultiHeadAttention(4, 2) is causal, so that keys are as many as queries, got 5 and 3 steps.",
            () => attention.Attend(theta, tape.Ones([2, 3, 4]), tape.Ones([2, 5, 4])));
        Refused(
            "MultiHeadAttention(4, 2): where a query may look is told by a shape that broadcasts to [2, 2, 3, 3], got [6, 1, 1, 1, 1].",
            () => attention.Attend(theta, tape.Ones([2, 3, 4]), tape.Ones([2, 3, 4]), allowed: tape.Ones([6, 1, 1, 1, 1])));
        Refused(
            "TransformerEncoderLayer(4, 2) takes [examples, steps, 4]",
            () => new TransformerEncoderLayer<double>(4, 2).Forward(
                Samples.Parameters(new TransformerEncoderLayer<double>(4, 2)).On(tape), tape.Ones([2, 3, 5])));
    }
}

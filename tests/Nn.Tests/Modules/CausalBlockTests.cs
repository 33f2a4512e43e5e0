using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>The blocks that look back along a sequence, and the net that is made of them.</summary>
public class CausalBlockTests
{
    [Fact]
    public void A_dense_block_is_its_formula_at_a_step_and_the_dilation_before()
    {
        using Tape<double> tape = new();
        CausalDenseBlock<double> block = new(1, 1, dilation: 2);
        Variables<double> theta = new(
        [
            KeyValuePair.Create("weight", tape.Input([0.5, -1, 2, 0.25], [2, 1, 2])),
            KeyValuePair.Create("bias", tape.Input([0.1, -0.2], [2])),
        ]);
        double[] x = [1, 3, -2, 0.5];
        double[] y = block.Forward(theta, tape.Input(x, [1, 4, 1])).ToArray();
        for (int step = 0; step < 4; step++)
        {
            double before = step < 2 ? 0 : x[step - 2];
            double gate = 1 / (1 + Math.Exp(-((2 * before) + (0.25 * x[step]) - 0.2)));
            Near.Close([x[step], Math.Tanh((0.5 * before) - x[step] + 0.1) * gate], y.AsSpan(2 * step, 2), 1e-14);
        }
    }

    [Fact]
    public void An_attention_block_is_its_formula_over_the_steps_up_to_each()
    {
        using Tape<double> tape = new();
        CausalAttentionBlock<double> block = new(1, 1, 1);
        Variables<double> theta = new(
        [
            KeyValuePair.Create("weight", tape.Input([0.5, -1, 2], [3, 1])),
            KeyValuePair.Create("bias", tape.Input([0.1, -0.2, 1], [3])),
        ]);
        double[] x = [1, 3, -2];
        double[] y = block.Forward(theta, tape.Input(x, [1, 3, 1])).ToArray();
        for (int step = 0; step < 3; step++)
        {
            double[] weights = [.. x[..(step + 1)].Select(key => Math.Exp(((0.5 * x[step]) + 0.1) * (-key - 0.2)))];
            double read = weights.Zip(x, static (weight, value) => weight * ((2 * value) + 1)).Sum() / weights.Sum();
            Near.Close([x[step], read], y.AsSpan(2 * step, 2), 1e-14);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_step_of_the_net_goes_by_all_steps_up_to_it_and_no_later_one(int steps)
    {
        using Tape<double> tape = new();
        Sequential<double> net = PaperNets.Snail<double>(2, 3, steps, filters: 4);
        Variables<double> theta = Samples.Parameters(net).On(tape);
        Variable<double> x = Samples.Input(tape, [1, steps, 2]);
        Variable<double> y = net.Forward(theta, x);
        Assert.Equal([1, steps, 3], y.Shape);
        for (int step = 0; step < steps; step++)
        {
            double[] slopes = tape.Gradient(Samples.Weighted(y.At(1, step)), x).ToArray();
            Assert.All(Enumerable.Range(0, slopes.Length), k => Assert.Equal(k / 2 <= step, slopes[k] != 0));
        }
    }

    [Fact]
    public void The_net_has_the_blocks_of_its_paper()
    {
        Sequential<float> net = PaperNets.Snail<float>(69, 5, steps: 6);
        Assert.Equal([69, 101, 229, 357, 485, 613, 741, 869, 997, 1253], [.. net.Select(static module => module.Parameters[0].Shape[1])]);
        Assert.Equal([160, 256, 256, 256, 640, 256, 256, 256, 1280, 5], [.. net.Select(static module => module.Parameters[0].Shape[0])]);
        Assert.Throws<ArgumentOutOfRangeException>(static () => PaperNets.Snail<float>(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => PaperNets.Snail<float>(1, 1, 1, filters: 3));
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using Tape<double> tape = new();
        CausalDenseBlock<double> dense = new(2, 3, 1);
        CausalAttentionBlock<double> attention = new(2, 3, 1);
        Assert.StartsWith(
            "CausalDenseBlock(2, 3) takes [examples, steps, 2]",
            Assert.Throws<ArgumentException>(() => dense.Forward(Samples.Parameters(dense).On(tape), tape.Ones([4, 2, 3]))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "CausalAttentionBlock(2, 3, 1) takes [examples, steps, 2]",
            Assert.Throws<ArgumentException>(() => attention.Forward(Samples.Parameters(attention).On(tape), tape.Ones([4, 2, 3]))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CausalDenseBlock<double>(2, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CausalAttentionBlock<double>(2, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CausalAttentionBlock<double>(2, 1, 0));
    }
}

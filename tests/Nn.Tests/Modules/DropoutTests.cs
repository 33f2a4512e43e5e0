using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

public class DropoutTests
{
    private static readonly Variables<double> None = new([]);

    [Fact]
    public void In_training_elements_are_0_or_scaled_and_the_mean_stays()
    {
        using Tape<double> tape = new();
        Dropout<double> dropout = new(0.25);
        double[] y = dropout.Forward(None, tape.Ones([200, 500]), Pass<double>.Training(1, 0)).ToArray();
        Assert.All(y.Distinct(), value => Assert.True(value is 0 or 4.0 / 3));

        // Five standard errors of a share of 3/4 among 100,000.
        Assert.InRange(y.Count(value => value != 0) / (double)y.Length, 0.75 - 0.0069, 0.75 + 0.0069);
        Assert.Equal(1, y.Average(), 0.01);
    }

    [Fact]
    public void Evaluation_is_the_identity_and_records_a_view()
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> x = Samples.Input(tape, [3, 4]);
        (int count, int outstanding) = (tape.Count, pool.Pool.Outstanding);
        Assert.Equal(x.ToArray(), new Dropout<double>(0.9).Forward(None, x).ToArray());
        Assert.Equal(x.ToArray(), new Dropout<double>(0).Forward(None, x, Pass<double>.Training(1, 0)).ToArray());
        Assert.Equal((count + 2, outstanding), (tape.Count, pool.Pool.Outstanding));
    }

    [Fact]
    public void A_mask_is_named_by_seed_iteration_and_place()
    {
        using Tape<double> tape = new();
        double[] Mask(ulong seed, long iteration, int layer)
        {
            Sequential<double> twice = new(new Dropout<double>(0.5), new Dropout<double>(0.5));
            Pass<double> pass = Pass<double>.Training(seed, iteration);
            for (int k = 0; k < layer; k++)
            {
                pass.DropoutMask(tape, [1], 0.5);
            }

            return new Dropout<double>(0.5).Forward(None, tape.Ones([64]), pass).ToArray();
        }

        Assert.Equal(Mask(1, 0, 0), Mask(1, 0, 0));
        double[][] masks = [Mask(1, 0, 0), Mask(2, 0, 0), Mask(1, 1, 0), Mask(1, 0, 1)];
        Assert.Equal(4, masks.Select(mask => string.Join(",", mask)).Distinct().Count());
    }

    [Fact]
    public void The_mask_is_an_input_and_the_derivative()
    {
        using Tape<double> tape = new();
        Variable<double> x = Samples.Input(tape, [5, 6]);
        Variable<double> y = new Dropout<double>(0.5).Forward(None, x, Pass<double>.Training(3, 4));
        double[] mask = tape.Gradient(y.Sum(), x).ToArray();
        Assert.Equal(x.ToArray().Zip(mask, (a, b) => a * b), y.ToArray());
        Assert.Contains(0.0, mask);
        Assert.Contains(2.0, mask);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Bad_probabilities_are_refused(double probability)
        => Assert.Contains(
            "from 0 to below 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout<double>(probability)).Message,
            StringComparison.Ordinal);
}

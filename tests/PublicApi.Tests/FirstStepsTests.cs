using AutogradMaml.Autograd;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>What a stranger writes first.</summary>
public class FirstStepsTests
{
    [Fact]
    public void Derivatives_of_x_cubed_to_every_order()
    {
        using var tape = new Tape<double>();
        var x = tape.Input(3.0);
        var y = x * x * x;
        var first = tape.Gradient(y, x);
        var second = tape.Gradient(first, x);
        var third = tape.Gradient(second, x);
        var fourth = tape.Gradient(third, x);
        Assert.Equal([27, 27, 18, 6, 0], [y.Scalar, first.Scalar, second.Scalar, third.Scalar, fourth.Scalar]);
    }

    [Fact]
    public void In_single_precision_as_well()
    {
        using var tape = new Tape<float>();
        var x = tape.Input(3f);
        var first = tape.Gradient(x * x * x, x);
        Assert.Equal(27f, first.Scalar);
        Assert.Equal(18f, tape.JacobianVectorProduct(first, x, tape.Input(1f)).Scalar);
    }

    [Fact]
    public void Gradient_Jacobian_and_Hessian_of_functions_of_arrays()
    {
        using var tape = new Tape<double>();
        var x = tape.Input([1, 2, 3], [3]);
        var (value, gradient) = tape.ValueAndGradient(v => (v * v * v).Sum(), x);
        Assert.Equal(36, value.Scalar);
        Assert.Equal([3, 12, 27], gradient.ToArray());
        Assert.Equal([6, 0, 0, 0, 12, 0, 0, 0, 18], tape.Hessian(value, x).ToArray());
        Assert.Equal([2, 0, 0, 0, 4, 0, 0, 0, 6], tape.Jacobian(x * x, x).ToArray());
        Assert.Equal([6, 24, 54], tape.HessianVectorProduct(value, x, x).ToArray());
        Assert.Equal([3, 12, 27], tape.VectorJacobianProduct(x * x * x, tape.Ones([3]), x).ToArray());
    }

    [Fact]
    public void A_tape_gives_back_all_it_took()
    {
        var pool = new BufferPool();
        using (var tape = new Tape<float>(pool))
        {
            var x = tape.Input([1, 2, 3, 4], [2, 2]);
            tape.Gradient(x.MatMul(x).Tanh().Sum(), x);
            Assert.True(pool.Outstanding > 0);
        }

        pool.AssertEmpty();
    }

    [Fact]
    public void Mistakes_are_explained()
    {
        using var tape = new Tape<double>();
        using var other = new Tape<double>();
        var x = tape.Zeros([2, 3]);
        var message = Assert.Throws<ArgumentException>(() => x.MatMul(x)).Message;
        Assert.Contains("[2, 3]", message, StringComparison.Ordinal);
        Assert.Contains("single number", Assert.Throws<ArgumentException>(() => tape.Gradient(x, x)).Message, StringComparison.Ordinal);
        Assert.Contains("another tape", Assert.Throws<ArgumentException>(() => x + other.Zeros([2, 3])).Message, StringComparison.Ordinal);
        tape.Clear();
        Assert.Contains("cleared", Assert.Throws<ObjectDisposedException>(() => x + x).Message, StringComparison.Ordinal);
    }
}

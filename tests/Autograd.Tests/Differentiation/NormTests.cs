using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

public sealed class NormTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void The_norm_of_a_set_neither_overflows_nor_underflows_before_its_time()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Near.Close(5e20, Set(tape, [3e20f, 0], [4e20f]).Norm().Scalar, 1e-6);
        Near.Close(5e-30, Set(tape, [3e-30f, 0], [4e-30f]).Norm().Scalar, 1e-6);
        Assert.Equal(0, Set(tape, [0, 0], [0]).Norm().Scalar);
        Assert.True(float.IsNaN(Set(tape, [float.NaN, 0], [1]).Norm().Scalar));
        Assert.Equal(float.PositiveInfinity, Set(tape, [float.NegativeInfinity, 0], [1]).Norm().Scalar);
    }

    [Fact]
    public void The_norm_of_a_set_with_an_infinite_element_has_derivatives()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variables<float> set = Set(tape, [float.NegativeInfinity, 0], [1]);
        Variables<float> gradient = tape.Gradient(set.Norm(), set);
        Assert.Equal([-1f, 0], gradient["a"].ToArray());
        Assert.Equal([0f], gradient["b"].ToArray());
        Variables<float> product = tape.HessianVectorProduct(set.Norm(), set, Set(tape, [1f, 1], [1]));
        Assert.Equal([0f, 0], product["a"].ToArray());
        Assert.Equal([0f], product["b"].ToArray());
    }

    [Fact]
    public void A_member_that_is_0_has_the_curvature_of_the_whole_norm()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variables<double> set = Set(tape, [0.0, 0], [-4.0]);
        Variables<double> product = tape.HessianVectorProduct(set.Norm(), set, Set(tape, [1.0, 2], [0]));
        Assert.Equal([0.25, 0.5], product["a"].ToArray());
    }

    [Fact]
    public void The_norm_on_the_host_neither_overflows_nor_underflows_before_its_time()
    {
        Near.Close(5e20, Host(3e20f, 0, 4e20f), 1e-6);
        Near.Close(5e-30, Host(3e-30f, 0, 4e-30f), 1e-6);
        Assert.Equal(5 * float.Epsilon, Host(3 * float.Epsilon, 4 * float.Epsilon));
        Assert.Equal(float.MaxValue, Host(float.MaxValue, 0));
        Assert.Equal(0, Host(0, 0));
        Assert.Equal(float.PositiveInfinity, Host(float.NegativeInfinity, 1));
        Assert.True(float.IsNaN(Host(float.NaN, 1)));
        Assert.Equal(0, new Parameters<float>([]).Norm());
        Assert.Equal(5, new Parameters<float>([Named("a", [3]), Named("b", [4])]).Norm());
    }

    [Fact]
    public void Its_derivatives_are_those_of_the_norm_and_0_at_0()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variables<double> set = Set(tape, [3.0, 0], [4.0]);
        Variables<double> gradient = tape.Gradient(set.Norm(), set);
        Near.Close([0.6, 0], gradient["a"].Values, 1e-15);
        Near.Close([0.8], gradient["b"].Values, 1e-15);

        // H = (I - n n') / |x|, with n = x / |x|.
        Variables<double> product = tape.HessianVectorProduct(set.Norm(), set, Set(tape, [1.0, 1], [0]));
        Near.Close([(1 - 0.36) / 5, 0.2], product["a"].Values, 1e-14);
        Near.Close([-0.48 / 5], product["b"].Values, 1e-14);
        Variables<double> zero = Set(tape, [0.0, 0], [0]);
        Assert.Equal([0.0, 0], tape.Gradient(zero.Norm(), zero)["a"].ToArray());
    }

    private static float Host(params float[] values) => new Parameters<float>([Named("a", values)]).Norm();

    private static KeyValuePair<string, System.Numerics.Tensors.Tensor<float>> Named(string name, float[] values)
        => KeyValuePair.Create(name, Tensors.Create<float>(values, [values.Length]));

    private static Variables<T> Set<T>(Tape<T> tape, T[] a, T[] b)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => new([KeyValuePair.Create("a", tape.Input(a, [a.Length])), KeyValuePair.Create("b", tape.Input(b, [b.Length]))]);
}

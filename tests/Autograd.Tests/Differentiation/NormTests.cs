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
        Assert.False(float.IsFinite(Set(tape, [float.PositiveInfinity, 0], [1]).Norm().Scalar));
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

    private static Variables<T> Set<T>(Tape<T> tape, T[] a, T[] b)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => new([KeyValuePair.Create("a", tape.Input(a, [a.Length])), KeyValuePair.Create("b", tape.Input(b, [b.Length]))]);
}

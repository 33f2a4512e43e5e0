using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

public sealed class SharingTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Equal_operations_on_equal_values_are_one()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2], [2]);
        Variable<double> first = (2.0 * x).Reshape([2, 1]).Exp();
        Variable<double> second = (2.0 * x).Reshape([2, 1]).Exp();
        ProgramGraph<double> graph = Traced.After("sharing", [x], first + second);
        Assert.Equal(
            ["%1 : [2] = scale(2)(%0)", "%2 : [2, 1] = reshape to [2, 1](%1)", "%3 : [2, 1] = exp(%2)", "%7 : [2, 1] = add(%3, %3)"],
            Traced.Lines(graph));
        Assert.Equal(3, graph.Counts.Shared);
    }

    [Fact]
    public void Constants_are_compared_by_bits_and_barriers_are_kept()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2], [2]);
        Assert.Equal(0, Traced.After("sharing", [x], 0.0 * x, -0.0 * x).Counts.Shared);
        Assert.Equal(0, Traced.After("sharing", [x], x.Unshared().Exp(), x.Exp()).Counts.Shared);
        Assert.Equal(1, Traced.After("sharing", [x], x.Exp(), x.Exp()).Counts.Shared);
    }
}

using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

public sealed class StandInsTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void A_gate_reads_the_relu_that_was_computed_before()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, -2], [2]);
        Variable<double> relu = x.Relu();
        Variable<double> gate = tape.Gradient((relu * 3.0).Sum(), x);
        string[] lines = Traced.Lines(Traced.After("stand-ins", [x], relu, gate));
        string line = Assert.Single(lines, static line => line.Contains("relu gate(", StringComparison.Ordinal));
        Assert.EndsWith(", %1)", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gate_whose_relu_is_not_computed_reads_what_was_recorded()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, -2], [2]);
        Variable<double> gate = tape.Gradient(x.Relu().Sum(), x);
        string line = Assert.Single(Traced.Lines(Traced.After("stand-ins", [x], gate)));
        Assert.EndsWith(", %0)", line, StringComparison.Ordinal);
    }
}

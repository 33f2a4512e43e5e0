using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>What a sweep costs beside the operations that it records: nothing for what lies on the tape between output and input and has no
/// part in it.</summary>
public class SweepCostTests
{
    // What they record has room behind all the rest.
    private const int Attempts = 50;

    [Theory]
    [InlineData(DerivativeUse.Differentiable)]
    [InlineData(DerivativeUse.Final)]
    public void A_sweep_of_one_step_allocates_as_much_however_much_lies_between(DerivativeUse use)
    {
        // Of x_0 and a meta-parameter, with a step that is recorded behind everything else, as when a long trajectory is walked back.
        (long reverse, long forward, long product) few = Bytes(10, use);
        (long reverse, long forward, long product) many = Bytes(10_000, use);
        Assert.Equal(few, many);
    }

    [Fact]
    public void Walking_back_finds_the_gradient_of_the_whole_trajectory()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        const int Steps = 50;
        Variable<double> rate = tape.Input(0.1);
        Variable<double> start = tape.Input([0.3, -0.4], [2]);
        Variable<double> whole = start;
        for (int k = 0; k < Steps; k++)
        {
            whole = Step(whole, rate);
        }

        Variable<double>[] expected = tape.Gradient(whole.Square().Sum(), [start, rate]);

        var points = new Variable<double>[Steps + 1];
        points[0] = start;
        for (int k = 0; k < Steps; k++)
        {
            points[k + 1] = Step(points[k], rate).Detach();
        }

        Variable<double> cotangent = 2.0 * points[Steps];
        Variable<double> byRate = tape.Zeros([]);
        for (int k = Steps - 1; k >= 0; k--)
        {
            Variable<double>[] back = tape.VectorJacobianProduct(Step(points[k], rate), cotangent, [points[k], rate]);
            cotangent = back[0];
            byRate += back[1];
        }

        Near.Close(expected[0].ToArray(), cotangent.Values, 1e-14);
        Near.Close(expected[1].ToArray(), byRate.Values, 1e-14);
    }

    private static (long Reverse, long Forward, long Product) Bytes(int between, DerivativeUse use)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> rate = tape.Input(0.1);
        Variable<double> x = tape.Input([0.3, -0.4], [2]);
        Variable<double> other = x.Detach();
        for (int k = 0; k < between; k++)
        {
            // Data, what depends on the same inputs without leading to the output, and what does not.
            other = other.Sin() + tape.Constant(1);
            x.Square();
        }

        // What other has become is a constant to the sweep.
        Variable<double> next = Step(x + other.Detach(), rate);
        Variable<double> loss = next.Square().Sum();
        Variable<double> cotangent = tape.Ones([2]);
        Variable<double> one = tape.Ones([]);

        // Room for all that is recorded below: it is the sweeps that are measured, not the growth of the list.
        while (!HasRoom(tape.Count))
        {
            tape.Constant(0);
        }

        return (
            Allocations.Least(() => tape.VectorJacobianProduct(next, cotangent, [x, rate], use), Attempts),
            Allocations.Least(() => tape.JacobianVectorProduct([next], [x, rate], [cotangent, one], use), Attempts),
            Allocations.Least(() => tape.HessianVectorProduct(loss, [x, rate], [cotangent, one], use), Attempts));
    }

    // The list doubles at powers of two.
    private static bool HasRoom(int count) => System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count + 1) - count > 4000;

    private static Variable<double> Step(Variable<double> x, Variable<double> rate) => x - (rate * (x.Square() + x.Sin()));
}

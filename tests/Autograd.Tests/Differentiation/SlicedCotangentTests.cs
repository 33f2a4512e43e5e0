using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>The cotangent of what was taken apart by slices: put together once, to the bits of the sum.</summary>
public class SlicedCotangentTests
{
    private const int Rows = 6;
    private const int Columns = 4;

    // Which runs of which axis are taken: all of one, with gaps, one alone, twice the same, overlapping, of both axes, by an axis between.
    public static TheoryData<string> Takings =>
    [
        "0:5 0:4 0:3 0:2 0:1 0:0", "0:4 0:1", "0:3", "0:2 0:2", "1:0+2 1:1+2 1:3", "0:5 1:0 0:4 1:3", "1:1+3 0:0+2 0:2+4", "0:0 0:5 0:2+0",
    ];

    [Theory]
    [MemberData(nameof(Takings))]
    public void The_gradient_is_the_sum_of_the_parts_among_zeros(string taking)
    {
        foreach (DerivativeUse use in (DerivativeUse[])[DerivativeUse.Differentiable, DerivativeUse.Final])
        {
            foreach (bool beside in (bool[])[false, true])
            {
                using PoolCheck check = new();
                using Tape<double> tape = check.Tape<double>();
                Variable<double> x = Input(tape);
                Variable<double> loss = tape.Constant(0);
                Variable<double> sum = tape.Zeros(x.Shape);
                if (beside)
                {
                    loss += (x * Weights(x, 0)).Sum();
                }

                Variable<double>[] parts = [.. Parts(x, taking).Select(static part => part.Part)];
                loss = parts.Aggregate(loss, static (sum, part) => sum + (part * Weights(part, part.Index)).Sum());
                if (beside)
                {
                    loss += (x * Weights(x, 1)).Sum();
                    sum += Weights(x, 1);
                }

                // The sweep goes from the last to the first.
                foreach ((int axis, int start, Variable<double> part) in Parts(x, taking).Zip(
                    parts, static (run, part) => (run.Axis, run.Start, part)).Reverse())
                {
                    sum += Weights(part, part.Index).Embed(axis, start, x.Shape[axis]);
                }

                sum = beside ? sum + Weights(x, 0) : sum;
                Assert.Equal(sum.ToArray(), tape.Gradient(loss, x, use).ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Takings))]
    public void Derivatives_of_all_orders_are_right_and_replayed_to_the_same_bits(string taking)
    {
        Variable<double> Whole(Variable<double> x)
            => Parts(x, taking).Aggregate(x.Sin().Sum(), static (sum, run) => sum + ((1.0 + run.Start) * run.Part.Sin()).Sum()) +
                x.Cos().Sum();

        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = Input(tape);
        GradientReport report = GradientCheck.Run<double>(Whole, x.ToTensor(), new() { Orders = 3 });
        Assert.True(report.Passed, report.ToString());

        Variable<double> direction = tape.Constant([.. Enumerable.Range(0, Rows * Columns).Select(k => Math.Sin(2 * k))], x.Shape);
        Variable<double> product = tape.HessianVectorProduct(Whole(x), x, direction);
        Program<double> program = tape.Compile([x], [product]);
        using Workspace<double> workspace = program.CreateWorkspace();
        x.Values.CopyTo(workspace.Input(0));
        workspace.Run();
        Assert.Equal(product.ToArray(), workspace.Output(0).ToArray());
    }

    [Fact]
    public void What_a_gradient_through_a_sequence_costs_grows_with_its_length_and_not_with_the_square()
    {
        (long bytes, int operations) ten = Cost(10);
        (long bytes, int operations) twenty = Cost(20);
        (long bytes, int operations) forty = Cost(40);
        Assert.Equal(2 * (twenty.bytes - ten.bytes), forty.bytes - twenty.bytes, (double)ten.bytes / 4);
        Assert.Equal(2 * (twenty.operations - ten.operations), forty.operations - twenty.operations);

        static (long Bytes, int Operations) Cost(int steps)
        {
            using Tape<double> tape = new();
            Variable<double> x = tape.Input(new double[steps * 32], [steps, 32]);
            Variable<double> state = tape.Zeros([32]);
            for (int k = 0; k < steps; k++)
            {
                state = (x.At(0, k) + state).Tanh();
            }

            Program<double> program = tape.Compile([x], [tape.Gradient(state.Sum(), x)]);
            Assert.Equal(1, program.Operations.Count(static operation => operation.Description?.Kind == "concatenate"));
            Assert.Equal(0, program.Operations.Count(static operation => operation.Description?.Kind == "embed"));
            return (program.AllBufferBytes, program.ComputedOperations);
        }
    }

    private static Variable<double> Input(Tape<double> tape)
        => tape.Input([.. Enumerable.Range(0, Rows * Columns).Select(k => Math.Cos(3 * k))], [Rows, Columns]);

    private static Variable<double> Weights(Variable<double> of, int seed)
        => of.Tape.Constant([.. Enumerable.Range(0, of.Shape.ElementCount).Select(k => Math.Sin((7 * k) + seed))], of.Shape);

    // Runs of x: axis:start+length, with spaces between. A single place by way of an array without the axis.
    private static IEnumerable<(int Axis, int Start, Variable<double> Part)> Parts(Variable<double> x, string taking)
        => taking.Split(' ').Select(static word => word.Split(':', '+').Select(int.Parse).ToArray()).Select(
            numbers => (numbers[0], numbers[1], numbers.Length > 2
                ? x.Slice(numbers[0], numbers[1], numbers[2])
                : x.At(numbers[0], numbers[1]).InsertAxis(numbers[0])));
}

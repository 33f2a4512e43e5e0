using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

/// <summary>What matrix products of a program compute along: as many operations fewer, and the same bits.</summary>
public sealed class AbsorptionTests : IDisposable
{
    // By name: how many operations go, and the function of a, b and d.
    private static readonly Dictionary<string, (int Absorbed, Form Function)> Forms = new()
    {
        ["d + ab"] = (1, static (a, b, d) => d + a.MatMul(b)),
        ["ab + d"] = (1, static (a, b, d) => a.MatMul(b) + d),
        ["d - ab"] = (1, static (a, b, d) => d - a.MatMul(b)),
        ["d + s ab"] = (2, static (a, b, d) => d + (0.3f * a.MatMul(b))),
        ["d - s ab"] = (2, static (a, b, d) => d - (0.3f * a.MatMul(b))),
        ["d + (-ab)"] = (1, static (a, b, d) => d + -a.MatMul(b)),
        ["s ab"] = (1, static (a, b, _) => 0.3f * a.MatMul(b)),
        ["d + a'b"] = (1, static (a, b, d) => d.Transpose() + b.MatMul(a, transposeLeft: true, transposeRight: true)),
        ["two products and d"] = (2, static (a, b, d) => (d + a.MatMul(b)) + (2f * a).MatMul(b)),
        ["under another shape"] = (2, static (a, b, d) => d.Reshape(
            [d.Shape.ElementCount, 1]) - (0.7f * a.MatMul(b).Reshape([d.Shape.ElementCount, 1]))),
        ["s (t ab)"] = (0, static (a, b, _) => 0.3f * (0.7f * a.MatMul(b))),
        ["read twice"] = (0, static (a, b, d) => a.MatMul(b).MatMul(d, transposeRight: true).MatMul(d + a.MatMul(b))),
        ["ab - d"] = (0, static (a, b, d) => a.MatMul(b) - d),
        ["made in a tile"] = (0, static (a, b, d) => d.Exp() + a.MatMul(b)),
        ["read in a tile"] = (0, static (a, b, d) => (d + a.MatMul(b)).Tanh()),
    };

    private readonly PoolCheck _pool = new();

    public static TheoryData<string, int, int, int> Cases
    {
        get
        {
            TheoryData<string, int, int, int> cases = [];
            foreach (string form in Forms.Keys)
            {
                cases.Add(form, 10, 40, 40);
                cases.Add(form, 1, 3, 2);
                cases.Add(form, 300, 5, 256);
                cases.Add(form, 17, 9, 1);
            }

            return cases;
        }
    }

    public void Dispose() => _pool.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_step_gives_the_bits_of_several(string form, int rows, int inner, int columns)
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> a = Input(tape, 1, [rows, inner]);
        Variable<float> b = Input(tape, 2, [inner, columns]);
        Variable<float> d = Input(tape, 3, [rows, columns]);
        (int absorbed, var function) = Forms[form];
        Check(function(a, b, d), [a, b, d], form == "d + a'b" && rows > 100 ? null : rows * columns < 64 ? 0 : absorbed);
    }

    [Theory]
    [InlineData(new[] { 4, 10, 7 }, new[] { 4, 7, 12 }, new[] { 4, 10, 12 }, 2)]
    [InlineData(new[] { 4, 10, 7 }, new[] { 4, 7, 12 }, new[] { 10, 12 }, 2)]
    [InlineData(new[] { 4, 10, 7 }, new[] { 4, 7, 12 }, new[] { 1, 10, 12 }, 2)]
    [InlineData(new[] { 3, 1, 10, 7 }, new[] { 4, 7, 12 }, new[] { 4, 10, 12 }, 2)]
    [InlineData(new[] { 4, 10, 7 }, new[] { 7, 12 }, new[] { 4, 10, 12 }, 2)]
    [InlineData(new[] { 4, 10, 7 }, new[] { 4, 7, 120 }, new[] { 120 }, 2)]
    [InlineData(new[] { 4, 10, 7 }, new[] { 4, 7, 120 }, new[] { 1, 1, 120 }, 2)]
    [InlineData(new[] { 4, 10, 7 }, new[] { 4, 7, 12 }, new[] { 12 }, 0)]
    [InlineData(new[] { 4, 10, 7 }, new[] { 4, 7, 12 }, new[] { 4, 1, 12 }, 0)]
    [InlineData(new[] { 4, 100, 7 }, new[] { 4, 7, 12 }, new[] { 100, 1 }, 0)]
    [InlineData(new[] { 4, 10, 7 }, new[] { 4, 7, 12 }, new int[0], 0)]
    [InlineData(new[] { 10, 7 }, new[] { 7, 12 }, new[] { 4, 10, 12 }, 0)]
    [InlineData(new[] { 0, 10, 7 }, new[] { 0, 7, 12 }, new[] { 10, 12 }, 0)]
    [InlineData(new[] { 4, 10, 0 }, new[] { 4, 0, 12 }, new[] { 10, 12 }, 2)]
    public void Addends_may_repeat_for_each_product_in_whole_rows(int[] left, int[] right, int[] addend, int absorbed)
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> a = Input(tape, 1, left);
        Variable<float> b = Input(tape, 2, right);
        Variable<float> d = Input(tape, 3, addend);
        Check(d - (0.3f * a.MatMul(b)), [a, b, d], absorbed);
    }

    [Fact]
    public void The_sum_takes_the_place_of_an_addend_that_is_used_up_and_of_no_other()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> a = Input(tape, 1, [20, 20]);
        Variable<float> b = Input(tape, 2, [20, 20]);
        Variable<float> sum = a.MatMul(b);
        for (int k = 0; k < 8; k++)
        {
            sum += ((k + 2f) * a).MatMul(b);
        }

        Program<float> program = Check(sum, [a, b], 8);

        // The inputs, the eight multiples of a, one sum and its tile: not two sums.
        Assert.Equal((2 + 8 + 1 + 1) * 1600, program.WorkspaceBytes);
        Variable<float> c = b.MatMul(a);
        Check(c + c.MatMul(a), [a, b], 0);
        Variable<float> again = b.MatMul(a) + c.MatMul(c);
        Check(again, [a, b], 0);
    }

    [Fact]
    public void Factors_do_not_wait_for_an_addend_that_is_made_long_after_the_product()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = Input(tape, 1, [200, 20]);
        Variable<float> d = Input(tape, 2, [20, 20]);
        Variable<float> factor = x.Exp();
        Variable<float> product = factor.MatMul(factor, transposeLeft: true);

        // The addend comes later, and the factor is greater than the product.
        Check(d.MatMul(d) + product, [x, d], 1);
        Program<float> late = Check(d.Transpose().Exp().Transpose() + product, [x, d], 0);
        Assert.DoesNotContain("+ D", late.ToString(), StringComparison.Ordinal);

        // It comes later but the factors are small, or inputs.
        Check((d.MatMul(d) + (2f * d).MatMul(d)) - (0.5f * d.MatMul(2f * d)), [d], 3);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        using Tape<float> tape = _pool.Tape<float>();
        using ThreadTeam team = new(3);
        foreach ((int batch, int rows, int inner, int columns) in ((int, int, int, int)[])[
            (40, 20, 40, 40), (2, 400, 90, 50), (2, 400, 40, 60), (1, 3000, 12, 300), (1, 33, 1000, 33), (1, 63, 400, 65)])
        {
            Variable<float> a = Input(tape, 1, [batch, rows, inner]);
            Variable<float> b = Input(tape, 2, [batch, inner, columns]);
            Variable<float> d = Input(tape, 3, [rows, columns]);
            Check(d - (0.3f * a.MatMul(b)), [a, b, d], 2, team);
        }
    }

    [Fact]
    public void A_listing_says_what_was_absorbed()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> a = Input(tape, 1, [9, 4]);
        Variable<float> d = Input(tape, 2, [9, 9]);
        Program<float> program = Check(d - (0.5f * a.MatMul(a, transposeRight: true)), [a, d], 2);
        Assert.Contains("matmul A B' * -0.5 + D(", program.ToString(), StringComparison.Ordinal);
        Assert.Contains("absorbed            2", program.Summary, StringComparison.Ordinal);
        Assert.Equal((2 * 9 * 9 * 4) + (2 * 9 * 9), program.OperationCount);
    }

    private static Variable<float> Input(Tape<float> tape, int seed, int[] shape)
    {
        System.Random random = new(seed);
        var values = new float[shape.Aggregate(1, static (product, size) => product * size)];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = random.NextSingle() - 0.5f;
        }

        return tape.Input(values, Shape.Create(shape));
    }

    private Program<float> Check(Variable<float> result, Variable<float>[] inputs, int? absorbed, ThreadTeam? team = null)
    {
        Program<float> program = result.Tape.Compile(inputs, [result]);
        Assert.Equal(absorbed ?? program.AbsorbedOperations, program.AbsorbedOperations);
        using Workspace<float> workspace = program.CreateWorkspace(_pool.Pool, team);
        for (int run = 0; run < 2; run++)
        {
            for (int k = 0; k < inputs.Length; k++)
            {
                inputs[k].Values.CopyTo(workspace.Input(k));
            }

            workspace.Run();
            Assert.Equal(result.ToArray(), workspace.Output(0).ToArray());
        }

        return program;
    }

    private delegate Variable<float> Form(Variable<float> a, Variable<float> b, Variable<float> d);
}

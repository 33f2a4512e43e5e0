using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

/// <summary>Signs that a program takes into the operations that read them: as many operations fewer, and the same bits.</summary>
public sealed class SignsTests : IDisposable
{
    private static readonly float[] Special =
    [
        0f, -0f, 1.1f, -2.3f, float.MaxValue, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity,
    ];

    private static readonly Dictionary<string, Func<Variable<float>, Variable<float>, Variable<float>>> Forms = new()
    {
        ["c (-x)"] = static (x, _) => 0.3f * -x,
        ["-(c x)"] = static (x, _) => -(0.3f * x),
        ["x + (-y)"] = static (x, y) => x + -y,
        ["(-x) + y"] = static (x, y) => -x + y,
        ["x - (-y)"] = static (x, y) => x - -y,
    };

    private readonly PoolCheck _pool = new();

    public static TheoryData<string> Names => [.. Forms.Keys];

    public void Dispose() => _pool.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void One_operation_gives_the_bits_of_two(string form)
    {
        using Tape<float> tape = _pool.Tape<float>();
        float[] first = [.. Special.SelectMany(static _ => Special)];
        float[] second = [.. Special.SelectMany(static value => Enumerable.Repeat(value, Special.Length))];
        Variable<float> x = tape.Input(first, [first.Length]);
        Variable<float> y = tape.Input(second, [second.Length]);
        Variable<float> result = Forms[form](x, y);
        Program<float> program = tape.Compile([x, y], [result]);
        Assert.Equal(1, program.ComputedOperations);
        using Workspace<float> workspace = program.CreateWorkspace(_pool.Pool);
        first.CopyTo(workspace.Input(0));
        second.CopyTo(workspace.Input(1));
        workspace.Run();
        float[] expected = result.ToArray();
        for (int k = 0; k < expected.Length; k++)
        {
            float actual = workspace.Output(0)[k];
            Assert.True(
                BitConverter.SingleToUInt32Bits(expected[k]) == BitConverter.SingleToUInt32Bits(actual)
                    || (float.IsNaN(expected[k]) && float.IsNaN(actual)),
                $"{form} at {first[k]:R}, {second[k]:R}: recorded {expected[k]:R}, replayed {actual:R}.");
        }
    }

    [Fact]
    public void A_factor_of_one_is_not_multiplied_by()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = tape.Input(Special, [Special.Length]);
        Variable<float> result = 1f * (-x * 1f);
        Program<float> program = tape.Compile([x], [result, 1f * x]);
        Assert.Equal(1, program.ComputedOperations);
        using Workspace<float> workspace = program.CreateWorkspace(_pool.Pool);
        Special.CopyTo(workspace.Input(0));
        workspace.Run();
        Assert.Equal(
            result.ToArray().Select(BitConverter.SingleToInt32Bits), workspace.Output(0).ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(Special, workspace.Output(1).ToArray());
    }

    [Fact]
    public void A_factor_of_one_keeps_the_shape_that_was_broadcast_to()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2], [2, 1]);
        Variable<double> result = -1.0 * (-x.BroadcastTo([2, 3]));
        Variable<double>[] outputs = [result, result.Sum([1]), result.Transpose()];
        Program<double> program = tape.Compile([x], outputs);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        x.Values.CopyTo(workspace.Input(0));
        workspace.Run();
        for (int k = 0; k < outputs.Length; k++)
        {
            Assert.Equal(outputs[k].Shape, program.OutputShape(k));
            Assert.Equal(outputs[k].ToArray(), workspace.Output(k).ToArray());
        }
    }

    [Fact]
    public void A_gradient_through_two_signs_and_a_sum_keeps_its_shape()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> weights = tape.Input([7.0, 8], [2]);
        Variable<double> gradient = tape.Gradient(((-(-1.0 * x)).Sum([1]) * weights).Sum(), x);
        Program<double> program = tape.Compile([x, weights], [gradient]);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        weights.Values.CopyTo(workspace.Input(1));
        workspace.Run();
        Assert.Equal(gradient.Shape, program.OutputShape(0));
        Assert.Equal([7.0, 7, 7, 8, 8, 8], workspace.Output(0).ToArray());
    }

    [Fact]
    public void A_constant_zero_keeps_its_sign()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, -0.0, -3], [3]);
        Variable<double> times = 0.0 * x;
        Variable<double>[] outputs =
        [
            times, -times, 1.0 / -times, x + 0.0, x - 0.0, 0.0 - x, -0.0 - x, 0.0 / x, -0.0 / x,
        ];
        using Workspace<double> workspace = tape.Compile([x], outputs).CreateWorkspace(_pool.Pool);
        x.Values.CopyTo(workspace.Input(0));
        workspace.Run();
        for (int k = 0; k < outputs.Length; k++)
        {
            double[] expected = outputs[k].ToArray();
            for (int i = 0; i < expected.Length; i++)
            {
                double actual = workspace.Output(k)[i];
                Assert.True(
                    BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual)
                        || (double.IsNaN(expected[i]) && double.IsNaN(actual)),
                    $"Output {k} at {i}: recorded {expected[i]:R}, replayed {actual:R}.");
            }
        }
    }

    [Fact]
    public void A_negative_that_is_wanted_itself_is_still_computed()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = tape.Input([1f, -2], [2]);
        Variable<float> negative = -x;
        using Workspace<float> workspace = tape.Compile([x], [negative, 2f * negative]).CreateWorkspace(_pool.Pool);
        x.Values.CopyTo(workspace.Input(0));
        workspace.Run();
        Assert.Equal([-1f, 2], workspace.Output(0).ToArray());
        Assert.Equal([-2f, 4], workspace.Output(1).ToArray());
    }
}

using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Random;

public sealed class RandomNumbersTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Replayed_with_other_keys_they_are_those_of_recording_anew_and_a_run_allocates_nothing()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> keys = tape.Input(Keys<float>(iteration: 7), [2, RandomKey.Length]);
        Variable<float> uniform = tape.RandomNumbers(keys, "mask", [3]);
        Variable<float> normal = tape.RandomNumbers(keys, "noise", [5], RandomNumberKind.Normal);
        using Workspace<float> workspace = tape.Compile([keys], [uniform, normal]).CreateWorkspace(_pool.Pool);
        foreach (long iteration in (long[])[7, 8, long.MaxValue])
        {
            Keys<float>(iteration).CopyTo(workspace.Input(0));
            workspace.Run();
            Variable<float> again = tape.Input(Keys<float>(iteration), [2, RandomKey.Length]);
            Assert.Equal(tape.RandomNumbers(again, "mask", [3]).ToArray(), workspace.Output(0).ToArray());
            Assert.Equal(tape.RandomNumbers(again, "noise", [5], RandomNumberKind.Normal).ToArray(), workspace.Output(1).ToArray());
        }

        Assert.NotEqual(uniform.ToArray(), workspace.Output(0).ToArray());
        Assert.Equal(0, Allocations.Least(workspace.Run));
    }

    [Fact]
    public void Each_part_of_the_key_and_the_purpose_name_other_numbers_and_a_row_has_its_own_wherever_it_stands()
    {
        using Tape<double> tape = _pool.Tape<double>();
        HashSet<double> first = [];
        foreach ((ulong seed, long iteration, long task, int step) in ((ulong, long, long, int)[])[
            (1, 0, 0, 0), (2, 0, 0, 0), (1UL << 63, 0, 0, 0), (1, 1, 0, 0), (1, 1L << 50, 0, 0), (1, 0, 1, 0), (1, 0, 1L << 50, 0),
            (1, 0, 0, 1), (1, 0, 0, 1 << 20)])
        {
            var key = new double[RandomKey.Length];
            RandomKey.Write<double>(key, seed, iteration, task, step);
            Assert.True(first.Add(tape.RandomNumbers(tape.Input(key, [1, RandomKey.Length]), "a", [1]).Scalar));
            Assert.True(first.Add(tape.RandomNumbers(tape.Input(key, [1, RandomKey.Length]), "b", [1]).Scalar));
        }

        double[] keys = Keys<double>(3);
        double[] both = tape.RandomNumbers(tape.Input(keys, [2, RandomKey.Length]), "a", [2]).ToArray();
        double[] second = tape.RandomNumbers(tape.Input(keys.AsSpan(RandomKey.Length), [1, RandomKey.Length]), "a", [2]).ToArray();
        Assert.Equal(both.Skip(2), second);
    }

    [Fact]
    public void Keys_of_another_shape_are_refused()
    {
        using Tape<double> tape = _pool.Tape<double>();
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => tape.RandomNumbers(tape.Ones([2, 3]), "a", [1]));
        Assert.Contains("keys of shape [rows, 14]", thrown.Message, StringComparison.Ordinal);
    }

    private static T[] Keys<T>(long iteration)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var keys = new T[2 * RandomKey.Length];
        RandomKey.Write(keys.AsSpan(0, RandomKey.Length), 1, iteration, 10);
        RandomKey.Write(keys.AsSpan(RandomKey.Length), 1, iteration, 11);
        return keys;
    }
}

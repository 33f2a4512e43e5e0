using System.Numerics;
using System.Runtime.InteropServices;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>A compiled program against a recording anew, bit for bit.</summary>
internal static class ReplayedBits
{
    /// <summary>Compiles what is recorded at the first point, runs it at every point and compares each output with that of a new
    /// recording.</summary>
    /// <param name="points">How many points.</param>
    /// <param name="record">Records at a point: its inputs, of the same shapes at every point, and its outputs.</param>
    public static void Require<T>(int points, Func<Tape<T>, int, (Variable<T>[] Inputs, Variable<T>[] Outputs)> record)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck pool = new();
        using Tape<T> tape = pool.Tape<T>();
        (Variable<T>[] inputs, Variable<T>[] outputs) = record(tape, 0);
        using Workspace<T> workspace = tape.Compile(inputs, outputs).CreateWorkspace(pool.Pool);
        for (int point = 0; point < points; point++)
        {
            using Tape<T> fresh = pool.Tape<T>();
            (Variable<T>[] at, Variable<T>[] expected) = record(fresh, point);
            for (int k = 0; k < at.Length; k++)
            {
                at[k].Values.CopyTo(workspace.Input(k));
            }

            workspace.Run();
            for (int k = 0; k < expected.Length; k++)
            {
                bool same = MemoryMarshal.AsBytes(expected[k].Values).SequenceEqual(MemoryMarshal.AsBytes(workspace.Output(k)));
                Assert.True(
                    same, $"Output {k} at point {point}: recorded {Text(expected[k].Values)}, replayed {Text(workspace.Output(k))}.");
            }
        }
    }

    private static string Text<T>(ReadOnlySpan<T> values) => string.Join(", ", values.ToArray().Take(6));
}

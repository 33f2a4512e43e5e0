using System.Numerics;
using System.Runtime.InteropServices;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <summary>A compiled program, run at the point where it was recorded and at another, against a recording anew at each.</summary>
internal static class ReplayCheck
{
    /// <summary>0 where value, gradient and Hessian-vector product have the same bits, otherwise the relative error; null for a row that
    /// can't be replayed.</summary>
    public static double? Difference<T>(OperationRow<T> row, Shape[] shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.NotReplayable is not null)
        {
            return null;
        }

        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        using Tape<T> fresh = check.Tape<T>();
        (Variable<T>[] inputs, Variable<T>[] outputs) = Record(row, shapes, tape, point: 1);
        using Workspace<T> workspace = tape.Compile(inputs, outputs).CreateWorkspace(check.Pool);
        double largest = 0;
        for (int point = 1; point <= 2; point++)
        {
            fresh.Clear();
            (Variable<T>[] again, Variable<T>[] expected) = Record(row, shapes, fresh, point);
            for (int k = 0; k < again.Length; k++)
            {
                again[k].Values.CopyTo(workspace.Input(k));
            }

            workspace.Run();
            for (int k = 0; k < expected.Length; k++)
            {
                ReadOnlySpan<T> found = workspace.Output(k);
                if (!MemoryMarshal.AsBytes(expected[k].Values).SequenceEqual(MemoryMarshal.AsBytes(found)))
                {
                    // Bits may differ where numbers don't, as those of the two zeros: that is a difference as well.
                    largest = Math.Max(
                        largest, Math.Max(double.Epsilon, Near.Distance(Near.ToDouble(expected[k].Values), Near.ToDouble(found))));
                }
            }
        }

        return largest;
    }

    /// <summary>The operation, the gradient of a curved sum of it and a Hessian-vector product, at one of several points.</summary>
    public static (Variable<T>[] Inputs, Variable<T>[] Outputs) Record<T>(OperationRow<T> row, Shape[] shapes, Tape<T> tape, int point)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[][] values = Domain.Draw([.. shapes.Select((_, k) => row.DomainOf(k))], shapes, new RandomStream(7, "replay", point));
        Variable<T>[] inputs = [.. shapes.Select((shape, k) => RowCase<T>.On(tape, values[k], shape))];
        Variable<T>[] varied = [.. inputs.Where((_, k) => row.IsDifferentiableIn(k))];
        Variable<T> output = row.Apply(inputs);
        Variable<T> loss = output.Sin().Sum();
        Variable<T>[] gradient = tape.Gradient(loss, varied);
        Variable<T>[] product = varied.Length == 0
            ? []
            : tape.HessianVectorProduct(loss, varied, [.. varied.Select(input => tape.Ones(input.Shape))]);
        return (inputs, [output, .. gradient, .. product]);
    }
}

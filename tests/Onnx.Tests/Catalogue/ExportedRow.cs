using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Catalogue;
using AutogradMaml.Onnx.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Onnx.Tests.Catalogue;

/// <summary>A row of the catalogue as programs, each written as a model and run by ONNX Runtime.</summary>
internal static class ExportedRow
{
    /// <summary>What of a row's value has no counterpart; null where a program can't have it.</summary>
    public static IReadOnlyList<RefusedOperation>? Refused<T>(OperationRow<T> row, bool derivatives)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => row.NotReplayable is not null
            ? null
            :
            [
                .. row.Samples.SelectMany(shapes =>
                {
                    using Tape<T> tape = new();
                    return OnnxModel.FindRefused(Compile(row, shapes, tape, derivatives).Program);
                }).DistinctBy(static operation => operation.Name),
            ];

    /// <summary>The greatest distance between what ONNX Runtime and the program give, over samples, relative to the largest element of each
    /// result.</summary>
    public static double Distance<T>(OperationRow<T> row, bool derivatives)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double greatest = 0;
        foreach (Shape[] shapes in row.Samples)
        {
            using Tape<T> tape = new();
            (Program<T> program, T[][] values) = Compile(row, shapes, tape, derivatives);
            using Workspace<T> workspace = program.CreateWorkspace();
            for (int k = 0; k < values.Length; k++)
            {
                values[k].CopyTo(workspace.Input(k));
            }

            workspace.Run();
            OnnxModel model = OnnxModel.Of(program);
            using OnnxHost<T> host = new(model);
            Dictionary<string, T[]> found = host.Run(model.Inputs.Select((input, k) => (input, values[k])));
            for (int k = 0; k < program.OutputCount; k++)
            {
                double distance = Near.Distance(Near.ToDouble(workspace.Output(k)), Near.ToDouble(found[model.Outputs[k].Name]));
                greatest = Math.Max(greatest, double.IsNaN(distance) ? double.PositiveInfinity : distance);
            }
        }

        return greatest;
    }

    private static (Program<T> Program, T[][] Values) Compile<T>(OperationRow<T> row, Shape[] shapes, Tape<T> tape, bool derivatives)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Variable<T>[] inputs, Variable<T>[] outputs) = ReplayCheck.Record(row, shapes, tape, point: 1);
        return (tape.Compile(inputs, derivatives ? outputs : outputs[..1]), [.. inputs.Select(static input => input.Values.ToArray())]);
    }
}

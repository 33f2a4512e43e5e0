using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Catalogue;
using AutogradMaml.Onnx.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Onnx.Tests.Catalogue;

/// <summary>A row of the catalogue as programs, one for each sample: its value, and by choice the gradient of a curved sum of it and a
/// Hessian-vector product. Each is written as a model and run by ONNX Runtime.</summary>
internal static class ExportedRow
{
    /// <summary>What of a row has no counterpart; null where a program can't have it.</summary>
    public static IReadOnlyList<RefusedOperation>? FindRefused<T>(OperationRow<T> row, bool derivatives)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => row.NotReplayable is not null
            ? null
            :
            [
                .. row.Samples.SelectMany((shapes, sample) =>
                {
                    using Tape<T> tape = new();
                    return OnnxModel.FindRefused(Compile(row, sample, tape, derivatives).Program);
                }).DistinctBy(static operation => operation.Name),
            ];

    /// <summary>The greatest distance between what ONNX Runtime and the program give, over samples, relative to the largest element of each
    /// result.</summary>
    public static double Distance<T>(OperationRow<T> row, bool derivatives)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double greatest = 0;
        for (int sample = 0; sample < row.Samples.Length; sample++)
        {
            using Tape<T> tape = new();
            (Program<T> program, T[][] values) = Compile(row, sample, tape, derivatives);
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

    private static (Program<T> Program, T[][] Values) Compile<T>(OperationRow<T> row, int sample, Tape<T> tape, bool derivatives)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowCase<T> point = RowCase<T>.Of(row, row.Samples[sample], sample);
        Variable<T>[] inputs = point.Place(tape, point.Flat());
        Variable<T> value = point.Apply(inputs);
        List<Variable<T>> outputs = [value];
        Variable<T>[] varied = point.Varied(inputs);
        if (derivatives && varied.Length > 0)
        {
            Variable<T> loss = (Constant(tape, point.Cotangent, value.Shape) * value.Sin()).Sum();
            outputs.AddRange(tape.Gradient(loss, varied));
            int at = 0;
            Variable<T>[] along =
            [
                .. varied.Select(input => Constant(
                    tape, point.Tangent[at..(at += input.Shape.ElementCount)], input.Shape)),
            ];
            outputs.AddRange(tape.HessianVectorProduct(loss, varied, along));
        }

        return (tape.Compile(inputs, outputs), [.. inputs.Select(static input => input.Values.ToArray())]);
    }

    private static Variable<T> Constant<T>(Tape<T> tape, double[] values, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.Constant([.. values.Select(T.CreateChecked)], shape);
}

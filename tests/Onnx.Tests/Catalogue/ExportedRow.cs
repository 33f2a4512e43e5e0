using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Catalogue;
using AutogradMaml.Onnx.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Onnx.Tests.Catalogue;

/// <summary>A row of the catalogue as programs, one for each sample: its value, the gradient of a curved sum of it, and a Hessian-vector
/// product. Each is written as a model and run by ONNX Runtime.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="row">The row.</param>
/// <param name="exact">The same row in double.</param>
internal sealed class ExportedRow<T>(OperationRow<T> row, OperationRow<double> exact)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What of a row has no counterpart.</summary>
    /// <param name="row">The row, which a program can have.</param>
    /// <param name="kinds">Gets the kinds of its operations.</param>
    public static IReadOnlyList<RefusedOperation> FindRefused(OperationRow<T> row, HashSet<string> kinds)
    {
        List<RefusedOperation> refused = [];
        for (int sample = 0; sample < row.Samples.Length; sample++)
        {
            using Tape<T> tape = new();
            Shape[] shapes = row.Samples[sample];
            Program<T> program = Compile(tape, RowCase<T>.Of(row, shapes, sample), row.Apply, shapes, row.IsDifferentiableIn).Program;
            kinds.UnionWith(program.Operations.Where(static operation => operation.Description is not null)
                .Select(static operation => operation.Description!.Kind));
            refused.AddRange(OnnxModel.FindRefused(program));
        }

        return refused;
    }

    /// <summary>How far each result of each sample is from what the program gives, and that from what it gives in double, relative to the
    /// largest element.</summary>
    /// <param name="tolerance">Where the first is not beyond it, nobody asks for the second, and it is 0.</param>
    public IEnumerable<(double Found, double Own)> Distances(double tolerance)
    {
        for (int sample = 0; sample < row.Samples.Length; sample++)
        {
            Shape[] shapes = row.Samples[sample];
            var point = RowCase<T>.Of(row, shapes, sample);
            using Tape<T> tape = new();
            (Program<T> program, T[][] values) = Compile(tape, point, row.Apply, shapes, row.IsDifferentiableIn);
            double[][] own = Run(program, values);
            OnnxModel model = OnnxModel.Of(program);
            using OnnxHost<T> host = new(model);
            Dictionary<string, T[]> found = host.Run(model.Inputs.Select((input, k) => (input, values[k])));
            double[][]? expected = null;
            for (int k = 0; k < own.Length; k++)
            {
                double distance = Distance(own[k], Near.ToDouble(found[model.Outputs[k].Name]));
                yield return (distance, distance <= tolerance ? 0 : Distance((expected ??= Exact(point, shapes))[k], own[k]));
            }
        }
    }

    private double[][] Exact(RowCase<T> point, Shape[] shapes)
    {
        using Tape<double> tape = new();
        (Program<double> program, double[][] values) = Compile(tape, point, exact.Apply, shapes, row.IsDifferentiableIn);
        return Run(program, values);
    }

    private static double Distance(double[] expected, double[] found)
    {
        double distance = Near.Distance(expected, found);
        return double.IsNaN(distance) ? double.PositiveInfinity : distance;
    }

    private static double[][] Run<TNumber>(Program<TNumber> program, TNumber[][] values)
        where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
    {
        using Workspace<TNumber> workspace = program.CreateWorkspace();
        for (int k = 0; k < values.Length; k++)
        {
            values[k].CopyTo(workspace.Input(k));
        }

        workspace.Run();
        return [.. Enumerable.Range(0, program.OutputCount).Select(k => Near.ToDouble(workspace.Output(k)))];
    }

    private static (Program<TNumber> Program, TNumber[][] Values) Compile<TNumber>(
        Tape<TNumber> tape, RowCase<T> point, Func<Variable<TNumber>[], Variable<TNumber>> apply, Shape[] shapes, Func<int, bool> isVaried)
        where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
    {
        TNumber[][] values = [.. point.Point.Select(Converted<TNumber>)];
        Variable<TNumber>[] inputs = [.. values.Select((value, k) => tape.Input(value, shapes[k]))];
        Variable<TNumber> value = apply(inputs);
        List<Variable<TNumber>> outputs = [value];
        Variable<TNumber>[] varied = [.. inputs.Where((_, k) => isVaried(k))];
        if (varied.Length > 0)
        {
            Variable<TNumber> loss = (tape.Constant(Converted<TNumber>(point.Cotangent), value.Shape) * value.Sin()).Sum();
            outputs.AddRange(tape.Gradient(loss, varied));
            int at = 0;
            Variable<TNumber>[] along =
            [
                .. varied.Select(input => tape.Constant(
                    Converted<TNumber>(point.Tangent[at..(at += input.Shape.ElementCount)]), input.Shape)),
            ];
            outputs.AddRange(tape.HessianVectorProduct(loss, varied, along));
        }

        return (tape.Compile(inputs, outputs), values);
    }

    private static TNumber[] Converted<TNumber>(double[] values)
        where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
        => [.. values.Select(TNumber.CreateChecked)];
}

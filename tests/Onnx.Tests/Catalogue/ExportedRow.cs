using AutogradMaml.Autograd;
using AutogradMaml.Catalogue;
using AutogradMaml.Onnx.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Onnx.Tests.Catalogue;

/// <summary>A row of the catalogue as programs, one for each sample: its value, the gradient of a curved sum of it, and a Hessian-vector
/// product. Each is written as a model and run by ONNX Runtime.</summary>
internal static class ExportedRow
{
    /// <summary>What of a row has no counterpart.</summary>
    /// <param name="row">The row, which a program can have.</param>
    /// <param name="kinds">Gets the kinds of its operations.</param>
    public static IReadOnlyList<RefusedOperation> FindRefused(OperationRow<float> row, HashSet<string> kinds)
    {
        List<RefusedOperation> refused = [];
        for (int sample = 0; sample < row.Samples.Length; sample++)
        {
            using Tape<float> tape = new();
            Program<float> program = Compile(row, sample, tape).Program;
            kinds.UnionWith(program.Operations.Where(static operation => operation.Description is not null)
                .Select(static operation => operation.Description!.Kind));
            refused.AddRange(OnnxModel.FindRefused(program));
        }

        return refused;
    }

    /// <summary>The greatest distance between what ONNX Runtime and the program give, over samples and results, relative to the largest
    /// element of each result.</summary>
    /// <param name="row">The row.</param>
    public static double Distance(OperationRow<float> row)
    {
        double greatest = 0;
        for (int sample = 0; sample < row.Samples.Length; sample++)
        {
            using Tape<float> tape = new();
            (Program<float> program, float[][] values) = Compile(row, sample, tape);
            using Workspace<float> workspace = program.CreateWorkspace();
            for (int k = 0; k < values.Length; k++)
            {
                values[k].CopyTo(workspace.Input(k));
            }

            workspace.Run();
            OnnxModel model = OnnxModel.Of(program);
            using OnnxHost<float> host = new(model);
            Dictionary<string, float[]> found = host.Run(model.Inputs.Select((input, k) => (input, values[k])));
            for (int k = 0; k < program.OutputCount; k++)
            {
                double distance = Near.Distance(Near.ToDouble(workspace.Output(k)), Near.ToDouble(found[model.Outputs[k].Name]));
                greatest = Math.Max(greatest, double.IsNaN(distance) ? double.PositiveInfinity : distance);
            }
        }

        return greatest;
    }

    private static (Program<float> Program, float[][] Values) Compile(OperationRow<float> row, int sample, Tape<float> tape)
    {
        var point = RowCase<float>.Of(row, row.Samples[sample], sample);
        Variable<float>[] inputs = point.Place(tape, point.Flat());
        Variable<float>[] varied = point.Varied(inputs);
        Variable<float> value = point.Apply(inputs);
        List<Variable<float>> outputs = [value];
        if (varied.Length > 0)
        {
            Variable<float> loss = (Constant(tape, point.Cotangent, value.Shape) * value.Sin()).Sum();
            outputs.AddRange(tape.Gradient(loss, varied));
            int at = 0;
            Variable<float>[] along =
                [.. varied.Select(input => Constant(tape, point.Tangent[at..(at += input.Shape.ElementCount)], input.Shape))];
            outputs.AddRange(tape.HessianVectorProduct(loss, varied, along));
        }

        return (tape.Compile(inputs, outputs), [.. inputs.Select(static input => input.Values.ToArray())]);
    }

    private static Variable<float> Constant(Tape<float> tape, double[] values, Shape shape)
        => tape.Constant([.. values.Select(static value => (float)value)], shape);
}

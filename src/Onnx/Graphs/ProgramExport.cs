using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Format;
using AutogradMaml.Onnx.Rules;

namespace AutogradMaml.Onnx.Graphs;

/// <summary>Writes a program as a graph: its inputs and constants, then operation by operation what the rules say, then the
/// outputs.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class ProgramExport<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Program<T> _program;
    private readonly OnnxOptions<T> _options;
    private readonly OnnxGraph _graph;
    private readonly Dictionary<int, OnnxValue> _values = [];
    private readonly Dictionary<ProgramArray, OnnxValue> _views = [];
    private readonly Dictionary<string, (string Reason, int Count)> _refused = new(StringComparer.Ordinal);
    private readonly List<OnnxArray> _inputs = [];
    private readonly List<OnnxArray> _outputs = [];

    /// <summary>Prepares it.</summary>
    public ProgramExport(Program<T> program, OnnxOptions<T> options)
    {
        _program = program;
        _options = options;
        _graph = new(
            typeof(T) == typeof(float) ? ElementType.Float
            : typeof(T) == typeof(double) ? ElementType.Double
            : throw new NotSupportedException($"A program of {typeof(T).Name} can't be written as an ONNX model: float and double can."));
    }

    /// <summary>The graph.</summary>
    public GraphProto Graph => _graph.Proto;

    /// <summary>What a host gives.</summary>
    public IReadOnlyList<OnnxArray> Inputs => _inputs;

    /// <summary>What a host gets.</summary>
    public IReadOnlyList<OnnxArray> Outputs => _outputs;

    /// <summary>What could not be written.</summary>
    public IReadOnlyList<RefusedOperation> Refused
        => [.. _refused.Select(static entry => new RefusedOperation(entry.Key, entry.Value.Reason, entry.Value.Count))];

    /// <summary>Writes everything.</summary>
    public void Run()
    {
        _graph.Proto.Name = _options.Name;
        string[] inputs = Names("input", _options.InputNames, _program.InputNames, _program.InputCount);
        string[] outputs = Names("output", _options.OutputNames, _program.OutputNames, _program.OutputCount);
        foreach (string name in inputs.Concat(outputs))
        {
            _graph.Take(name);
        }

        RequireKnown(inputs);
        for (int k = 0; k < inputs.Length; k++)
        {
            Input(_program.InputArray(k), inputs[k]);
        }

        foreach (ProgramOperation operation in _program.Operations)
        {
            _graph.Section = operation.Name;
            _values.Add(operation.Result.Number, Written(operation));
        }

        _graph.Section = "outputs";
        for (int k = 0; k < outputs.Length; k++)
        {
            OnnxValue value = Read(_program.OutputArray(k));
            _graph.Name(value, outputs[k]);
            _graph.Proto.Output.Add(Information(outputs[k], value.Shape));
            _outputs.Add(new(outputs[k], value.Shape));
        }

        if (_graph.Bytes > int.MaxValue - (1 << 20))
        {
            throw new ArgumentException(
                $"The model's constants take {_graph.Bytes} bytes, and a file of this form holds less than {int.MaxValue}: make the " +
                "largest of them inputs.");
        }
    }

    private OnnxValue Written(ProgramOperation operation)
    {
        RuleContext context = new(_graph, operation.Description, [.. operation.Inputs.Select(Read)], operation.Result.Shape);
        try
        {
            return RuleTable.Write(context);
        }
        catch (NoCounterpartException exception)
        {
            int count = _refused.TryGetValue(operation.Name, out (string Reason, int Count) known) ? known.Count : 0;
            _refused[operation.Name] = (exception.Message, count + 1);

            // Only so that what follows is looked at as well: nothing is written where something was refused.
            return new(_graph, "refused", operation.Result.Shape);
        }
    }

    private OnnxValue Read(ProgramArray array)
    {
        if (!_values.TryGetValue(array.Number, out OnnxValue value))
        {
            value = _graph.Constant(Bytes(_program.ConstantValues(array)), _graph.Numbers, array.Shape);
            _values.Add(array.Number, value);
        }

        if (value.Shape == array.Shape)
        {
            return value;
        }

        if (!_views.TryGetValue(array, out OnnxValue view))
        {
            view = value.Reshape(array.Shape);
            _views.Add(array, view);
        }

        return view;
    }

    private void Input(ProgramArray array, string name)
    {
        _values.Add(array.Number, new(_graph, name, array.Shape));
        Tensor<T>? kept = null;
        if (_options.Weights?.TryGet(name, out kept) == true)
        {
            if (Tensors.ShapeOf(kept!) != array.Shape)
            {
                throw new ArgumentException(
                    $"The weight '{name}' has shape {Tensors.ShapeOf(kept!)}, and the program's input of that name {array.Shape}.");
            }

            _graph.Keep(Bytes(Tensors.ToArray(kept!)), _graph.Numbers, _values[array.Number]);
            if (!_options.WeightsAreInputs)
            {
                return;
            }
        }

        _graph.Proto.Input.Add(Information(name, array.Shape));
        _inputs.Add(new(name, array.Shape));
    }

    private void RequireKnown(string[] inputs)
    {
        string[] unknown = [.. (_options.Weights?.Names ?? []).Where(name => !inputs.Contains(name, StringComparer.Ordinal))];
        if (unknown.Length > 0)
        {
            throw new ArgumentException(
                $"The program has no input for the weights {string.Join(", ", unknown)}; its inputs are {string.Join(", ", inputs)}.");
        }
    }

    private static string[] Names(string kind, IReadOnlyList<string>? given, IReadOnlyList<string> own, int count)
    {
        if (given is not null && given.Count != count)
        {
            throw new ArgumentException($"The program has {count} {kind}s, got {given.Count} names: {string.Join(", ", given)}.");
        }

        return [.. Enumerable.Range(0, count).Select(
            k => given is not null ? given[k] : own.Count > 0 ? own[k] : FormattableString.Invariant($"{kind}_{k}"))];
    }

    private ValueInfoProto Information(string name, Shape shape)
    {
        TensorShapeProto sizes = new();
        foreach (int size in shape.Sizes)
        {
            sizes.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        }

        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)_graph.Numbers, Shape = sizes } } };
    }

    private static byte[] Bytes(ReadOnlySpan<T> values) => typeof(T) == typeof(float)
        ? OnnxGraph.Encode(MemoryMarshal.Cast<T, float>(values), sizeof(float), BinaryPrimitives.WriteSingleLittleEndian)
        : OnnxGraph.Encode(MemoryMarshal.Cast<T, double>(values), sizeof(double), BinaryPrimitives.WriteDoubleLittleEndian);
}

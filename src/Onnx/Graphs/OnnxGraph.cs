using System.Buffers.Binary;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Format;
using Google.Protobuf;

namespace AutogradMaml.Onnx.Graphs;

/// <summary>A graph in the making: nodes are put at its end, equal constants are kept once, and each value has a name of its own.</summary>
/// <param name="numbers">The type of its numbers.</param>
internal sealed class OnnxGraph(ElementType numbers)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxValue> _constants = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>What is made.</summary>
    public GraphProto Proto { get; } = new();

    /// <summary>The type of the numbers.</summary>
    public ElementType Numbers => numbers;

    /// <summary>What the nodes that are put now belong to, for whoever looks at them.</summary>
    public string Section { get; set; } = string.Empty;

    /// <summary>The bytes of all that is kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a name for a value that comes from outside or goes there.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">It is taken, or empty.</exception>
    public string Take(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _names.Add(name)
            ? name
            : throw new ArgumentException($"The name '{name}' is given twice among the model's inputs and outputs.", nameof(name));
    }

    /// <summary>Puts a node.</summary>
    /// <param name="operation">Which of ONNX's operators.</param>
    /// <param name="shape">The shape of its result.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="attributes">Its settings.</param>
    public OnnxValue Node(string operation, Shape shape, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
        => new(this, Put(operation, inputs, attributes, 1)[0], shape);

    /// <summary>Puts a node with several results, of which the last is read.</summary>
    /// <param name="operation">Which of ONNX's operators.</param>
    /// <param name="results">The number of its results.</param>
    /// <param name="shape">The shape of the last.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="attributes">Its settings.</param>
    public OnnxValue LastOf(
        string operation, int results, Shape shape, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
        => new(this, Put(operation, inputs, attributes, results)[^1], shape);

    /// <summary>Puts a node that gives a value a name.</summary>
    public void Name(OnnxValue value, string name)
    {
        NodeProto node = new() { OpType = "Identity", Name = name };
        node.Input.Add(value.Name);
        node.Output.Add(name);
        Proto.Node.Add(node);
    }

    /// <summary>A whole number among a node's settings.</summary>
    public static AttributeProto Setting(string name, long value)
        => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>Whole numbers among a node's settings.</summary>
    public static AttributeProto Setting(string name, IEnumerable<int> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values.Select(static value => (long)value));
        return attribute;
    }

    /// <summary>A word among a node's settings.</summary>
    public static AttributeProto Setting(string name, string value)
        => new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <summary>A constant number.</summary>
    public OnnxValue Number(double value) => Array([value], Shape.Scalar);

    /// <summary>A constant array of numbers.</summary>
    public OnnxValue Array(ReadOnlySpan<double> values, Shape shape)
    {
        if (numbers == ElementType.Double)
        {
            return Constant(Encode(values, sizeof(double), BinaryPrimitives.WriteDoubleLittleEndian), numbers, shape);
        }

        return Constant(
            Encode(values, sizeof(float), static (span, value) => BinaryPrimitives.WriteSingleLittleEndian(span, (float)value)), numbers,
            shape);
    }

    /// <summary>A constant array of one number.</summary>
    public OnnxValue Filled(double value, Shape shape)
    {
        var values = new double[shape.ElementCount];
        System.Array.Fill(values, value);
        return Array(values, shape);
    }

    /// <summary>A constant array of whole numbers.</summary>
    public OnnxValue Integers(ReadOnlySpan<long> values, Shape shape)
        => Constant(Encode(values, sizeof(long), BinaryPrimitives.WriteInt64LittleEndian), ElementType.Integer, shape);

    /// <summary>A constant list of whole numbers.</summary>
    public OnnxValue Integers(IEnumerable<int> values)
    {
        long[] all = [.. values.Select(static value => (long)value)];
        return Integers(all, [all.Length]);
    }

    /// <summary>A constant array of yes and no.</summary>
    public OnnxValue Flags(ReadOnlySpan<bool> values, Shape shape)
        => Constant(Encode(values, 1, static (span, value) => span[0] = value ? (byte)1 : (byte)0), ElementType.Flag, shape);

    /// <summary>A constant array whose bytes are given.</summary>
    public OnnxValue Constant(byte[] bytes, ElementType type, Shape shape)
    {
        string key = $"{type} {shape} {Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(bytes))}";
        if (!_constants.TryGetValue(key, out OnnxValue value))
        {
            value = new(this, Fresh("constant"), shape);
            Keep(bytes, type, value);
            _constants.Add(key, value);
        }

        return value;
    }

    /// <summary>Keeps an array under a name.</summary>
    public void Keep(byte[] bytes, ElementType type, OnnxValue value)
    {
        TensorProto tensor = new() { Name = value.Name, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        foreach (int size in value.Shape.Sizes)
        {
            tensor.Dims.Add(size);
        }

        Bytes += bytes.Length;
        Proto.Initializer.Add(tensor);
    }

    /// <summary>The bytes of numbers, in the order that a file has on every machine.</summary>
    public static byte[] Encode<TValue>(ReadOnlySpan<TValue> values, int size, Writer<TValue> write)
    {
        var bytes = new byte[checked(values.Length * size)];
        for (int k = 0; k < values.Length; k++)
        {
            write(bytes.AsSpan(k * size, size), values[k]);
        }

        return bytes;
    }

    private string[] Put(string operation, ReadOnlySpan<OnnxValue> inputs, ReadOnlySpan<AttributeProto> attributes, int results)
    {
        var names = new string[results];
        NodeProto node = new() { OpType = operation, Name = FormattableString.Invariant($"{Proto.Node.Count}: {Section}") };
        foreach (OnnxValue input in inputs)
        {
            node.Input.Add(input.Name);
        }

        for (int k = 0; k < results; k++)
        {
            names[k] = Fresh("value");
            node.Output.Add(names[k]);
        }

        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        Proto.Node.Add(node);
        return names;
    }

    private string Fresh(string kind)
    {
        string name;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{kind}_{_count++}");
        }
        while (!_names.Add(name));

        return name;
    }

    /// <summary>Writes a value as bytes.</summary>
    public delegate void Writer<TValue>(Span<byte> bytes, TValue value);
}

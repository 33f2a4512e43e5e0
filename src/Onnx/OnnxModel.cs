using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Onnx.Format;
using AutogradMaml.Onnx.Graphs;
using Google.Protobuf;

namespace AutogradMaml.Onnx;

/// <summary>A program as an ONNX model: the same numbers to rounding in any host of that format, for the shapes that it was compiled
/// with.</summary>
/// <remarks>
/// Each operation becomes one node or a few, of version <see cref="OperatorSet"/> of ONNX's own operators; gradient steps are operations
/// like all others. Float and double. What has no counterpart (factorizations, random numbers, calls to the host, operations of one's own)
/// is refused, and nothing is approximated in silence. Hosts differ in what they implement for double.
/// </remarks>
/// <example>
/// <code>
/// Program&lt;float&gt; program = tape.Compile([support, targets, queries], [prediction]);
/// OnnxModel.Of(program).Save("adaptation.onnx");
/// </code>
/// </example>
public sealed class OnnxModel
{
    /// <summary>The version of ONNX's operators that models are made of.</summary>
    public const int OperatorSet = 18;

    /// <summary>The version of the file's form: that which came with the operators.</summary>
    private const int Representation = 8;

    private OnnxModel(ModelProto model, IReadOnlyList<OnnxArray> inputs, IReadOnlyList<OnnxArray> outputs)
        => (Model, Inputs, Outputs) = (model, inputs, outputs);

    /// <summary>What a host gives, in order.</summary>
    public IReadOnlyList<OnnxArray> Inputs { get; }

    /// <summary>What a host gets, in order.</summary>
    public IReadOnlyList<OnnxArray> Outputs { get; }

    /// <summary>The number of nodes.</summary>
    public int NodeCount => Model.Graph.Node.Count;

    /// <summary>The operators that occur, sorted.</summary>
    public IReadOnlyList<string> Operators
        => [.. Model.Graph.Node.Select(static node => node.OpType).Distinct().Order(StringComparer.Ordinal)];

    internal ModelProto Model { get; }

    /// <summary>Writes a program as a model.</summary>
    /// <typeparam name="T">The element type: float or double.</typeparam>
    /// <param name="program">The program.</param>
    /// <param name="options">Names, and what is kept in the model.</param>
    /// <exception cref="OnnxExportException">The program has operations without a counterpart; the exception names all of them.</exception>
    /// <exception cref="ArgumentException">Names or weights don't fit the program, or the model would be larger than a file of this form
    /// can be.</exception>
    /// <exception cref="NotSupportedException">The element type is neither float nor double.</exception>
    public static OnnxModel Of<T>(Program<T> program, OnnxOptions<T>? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(program);
        ProgramExport<T> export = new(program, options ?? new());
        export.Run();
        if (export.Refused is { Count: > 0 } refused)
        {
            throw new OnnxExportException(refused);
        }

        ModelProto model = new()
        {
            IrVersion = Representation,
            ProducerName = "AutogradMaml",
            ProducerVersion = typeof(OnnxModel).Assembly.GetName().Version?.ToString(3) ?? string.Empty,
            Graph = export.Graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        return new(model, export.Inputs, export.Outputs);
    }

    /// <summary>The operations of a program that have no counterpart, each kind once; none where it can be written.</summary>
    /// <typeparam name="T">The element type: float or double.</typeparam>
    /// <param name="program">The program.</param>
    public static IReadOnlyList<RefusedOperation> FindRefused<T>(Program<T> program)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(program);
        ProgramExport<T> export = new(program, new());
        export.Run();
        return export.Refused;
    }

    /// <summary>The model as the bytes of a file.</summary>
    public byte[] ToBytes() => Model.ToByteArray();

    /// <summary>Writes the model to a file, whole or not at all, as <see cref="AtomicFile"/> does; what is there is replaced.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="IOException">The file can't be written, or a device, a pipe or a socket stands there.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => Model.WriteTo(stream));
}

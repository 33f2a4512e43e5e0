using System.Numerics;
using AutogradMaml.Autograd;
using Microsoft.ML.OnnxRuntime;

namespace AutogradMaml.Onnx.Tests.Support;

/// <summary>A model loaded by ONNX Runtime.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class OnnxHost<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly InferenceSession _session;

    /// <summary>Loads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isFused">Whether what the host fuses may be fused. Its fused products hold their factors in float, whatever the model
    /// is of.</param>
    public OnnxHost(OnnxModel model, bool isFused = true)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = isFused ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_BASIC,
        };
        _session = new(model.ToBytes(), options);
    }

    /// <summary>The outputs for the given inputs, by name.</summary>
    public Dictionary<string, T[]> Run(IEnumerable<(OnnxArray Array, T[] Values)> inputs)
    {
        Dictionary<string, OrtValue> given = [];
        try
        {
            foreach ((OnnxArray array, T[] values) in inputs)
            {
                // An input that no output needs is not among those of the loaded model.
                if (_session.InputMetadata.ContainsKey(array.Name) || _session.OverridableInitializerMetadata.ContainsKey(array.Name))
                {
                    given.Add(array.Name, OrtValue.CreateTensorValueFromMemory(values, Sizes(array.Shape)));
                }
            }

            using RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, given, _session.OutputNames);
            return _session.OutputNames.Zip(results, static (name, value) => (name, value.GetTensorDataAsSpan<T>().ToArray()))
                .ToDictionary(static pair => pair.name, static pair => pair.Item2);
        }
        finally
        {
            foreach (OrtValue value in given.Values)
            {
                value.Dispose();
            }
        }
    }

    public void Dispose() => _session.Dispose();

    private static long[] Sizes(Shape shape) => [.. shape.Select(static size => (long)size)];
}

using AutogradMaml.Onnx.Format;

namespace AutogradMaml.Onnx.Graphs;

/// <summary>The types of arrays that models are made of.</summary>
internal enum ElementType
{
    /// <summary>Numbers of 4 bytes.</summary>
    Float = TensorProto.Types.DataType.Float,

    /// <summary>Numbers of 8 bytes.</summary>
    Double = TensorProto.Types.DataType.Double,

    /// <summary>Whole numbers: places and sizes.</summary>
    Integer = TensorProto.Types.DataType.Int64,

    /// <summary>Yes or no.</summary>
    Flag = TensorProto.Types.DataType.Bool,
}

using System.Buffers.Binary;
using System.Numerics;

namespace AutogradMaml.Nn;

/// <summary>How safetensors writes numbers: little-endian, under short names. Floats are read; of integers and booleans the size is
/// known.</summary>
internal sealed class ElementType
{
    private readonly int _significandBits;
    private readonly int _exponentBits;

    private ElementType(string name, int size, int significandBits = 0, int exponentBits = 0)
    {
        Name = name;
        Size = size;
        _significandBits = significandBits;
        _exponentBits = exponentBits;
    }

    /// <summary>IEEE 754 binary16.</summary>
    public static ElementType F16 { get; } = new("F16", 2, 11, 5);

    /// <summary>The upper half of a binary32.</summary>
    public static ElementType BF16 { get; } = new("BF16", 2, 8, 8);

    /// <summary>IEEE 754 binary32.</summary>
    public static ElementType F32 { get; } = new("F32", 4, 24, 8);

    /// <summary>IEEE 754 binary64.</summary>
    public static ElementType F64 { get; } = new("F64", 8, 53, 11);

    private static readonly ElementType[] All =
    [
        F64, F32, F16, BF16,
        new("I64", 8), new("U64", 8), new("I32", 4), new("U32", 4), new("I16", 2), new("U16", 2), new("I8", 1), new("U8", 1),
        new("BOOL", 1),
    ];

    private static readonly string[] AllNames = Array.ConvertAll(All, static type => type.Name);

    /// <summary>What a message says of the types that are read.</summary>
    public const string Expected = "expected F64, F32, F16 or BF16";

    /// <summary>The name in the header.</summary>
    public string Name { get; }

    /// <summary>Bytes for each number.</summary>
    public int Size { get; }

    /// <summary>Whether its numbers are floats, which can be read; integers and booleans can be passed over.</summary>
    public bool IsFloat => _exponentBits > 0;

    /// <summary>The names of all types.</summary>
    public static ReadOnlySpan<string> Names => AllNames;

    /// <summary>The type that a header names, or null when it is not known.</summary>
    public static ElementType? Find(string name) => Array.Find(All, type => type.Name == name);

    /// <summary>The type as which T is written.</summary>
    /// <exception cref="NotSupportedException">The format has no name for T.</exception>
    public static ElementType Of<T>()
        where T : unmanaged
        => typeof(T) == typeof(double) ? F64
            : typeof(T) == typeof(float) ? F32
            : typeof(T) == typeof(Half) ? F16
            : throw new NotSupportedException($"safetensors has no element type for {typeof(T).Name}: use double, float or Half.");

    /// <summary>Whether each number of this type, of floats, is also one of the other.</summary>
    public bool IsWithin(ElementType other) => _significandBits <= other._significandBits && _exponentBits <= other._exponentBits;

    /// <summary>Reads numbers of this type.</summary>
    /// <param name="bytes">As many times <see cref="Size"/> bytes as there are values.</param>
    /// <param name="values">Where they go, rounded to nearest where T is narrower.</param>
    public void Decode<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < values.Length; k++)
        {
            ReadOnlySpan<byte> number = bytes.Slice(k * Size, Size);
            values[k] = this == F64 ? T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(number))
                : this == F32 ? T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(number))
                : this == F16 ? T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(number))
                : T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(number) << 16));
        }
    }

    /// <summary>Writes numbers as <see cref="Of{T}"/>.</summary>
    public static void Encode<T>(ReadOnlySpan<T> values, Span<byte> bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType type = Of<T>();
        for (int k = 0; k < values.Length; k++)
        {
            Span<byte> number = bytes.Slice(k * type.Size, type.Size);
            if (type == F64)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(number, double.CreateTruncating(values[k]));
            }
            else if (type == F32)
            {
                BinaryPrimitives.WriteSingleLittleEndian(number, float.CreateTruncating(values[k]));
            }
            else
            {
                BinaryPrimitives.WriteHalfLittleEndian(number, Half.CreateTruncating(values[k]));
            }
        }
    }
}

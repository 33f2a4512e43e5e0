using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AutogradMaml.Examples.Federated;

/// <summary>Numbers as they stand on the wire: little-endian float32 one after the other.</summary>
internal static class FlatNumbers
{
    /// <summary>The bytes of some numbers.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> numbers)
    {
        byte[] bytes = MemoryMarshal.AsBytes(numbers).ToArray();
        Turn(bytes);
        return bytes;
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    /// <param name="bytes">Their bytes.</param>
    /// <param name="numbers">Where they go.</param>
    /// <returns>What is wrong with them, as the end of a sentence; null where nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        if (bytes.Length != numbers.Length * sizeof(float))
        {
            return FormattableString.Invariant($"{bytes.Length} bytes, expected {numbers.Length} numbers of {sizeof(float)} bytes");
        }

        Span<byte> destination = MemoryMarshal.AsBytes(numbers);
        bytes.CopyTo(destination);
        Turn(destination);
        for (int k = 0; k < numbers.Length; k++)
        {
            if (!float.IsFinite(numbers[k]))
            {
                return FormattableString.Invariant($"{numbers[k]} at [{k}], expected finite numbers");
            }
        }

        return null;
    }

    private static void Turn(Span<byte> bytes)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}

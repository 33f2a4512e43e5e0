using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Files;

/// <summary>Files in memory.</summary>
internal static class SafeTensorsBytes
{
    /// <summary>A header of the given text, followed by data.</summary>
    public static byte[] Of(string header, params ReadOnlySpan<byte> data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[sizeof(ulong) + json.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes, sizeof(ulong));
        data.CopyTo(bytes.AsSpan(sizeof(ulong) + json.Length));
        return bytes;
    }

    public static SafeTensorsFile<T> Read<T>(byte[] bytes, ElementConversion conversion = ElementConversion.Lossless)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return SafeTensors.Read<T>(stream, conversion, "weights.safetensors");
    }

    public static byte[] Write<T>(Parameters<T> parameters, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, parameters, metadata);
        return stream.ToArray();
    }
}

using System.Buffers.Binary;

namespace AutogradMaml.Nn;

/// <summary>Tells by its first bytes what a file is that was taken for safetensors, and what to do about it.</summary>
internal static class OtherFormat
{
    /// <summary>How many bytes of a file are looked at.</summary>
    public const int Bytes = 128;

    private const string FromPyTorch =
        "Convert it once in Python, where it holds a state dict: " +
        "safetensors.torch.save_file(torch.load(\"net.pt\", weights_only=True), \"net.safetensors\").";

    private const string FromNumPy = "Convert it once in Python with safetensors.numpy.save_file.";

    /// <summary>What the file is, as a sentence after its name, or null for none of those that are known.</summary>
    /// <param name="start">Its first bytes, at most <see cref="Bytes"/>.</param>
    public static string? Find(ReadOnlySpan<byte> start) => start switch
    {
        _ when start.StartsWith("PK\u0003\u0004"u8) => Archive(start),
        [0x80, >= 2 and <= 5, ..]
            => $"it is a Python pickle, as torch.save wrote before version 1.6, and no safetensors file. {FromPyTorch}",
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..]
            => $"it is a NumPy array (.npy), and no safetensors file. {FromNumPy}",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..]
            => "it is an HDF5 file, as Keras writes, and no safetensors file: read it with h5py and save the arrays with " +
                "safetensors.numpy.save_file.",
        [0x1F, 0x8B, ..] => "it is compressed by gzip: unpack it first.",
        _ when start.StartsWith("version https://git-lfs"u8)
            => "it is a pointer of Git LFS in place of the file: fetch the file itself with git lfs pull.",
        _ when start.StartsWith("GGUF"u8) => "it is a GGUF file, and no safetensors file.",
        [(byte)'{' or (byte)'[', ..]
            => "it is text such as JSON, and no safetensors file; where it is an index of several files, name one of those.",
        _ => null,
    };

    // The name of the first member tells a PyTorch archive (net/data.pkl) from arrays of NumPy (weight.npy).
    private static string Archive(ReadOnlySpan<byte> start)
    {
        const int LengthAt = 26;
        const int NameAt = 30;
        ReadOnlySpan<byte> name = start.Length < NameAt ? default : start[NameAt..];
        int length = name.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(start[LengthAt..]);
        name = name[..Math.Min(length, name.Length)];
        return name.EndsWith(".npy"u8) ? $"it is a zip archive of NumPy arrays (.npz), and no safetensors file. {FromNumPy}"
            : name.IndexOf((byte)'/') > 0
            ? $"it is a PyTorch archive (.pt, .pth), a zip of a pickle and its data, and no safetensors file. {FromPyTorch}"
            : $"it is a zip archive, and no safetensors file. If torch.save wrote it: {FromPyTorch}";
    }
}

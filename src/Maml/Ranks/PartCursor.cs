using System.Runtime.InteropServices;

namespace AutogradMaml.Maml;

/// <summary>Goes through the bytes that ranks gather, writing or reading.</summary>
internal ref struct PartCursor(Span<byte> bytes)
{
    private Span<byte> _rest = bytes;

    /// <summary>Writes values and goes on behind them.</summary>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
        => MemoryMarshal.AsBytes(values).CopyTo(Next(values.Length * Size<T>()));

    /// <summary>Writes one value.</summary>
    public void Write<T>(T value)
        where T : unmanaged
        => MemoryMarshal.Write(Next(Size<T>()), in value);

    /// <summary>Reads values and goes on behind them.</summary>
    public void Read<T>(Span<T> values)
        where T : unmanaged
        => Next(values.Length * Size<T>()).CopyTo(MemoryMarshal.AsBytes(values));

    /// <summary>Reads one value.</summary>
    public T Read<T>()
        where T : unmanaged
        => MemoryMarshal.Read<T>(Next(Size<T>()));

    /// <summary>Goes on behind some bytes.</summary>
    public void Skip(int bytes) => Next(bytes);

    private Span<byte> Next(int bytes)
    {
        Span<byte> next = _rest[..bytes];
        _rest = _rest[bytes..];
        return next;
    }

    private static int Size<T>()
        where T : unmanaged
        => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
}

namespace AutogradMaml.Data;

/// <summary>The compressed pixels of a PNG file, the last byte by itself.</summary>
/// <remarks>A decompressor takes what it is given whole and does not say where it ended, nor that it has not. But one that has its end
/// before the last byte never asks for that byte, and one that lacks it asks for more than there is: so a stream ends where its bytes do,
/// if and only if all of them were asked for, and nothing more.</remarks>
internal sealed class PngData(byte[] bytes, int start, int length) : Stream
{
    private readonly int _last = start + length - 1;
    private int _position = start;

    /// <summary>Whether every byte has been asked for.</summary>
    public bool IsTaken => _position > _last;

    /// <summary>Whether more was asked for than there is.</summary>
    public bool IsShort { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        IsShort |= IsTaken;
        int left = _position < _last ? _last - _position : IsTaken ? 0 : 1;
        int count = Math.Min(buffer.Length, left);
        bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

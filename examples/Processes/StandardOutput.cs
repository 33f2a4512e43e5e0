namespace AutogradMaml.Examples.Processes;

/// <summary>The standard output, every failure of which is a <see cref="StandardOutputException"/>.</summary>
/// <param name="destination">Where the bytes go; null where the output was closed when the program started.</param>
/// <remarks>.NET's own stream ends in silence at a pipe that nobody reads any more, and the program runs on for nobody.</remarks>
internal sealed class StandardOutput(Stream? destination) : Stream
{
    // To a pipe so much is written whole or not at all.
    private const int Whole = 512;

    // What Linux and macOS say of a pipe that is full and does not wait.
    private static readonly int[] Full = [11, 35];

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (destination is null)
        {
            throw new StandardOutputException("it is closed.");
        }

        for (; buffer.Length > 0; buffer = buffer[Math.Min(Whole, buffer.Length)..])
        {
            WriteWhole(destination, buffer[..Math.Min(Whole, buffer.Length)]);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private static void WriteWhole(Stream destination, ReadOnlySpan<byte> piece)
    {
        while (true)
        {
            try
            {
                destination.Write(piece);
                return;
            }
            catch (IOException exception) when (!OperatingSystem.IsWindows() && Full.Contains(exception.HResult))
            {
                Thread.Sleep(1);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                throw new StandardOutputException(OneLine.Of(exception), exception);
            }
        }
    }
}

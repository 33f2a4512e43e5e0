using System.Text;

namespace AutogradMaml.Examples.Processes;

/// <summary>The standard error, where a failure is noted and nothing more: there is no place left to tell of it.</summary>
/// <param name="destination">Where the text goes; null where it was closed when the program started.</param>
internal sealed class StandardError(TextWriter? destination) : TextWriter
{
    private volatile bool _lost = destination is null;

    /// <summary>Whether text could not be written.</summary>
    public bool HasLostText { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => destination?.Encoding ?? Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        HasLostText |= _lost;
        if (_lost)
        {
            return;
        }

        try
        {
            destination!.Write(buffer);
            destination.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _lost = true;
            HasLostText = true;
        }
    }
}

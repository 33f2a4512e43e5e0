namespace AutogradMaml.Maml;

/// <summary>An image file, or a set of them, does not hold what its format says it must. The message names the file, what was got and what was
/// expected.</summary>
public sealed class ImageFileException : IOException
{
    /// <summary>Makes an exception without particulars.</summary>
    public ImageFileException()
        : this("The image file is damaged.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">The message.</param>
    public ImageFileException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and what led to it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">What led to it.</param>
    public ImageFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ImageFileException(string file, string fault, Exception? innerException = null)
        : base($"{file}: {fault}", innerException) => File = file;

    /// <summary>The file, or what stands for it when bytes were read.</summary>
    public string? File { get; }
}

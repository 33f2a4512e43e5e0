namespace AutogradMaml.Data;

/// <summary>An image file, or a set of them, does not hold what its format says it must. The message names the file, what was got and what
/// was expected.</summary>
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

    /// <summary>Makes an exception about a file.</summary>
    /// <param name="file">The file, or what stands for it when bytes were read.</param>
    /// <param name="fault">What is wrong with it, as a sentence that goes on after its name and a colon.</param>
    /// <param name="innerException">What led to it, if anything did.</param>
    public ImageFileException(string file, string fault, Exception? innerException = null)
        : base($"{file}: {fault}", innerException) => File = file;

    /// <summary>The file, or what stands for it when bytes were read.</summary>
    public string? File { get; }
}

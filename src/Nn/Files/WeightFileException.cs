namespace AutogradMaml.Nn;

/// <summary>A weight file does not hold what its format says it must. The message names the file, the tensor, what was got and what was
/// expected.</summary>
public sealed class WeightFileException : IOException
{
    /// <summary>Makes an exception without particulars.</summary>
    public WeightFileException()
        : this("The weight file is damaged.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">The message.</param>
    public WeightFileException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and what led to it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">What led to it.</param>
    public WeightFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception about a file.</summary>
    /// <param name="message">The message.</param>
    /// <param name="file">The file, or what stands for it when a stream was read.</param>
    /// <param name="innerException">What led to it, if anything did.</param>
    public WeightFileException(string message, string file, Exception? innerException)
        : base(message, innerException) => File = file;

    /// <summary>The file, or what stands for it when a stream was read.</summary>
    public string? File { get; }
}

namespace AutogradMaml.Data;

/// <summary>The form into which images from files are brought.</summary>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Invert">Whether dark becomes light: for dark ink on light paper, so that ink = 1.</param>
public sealed record ImageLayout(int Channels, int Height, int Width, bool Invert = false)
{
    /// <summary>Colour, 84 x 84, as in miniImageNet.</summary>
    public static ImageLayout Colour84 { get; } = new(3, 84, 84);

    /// <summary>Grey, 28 x 28, ink = 1 from dark ink on light paper, as <see cref="Omniglot"/> is.</summary>
    public static ImageLayout Ink28 { get; } = new(1, 28, 28, Invert: true);

    /// <summary>Brings an image into the form: its channels first, then its size by area.</summary>
    /// <param name="image">The image.</param>
    public ByteImage Apply(ByteImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ByteImage coloured = image.WithChannels(Channels);
        return (Invert ? coloured.Inverted() : coloured).Resized(Height, Width);
    }

    /// <summary>Reads files into one class, one after the other.</summary>
    internal byte[] ReadClass(string name, IReadOnlyList<string> files)
    {
        int length = Channels * Height * Width;
        if ((long)files.Count * length > Array.MaxLength)
        {
            throw new ImageFileException(
                name,
                $"{files.Count} images of {Channels} x {Height} x {Width} are more than fit into one class: take fewer or smaller ones.");
        }

        var pixels = new byte[files.Count * length];
        for (int k = 0; k < files.Count; k++)
        {
            Apply(ImageFile.Read(files[k])).Pixels.CopyTo(pixels.AsSpan(k * length));
        }

        return pixels;
    }
}

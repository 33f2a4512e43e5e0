using System.Numerics;

namespace AutogradMaml.Data;

/// <summary>An image of bytes, [channels, height, width]: one plane after the other, each row by row from the top.</summary>
/// <remarks>One channel is grey, two are grey and alpha, three are red, green and blue, four have alpha as well. 0 is dark, 255 is light;
/// an alpha of 255 is opaque. An image is never changed.</remarks>
public sealed class ByteImage
{
    /// <summary>The most channels an image has.</summary>
    public const int MaximumChannels = 4;

    private readonly byte[] _pixels;

    /// <summary>Wraps pixels, which it keeps.</summary>
    /// <param name="channels">The number of channels, 1 to 4.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="pixels">channels * height * width bytes, plane by plane.</param>
    /// <exception cref="ArgumentException">The number of bytes is another.</exception>
    public ByteImage(int channels, int height, int width, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, MaximumChannels);
        RequireSize(height, width);
        if (pixels.Length != channels * height * width)
        {
            throw new ArgumentException(
                $"Got {pixels.Length} bytes for an image of {channels} x {height} x {width}, expected {channels * height * width}.",
                nameof(pixels));
        }

        Channels = channels;
        Height = height;
        Width = width;
        _pixels = pixels;
    }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The bytes, plane by plane.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The image as grey (1) or as red, green and blue (3). Alpha is laid on white paper; grey is 0.299 red + 0.587 green + 0.114
    /// blue.</summary>
    /// <param name="channels">1 or 3.</param>
    /// <remarks>Source of the weights: ITU-R BT.601.</remarks>
    public ByteImage WithChannels(int channels)
    {
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), $"An image is made grey (1) or coloured (3), got {channels} channels.");
        }

        if (channels == Channels)
        {
            return this;
        }

        int plane = Height * Width;
        int colours = Channels >= 3 ? 3 : 1;
        bool hasAlpha = Channels > colours;
        var pixels = new byte[channels * plane];
        Span<int> colour = stackalloc int[3];
        for (int k = 0; k < plane; k++)
        {
            for (int c = 0; c < 3; c++)
            {
                int value = _pixels[(Math.Min(c, colours - 1) * plane) + k];
                colour[c] = hasAlpha ? OnWhite(value, _pixels[(colours * plane) + k]) : value;
            }

            if (channels == 3)
            {
                pixels[k] = (byte)colour[0];
                pixels[plane + k] = (byte)colour[1];
                pixels[(2 * plane) + k] = (byte)colour[2];
            }
            else
            {
                pixels[k] = (byte)(((299 * colour[0]) + (587 * colour[1]) + (114 * colour[2]) + 500) / 1000);
            }
        }

        return new(channels, Height, Width, pixels);
    }

    /// <summary>255 minus each byte, alpha excepted: ink on paper becomes light on dark.</summary>
    public ByteImage Inverted()
    {
        int inverted = (Channels >= 3 ? 3 : 1) * Height * Width;
        var pixels = new byte[_pixels.Length];
        for (int k = 0; k < pixels.Length; k++)
        {
            pixels[k] = (byte)(k < inverted ? 255 - _pixels[k] : _pixels[k]);
        }

        return new(Channels, Height, Width, pixels);
    }

    /// <summary>The image at another size: each new pixel is the mean of the area that it covers, rounded to the nearest byte, half
    /// up.</summary>
    /// <param name="height">The new number of rows.</param>
    /// <param name="width">The new number of columns.</param>
    /// <remarks>Sums are of whole numbers, so the result has the same bits everywhere. Alpha is filtered like a colour: lay it on paper
    /// first (<see cref="WithChannels"/>).</remarks>
    public ByteImage Resized(int height, int width)
    {
        RequireSize(height, width);
        return height == Height && width == Width
            ? this
            : new(Channels, height, width, AreaFilter.Resize(_pixels, Channels, Height, Width, height, width));
    }

    /// <summary>Copies the image as numbers from 0 to 1: byte / 255.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="target">[channels, height, width].</param>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    public void CopyTo<T>(Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (target.Length != _pixels.Length)
        {
            throw new ArgumentException(
                $"Got room for {target.Length} numbers, expected {_pixels.Length}: {Channels} x {Height} x {Width}.", nameof(target));
        }

        T[] values = UnitValues<T>.Table;
        for (int k = 0; k < target.Length; k++)
        {
            target[k] = values[_pixels[k]];
        }
    }

    private static int OnWhite(int value, int alpha) => ((alpha * value) + ((255 - alpha) * 255) + 127) / 255;

    private static void RequireSize(int height, int width)
    {
        if (height is < 1 or > ImageFile.MaximumSide || width is < 1 or > ImageFile.MaximumSide)
        {
            throw new ArgumentOutOfRangeException(
                nameof(height), $"An image has 1 to {ImageFile.MaximumSide} rows and columns, got {height} x {width}.");
        }
    }
}

using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace AutogradMaml.Data;

/// <summary>Classes of images of one size, [classes][drawings][channels, height, width], kept as bytes and read as 0 to 1.</summary>
/// <remarks>Memory: one byte a pixel and channel; what <see cref="Select"/> and <see cref="WithRotations"/> give shares it. A set is never
/// changed, so any number of threads may read it.</remarks>
public sealed class ImageSet
{
    private static readonly byte[] ByteValues = [.. Enumerable.Range(0, 256).Select(static k => (byte)k)];

    private readonly ImageClass[] _classes;

    /// <summary>Makes a set.</summary>
    /// <param name="name">What the data are, in words; part of every result that is reported.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="classes">Each class's name and its drawings one after the other, each [channels, height, width]. The arrays are
    /// kept.</param>
    /// <exception cref="ArgumentException">There is no class, a class has no name or the name of another, or its bytes are not a whole
    /// number of drawings.</exception>
    public ImageSet(string name, int channels, int height, int width, IEnumerable<KeyValuePair<string, byte[]>> classes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, ByteImage.MaximumChannels);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ImageFile.MaximumSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ImageFile.MaximumSide);
        (Name, Channels, Height, Width) = (name, channels, height, width);
        _classes = [.. classes.Select(entry => new ImageClass(entry.Key, entry.Value, 0))];
        HashSet<string> names = [];
        foreach (ImageClass one in _classes)
        {
            if (string.IsNullOrEmpty(one.Name) || !names.Add(one.Name))
            {
                string got = string.IsNullOrEmpty(one.Name) ? "none" : $"'{one.Name}' twice";
                throw new ArgumentException($"Each class has a name of its own; got {got}.", nameof(classes));
            }

            if (one.Pixels is null || one.Pixels.Length == 0 || one.Pixels.Length % ImageLength != 0)
            {
                throw new ArgumentException(
                    $"The class '{one.Name}' has {one.Pixels?.Length ?? 0} bytes; expected one drawing or more of " +
                        $"{channels} x {height} x {width}.",
                    nameof(classes));
            }
        }

        RequireClasses(_classes);
    }

    private ImageSet(ImageSet source, string name, ImageClass[] classes)
    {
        RequireClasses(classes);
        (Name, Channels, Height, Width) = (name, source.Channels, source.Height, source.Width);
        _classes = classes;
    }

    /// <summary>What the data are, in words.</summary>
    public string Name { get; }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The numbers in an image: channels * height * width.</summary>
    public int ImageLength => Channels * Height * Width;

    /// <summary>The number of classes.</summary>
    public int ClassCount => _classes.Length;

    /// <summary>Whether there are classes that are turned: <see cref="WithRotations"/>.</summary>
    public bool HasRotations => _classes.Any(static one => one.Turns != 0);

    /// <summary>The number of drawings of all classes.</summary>
    public long DrawingCount => Enumerable.Range(0, ClassCount).Sum(k => (long)DrawingsOf(k));

    /// <summary>The name of a class.</summary>
    /// <param name="index">The class, from 0.</param>
    public string ClassName(int index) => _classes[index].Name;

    /// <summary>The number of drawings of a class.</summary>
    /// <param name="index">The class, from 0.</param>
    public int DrawingsOf(int index) => _classes[index].Pixels.Length / ImageLength;

    /// <summary>A drawing as an image of bytes.</summary>
    /// <param name="index">The class, from 0.</param>
    /// <param name="drawing">The drawing, from 0.</param>
    public ByteImage Image(int index, int drawing)
    {
        var pixels = new byte[ImageLength];
        Copy(index, drawing, pixels, ByteValues);
        return new(Channels, Height, Width, pixels);
    }

    /// <summary>Copies a drawing as numbers from 0 to 1: byte / 255.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="index">The class, from 0.</param>
    /// <param name="drawing">The drawing, from 0.</param>
    /// <param name="target">[channels, height, width]: <see cref="ImageLength"/> numbers.</param>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    public void CopyTo<T>(int index, int drawing, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Copy(index, drawing, target, UnitValues<T>.Table);

    /// <summary>The given classes, in the given order.</summary>
    /// <param name="name">What they are, in words.</param>
    /// <param name="indices">Their numbers in this set.</param>
    public ImageSet Select(string name, IEnumerable<int> indices)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(indices);
        return new(this, name, [.. indices.Select(index => _classes[index])]);
    }

    /// <summary>Four classes for each: the drawings as they are, and turned to the left by 90, 180 and 270 degrees.</summary>
    /// <remarks>The classes as they are come first, in their order, then those turned by 90 degrees, and so on. The pixels are shared, and
    /// turned when they are read (<see cref="QuarterTurns"/>). Source: Santoro et al., Meta-learning with memory-augmented neural networks,
    /// 2016.</remarks>
    /// <exception cref="InvalidOperationException">The images are not square, or the set is already turned.</exception>
    public ImageSet WithRotations()
    {
        if (Height != Width)
        {
            throw new InvalidOperationException(
                $"Images of {Height} x {Width} can't be turned by 90 degrees and keep their size: resize them to a square first.");
        }

        if (HasRotations)
        {
            throw new InvalidOperationException($"The set '{Name}' already holds its classes turned: turn it once.");
        }

        return new(
            this,
            Name + ", with rotations",
            [
                .. Enumerable.Range(0, QuarterTurns.Count).SelectMany(
                    turns
                        => _classes.Select(one => turns == 0 ? one : one with { Name = $"{one.Name} turned {90 * turns}", Turns = turns })),
            ]);
    }

    /// <summary>The SHA-256 of sizes, class names and pixels, in 64 hexadecimal digits: the same for the same data, whatever they were read
    /// from.</summary>
    public string ComputeChecksum()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Channels} {Height} {Width} {ClassCount}\n")));
        foreach (ImageClass one in _classes)
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{one.Name}\n{one.Turns} {one.Pixels.Length}\n")));
            hash.AppendData(one.Pixels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Name, number of classes and drawings, and size.</summary>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture, $"{Name}: {ClassCount} classes, {DrawingCount} drawings, {Channels} x {Height} x {Width}");

    /// <summary>The classes of two sets of one image size, those of the first in front; the pixels are shared.</summary>
    internal static ImageSet Join(string name, ImageSet first, ImageSet second)
        => new(first, name, [.. first._classes, .. second._classes]);

    /// <summary>The bytes of a class that is not turned.</summary>
    internal ReadOnlySpan<byte> PixelsOf(int index) => _classes[index].Pixels;

    private static void RequireClasses(ImageClass[] classes)
    {
        if (classes.Length == 0)
        {
            throw new ArgumentException("A set has at least one class, got none.", nameof(classes));
        }
    }

    private void Copy<T>(int index, int drawing, Span<T> target, T[] values)
        where T : unmanaged
    {
        ImageClass one = _classes[index];
        ArgumentOutOfRangeException.ThrowIfNegative(drawing);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(drawing, DrawingsOf(index));
        if (target.Length != ImageLength)
        {
            throw new ArgumentException(
                $"Got room for {target.Length} numbers, expected {ImageLength}: {Channels} x {Height} x {Width}.", nameof(target));
        }

        ReadOnlySpan<byte> pixels = one.Pixels.AsSpan(drawing * ImageLength, ImageLength);
        for (int k = 0; k < pixels.Length; k++)
        {
            target[k] = values[pixels[k]];
        }

        if (one.Turns != 0)
        {
            QuarterTurns.Apply(target, Height, one.Turns);
        }
    }

    private sealed record ImageClass(string Name, byte[] Pixels, int Turns);
}

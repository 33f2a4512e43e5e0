using System.Buffers.Binary;

namespace AutogradMaml.Data;

/// <summary>Reads an image from a .npy file, version 1 or 2.</summary>
/// <remarks>Source: the format's description in numpy.lib.format.</remarks>
internal readonly ref struct NpyReader(ReadOnlySpan<byte> file, string name)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private readonly string _name = name;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static bool IsNpy(ReadOnlySpan<byte> file) => file.StartsWith(Magic);

    public ByteImage Read()
    {
        int prefix = Magic.Length + 2;
        int version = _file.Length > Magic.Length ? _file[Magic.Length] : 0;
        int lengthBytes = version switch
        {
            1 => 2,
            2 => 4,
            _ => throw new ImageFileException(_name, $"it is a .npy file of version {version}; 1 and 2 are read."),
        };
        if (_file.Length < prefix + lengthBytes)
        {
            throw new ImageFileException(_name, "it ends within its header: it is cut short.");
        }

        ReadOnlySpan<byte> rest = _file[prefix..];
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(rest) : BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[lengthBytes..];
        if (length > rest.Length)
        {
            throw new ImageFileException(
                _name, $"it declares a header of {length} bytes where {rest.Length} are left: it is cut short or damaged.");
        }

        NpyHeader header = new NpyHeaderParser(rest[..(int)length], _name).Parse();
        (int channels, int height, int width, bool channelsLast) = Layout(header.Sizes);
        ReadOnlySpan<byte> values = rest[(int)length..];
        int count = channels * height * width;
        if (values.Length != (long)count * header.ElementBytes)
        {
            throw new ImageFileException(
                _name,
                $"it has {values.Length} bytes of values; {count} of {header.ElementBytes} bytes are declared: " +
                    "it is cut short or damaged.");
        }

        var pixels = new byte[count];
        int plane = height * width;
        for (int k = 0; k < count; k++)
        {
            int place = channelsLast ? (k % channels * plane) + (k / channels) : k;
            pixels[place] = header.ElementBytes switch
            {
                1 => values[k],
                4 => Quantize(BinaryPrimitives.ReadSingleLittleEndian(values[(4 * k)..])),
                _ => Quantize(BinaryPrimitives.ReadDoubleLittleEndian(values[(8 * k)..])),
            };
        }

        return new(channels, height, width, pixels);
    }

    private (int Channels, int Height, int Width, bool ChannelsLast) Layout(long[] sizes)
    {
        bool channelsFirst = sizes.Length == 3 && sizes[0] is >= 1 and <= ByteImage.MaximumChannels;
        bool channelsLast = sizes.Length == 3 && !channelsFirst && sizes[2] is >= 1 and <= ByteImage.MaximumChannels;
        if (sizes.Length != 2 && !channelsFirst && !channelsLast)
        {
            throw new ImageFileException(
                _name,
                $"its shape is ({string.Join(", ", sizes)}); an image is (height, width), (channels, height, width) or (height, " +
                $"width, channels) with 1 to {ByteImage.MaximumChannels} channels.");
        }

        int first = channelsFirst ? 1 : 0;
        ImageFile.RequireSize(_name, sizes[first], sizes[first + 1]);
        int channels = channelsFirst ? (int)sizes[0] : channelsLast ? (int)sizes[2] : 1;
        return (channels, (int)sizes[first], (int)sizes[first + 1], channelsLast);
    }

    private byte Quantize(double value)
        => value is >= 0 and <= 1
            ? (byte)((255 * value) + 0.5)
            : throw new ImageFileException(
                _name, $"it holds the value {value:R}; floats from 0 to 1 are read: divide by the greatest, or save bytes.");
}

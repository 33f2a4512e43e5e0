using System.Buffers.Binary;

namespace AutogradMaml.Data;

/// <summary>The frame of a JPEG file, checked: its size, and how its colours are sampled.</summary>
/// <remarks>Source: ITU-T T.81, sections A.1, A.2 and B.2.2.</remarks>
internal sealed class JpegFrame
{
    private const int HeaderBytes = 6;
    private const int ComponentBytes = 3;
    private const int MostSampling = 4;

    private JpegFrame(int width, int height, bool isProgressive, JpegComponent[] components)
    {
        (Width, Height, IsProgressive, Components) = (width, height, isProgressive, components);
        MostAcross = components.Max(static component => component.Across);
        MostDown = components.Max(static component => component.Down);
        UnitsAcross = JpegComponent.CeilingOf(width, JpegComponent.Side * MostAcross);
        UnitsDown = JpegComponent.CeilingOf(height, JpegComponent.Side * MostDown);
        Array.ForEach(components, component => component.Measure(this));
    }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>Whether blocks come in several passes.</summary>
    public bool IsProgressive { get; }

    /// <summary>The colours: one, or three.</summary>
    public JpegComponent[] Components { get; }

    /// <summary>The blocks side by side in a unit of the finest colour.</summary>
    public int MostAcross { get; }

    /// <summary>The blocks one below the other in a unit of the finest colour.</summary>
    public int MostDown { get; }

    /// <summary>The units in a row.</summary>
    public int UnitsAcross { get; }

    /// <summary>The rows of units.</summary>
    public int UnitsDown { get; }

    /// <summary>The blocks of all colours.</summary>
    public int Blocks => Components.Sum(static component => component.StoredAcross * component.StoredDown);

    /// <summary>Reads the header.</summary>
    public static JpegFrame Parse(ReadOnlySpan<byte> data, bool isProgressive, string name)
    {
        if (data.Length < HeaderBytes || data.Length != HeaderBytes + (ComponentBytes * data[HeaderBytes - 1]))
        {
            throw new ImageFileException(name, $"its frame header has {data.Length} bytes, which are not what it needs: it is damaged.");
        }

        if (data[0] != 8)
        {
            throw new ImageFileException(name, $"it has {data[0]} bits a sample; 8 are read: save it with 8 bits.");
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(data[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(data[3..]);
        ImageFile.RequireSize(name, height, width);
        int count = data[HeaderBytes - 1];
        if (count is not (1 or 3))
        {
            throw new ImageFileException(
                name,
                $"it has {count} colours{(count == 4 ? " (CMYK, for print)" : string.Empty)}; 1 (grey) and 3 are read: save it in RGB.");
        }

        var components = new JpegComponent[count];
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<byte> own = data.Slice(HeaderBytes + (k * ComponentBytes), ComponentBytes);
            (int across, int down) = (own[1] >> 4, own[1] & 15);
            if (across is < 1 or > MostSampling || down is < 1 or > MostSampling || own[2] >= JpegReader.MostTables)
            {
                throw new ImageFileException(
                    name, $"it declares sampling {across} x {down} with table {own[2]}, which the format does not have: it is damaged.");
            }

            // Blocks of a single colour are never interleaved, whatever its sampling is said to be.
            components[k] = count == 1 ? new(own[0], 1, 1, own[2]) : new(own[0], across, down, own[2]);
            if (components[..k].Any(other => other.Identifier == components[k].Identifier))
            {
                throw new ImageFileException(name, $"two of its colours have the number {own[0]}: it is damaged.");
            }
        }

        return new(width, height, isProgressive, components);
    }
}

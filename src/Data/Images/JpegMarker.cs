namespace AutogradMaml.Data;

/// <summary>The markers of a JPEG file: the byte that follows 255.</summary>
/// <remarks>Source: ITU-T T.81, table B.1.</remarks>
internal static class JpegMarker
{
    /// <summary>A frame of blocks that come whole, one after the other.</summary>
    public const byte BaselineFrame = 0xC0;

    /// <summary>The same with more tables.</summary>
    public const byte ExtendedFrame = 0xC1;

    /// <summary>A frame whose blocks come in several passes.</summary>
    public const byte ProgressiveFrame = 0xC2;

    /// <summary>A frame without loss.</summary>
    public const byte LosslessFrame = 0xC3;

    /// <summary>Huffman tables.</summary>
    public const byte HuffmanTables = 0xC4;

    /// <summary>Set aside by the format, no frame.</summary>
    public const byte Reserved = 0xC8;

    /// <summary>What arithmetic coding begins with.</summary>
    public const byte ArithmeticConditioning = 0xCC;

    /// <summary>The last that may be a frame.</summary>
    public const byte LastFrame = 0xCF;

    /// <summary>The first of eight that divide the data of a scan.</summary>
    public const byte FirstRestart = 0xD0;

    /// <summary>The last of them.</summary>
    public const byte LastRestart = 0xD7;

    /// <summary>The beginning of the file.</summary>
    public const byte Start = 0xD8;

    /// <summary>Its end.</summary>
    public const byte End = 0xD9;

    /// <summary>The header of a scan, which its data follow.</summary>
    public const byte Scan = 0xDA;

    /// <summary>Tables of divisors.</summary>
    public const byte QuantizationTables = 0xDB;

    /// <summary>How many units there are between restarts.</summary>
    public const byte RestartInterval = 0xDD;

    /// <summary>JFIF, whose colours are YCbCr.</summary>
    public const byte Jfif = 0xE0;

    /// <summary>Adobe's segment, which says what the colours are.</summary>
    public const byte Adobe = 0xEE;

    /// <summary>The first of those whose segments may be passed over: what applications note, comments.</summary>
    public const byte FirstNote = 0xDC;

    /// <summary>The last of them.</summary>
    public const byte LastNote = 0xFE;

    /// <summary>What stands in front of each marker, and fills the space between two.</summary>
    public const byte Prefix = 0xFF;

    /// <summary>Whether a marker divides the data of a scan.</summary>
    public static bool IsRestart(byte marker) => marker is >= FirstRestart and <= LastRestart;
}

namespace AutogradMaml.Data;

/// <summary>One colour of a JPEG frame: how it is sampled, and its samples.</summary>
/// <param name="identifier">What scans call it.</param>
/// <param name="across">Its blocks side by side in a unit of interleaved scans: 1 to 4.</param>
/// <param name="down">Its blocks one below the other there.</param>
/// <param name="table">The number of its quantization table.</param>
internal sealed class JpegComponent(byte identifier, int across, int down, int table)
{
    /// <summary>The samples each way of a block.</summary>
    public const int Side = 8;

    /// <summary>The samples of a block.</summary>
    public const int BlockLength = Side * Side;

    private short[] _coefficients = [];

    /// <summary>What scans call it.</summary>
    public byte Identifier => identifier;

    /// <summary>Its blocks side by side in a unit.</summary>
    public int Across => across;

    /// <summary>Its blocks one below the other in a unit.</summary>
    public int Down => down;

    /// <summary>The number of its quantization table.</summary>
    public int Table => table;

    /// <summary>The blocks in a row that hold samples of the image: those of a scan of this colour alone.</summary>
    public int BlocksAcross { get; private set; }

    /// <summary>The rows of such blocks.</summary>
    public int BlocksDown { get; private set; }

    /// <summary>The blocks in a row, those included that only fill the last unit.</summary>
    public int StoredAcross { get; private set; }

    /// <summary>The rows of blocks with those.</summary>
    public int StoredDown { get; private set; }

    /// <summary>The table that its coefficients are multiplied by, row by row; null until a scan has begun with it.</summary>
    public ushort[]? Quantization { get; set; }

    /// <summary>The Huffman table of the means of blocks in this scan.</summary>
    public JpegHuffmanTable? MeanTable { get; set; }

    /// <summary>The Huffman table of all other coefficients in this scan.</summary>
    public JpegHuffmanTable? DetailTable { get; set; }

    /// <summary>The mean of the block before, which the next is told against.</summary>
    public int Predictor { get; set; }

    /// <summary>[8 stored down, 8 stored across]: the samples, row by row.</summary>
    public byte[] Samples { get; private set; } = [];

    /// <summary>The samples in a row.</summary>
    public int Stride => Side * StoredAcross;

    /// <summary>Sets the numbers of blocks by those of the frame.</summary>
    public void Measure(JpegFrame frame)
    {
        BlocksAcross = CeilingOf(CeilingOf(frame.Width * Across, frame.MostAcross), Side);
        BlocksDown = CeilingOf(CeilingOf(frame.Height * Down, frame.MostDown), Side);
        StoredAcross = frame.UnitsAcross * Across;
        StoredDown = frame.UnitsDown * Down;
    }

    /// <summary>Makes room for the samples, and where blocks come in several passes for their coefficients.</summary>
    public void Allocate(bool isProgressive)
    {
        Samples = new byte[StoredAcross * StoredDown * BlockLength];
        _coefficients = isProgressive ? new short[Samples.Length] : [];
    }

    /// <summary>The coefficients of a block of a progressive frame, row by row.</summary>
    public Span<short> Block(int row, int column) => _coefficients.AsSpan(((row * StoredAcross) + column) * BlockLength, BlockLength);

    /// <summary>Computes the samples of a block from its coefficients.</summary>
    public void Write(int row, int column, ReadOnlySpan<short> block)
        => JpegTransform.Invert(block, Quantization, Samples.AsSpan((row * Side * Stride) + (column * Side)), Stride);

    /// <summary>Computes all samples of a progressive frame.</summary>
    public void WriteAll()
    {
        for (int row = 0; row < StoredDown; row++)
        {
            for (int column = 0; column < StoredAcross; column++)
            {
                Write(row, column, Block(row, column));
            }
        }

        _coefficients = [];
    }

    /// <summary>a / b, rounded up.</summary>
    public static int CeilingOf(int a, int b) => (a + b - 1) / b;
}

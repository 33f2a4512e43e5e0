namespace AutogradMaml.Data;

/// <summary>A Huffman table of a JPEG file, checked: from the next bits to the symbol that they begin with.</summary>
/// <remarks>Codes of up to nine bits, almost all that occur, are looked up; of a longer one the length is found first, by the least number
/// that lies beyond all codes of that length. Source: ITU-T T.81, annex C and section F.2.2.3.</remarks>
internal sealed class JpegHuffmanTable
{
    /// <summary>The longest code, in bits.</summary>
    public const int LongestCode = 16;

    private const int LookupBits = 9;
    private const int MostSymbols = 256;

    private readonly ushort[] _lookup = new ushort[1 << LookupBits];
    private readonly int[] _beyond = new int[LongestCode + 1];
    private readonly int[] _offsets = new int[LongestCode + 1];
    private readonly byte[] _symbols;

    private JpegHuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>Reads a table.</summary>
    /// <param name="data">The rest of a segment, from the numbers of codes of each length on; without the table afterwards.</param>
    /// <param name="name">What to call the file in errors.</param>
    /// <exception cref="ImageFileException">It is no table.</exception>
    public static JpegHuffmanTable Parse(ref ReadOnlySpan<byte> data, string name)
    {
        int count = 0;
        foreach (byte ofLength in data[..Math.Min(data.Length, LongestCode)])
        {
            count += ofLength;
        }

        if (data.Length < LongestCode || count is 0 or > MostSymbols || data.Length < LongestCode + count)
        {
            throw new ImageFileException(name, "a Huffman table of it is cut short, empty or too long: it is damaged.");
        }

        JpegHuffmanTable table = new(data.Slice(LongestCode, count).ToArray());
        int code = 0;
        int symbol = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            table._offsets[length] = symbol - code;
            for (int left = data[length - 1]; left > 0; left--)
            {
                if (code >= 1 << length)
                {
                    throw new ImageFileException(
                        name, $"a Huffman table of it has more codes of {length} bits than there are: it is damaged.");
                }

                if (length <= LookupBits)
                {
                    int free = LookupBits - length;
                    table._lookup.AsSpan(code << free, 1 << free).Fill((ushort)((length << 8) | table._symbols[symbol]));
                }

                code++;
                symbol++;
            }

            table._beyond[length] = code << (LongestCode - length);
            code <<= 1;
        }

        data = data[(LongestCode + count)..];
        return table;
    }

    /// <summary>The length of the code that 16 bits begin with, times 256, and its symbol; 0 where they begin with none.</summary>
    /// <param name="next">The next 16 bits.</param>
    public int Find(int next)
    {
        int entry = _lookup[next >> (LongestCode - LookupBits)];
        for (int length = LookupBits + 1; entry == 0 && length <= LongestCode; length++)
        {
            if (next < _beyond[length])
            {
                entry = (length << 8) | _symbols[_offsets[length] + (next >> (LongestCode - length))];
            }
        }

        return entry;
    }
}

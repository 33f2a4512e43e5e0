namespace AutogradMaml.Data;

/// <summary>The bits of a scan of a JPEG file, from the highest of each byte on, up to the next marker.</summary>
/// <remarks>A byte of 255 that is meant as such is followed by 0; followed by anything else it announces a marker. Source: ITU-T T.81,
/// sections B.1.1.5 and F.2.2.</remarks>
internal ref struct JpegBits(ReadOnlySpan<byte> data, string name)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private readonly string _name = name;
    private ulong _bits;
    private int _count;

    /// <summary>How many bytes are taken; none of a marker.</summary>
    public int Position { get; private set; }

    /// <summary>The next symbol of a table.</summary>
    public int Decode(JpegHuffmanTable table)
    {
        Fill(JpegHuffmanTable.LongestCode);
        ulong next = _count >= JpegHuffmanTable.LongestCode
            ? _bits >> (_count - JpegHuffmanTable.LongestCode)
            : _bits << (JpegHuffmanTable.LongestCode - _count);
        int entry = table.Find((int)(next & ushort.MaxValue));
        int length = entry >> 8;
        if (length > _count)
        {
            throw TooShort();
        }

        if (length == 0)
        {
            throw new ImageFileException(_name, "its pixels hold a code that no Huffman table has: it is damaged.");
        }

        _count -= length;
        return entry & byte.MaxValue;
    }

    /// <summary>The next bits as a number.</summary>
    /// <param name="count">How many: 0 to 16.</param>
    public int Read(int count)
    {
        Fill(count);
        if (count > _count)
        {
            throw TooShort();
        }

        _count -= count;
        return (int)(_bits >> _count) & ((1 << count) - 1);
    }

    /// <summary>The next bits as a number with its sign: those that begin with 1 are positive, the others count up to -1.</summary>
    /// <param name="count">How many: 0 to 16.</param>
    public int ReadSigned(int count)
    {
        int value = Read(count);
        return count > 0 && value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
    }

    /// <summary>Passes a restart marker.</summary>
    /// <param name="number">Which one is expected, 0 to 7.</param>
    public void Restart(int number)
    {
        bool isAtMarker = _count < 8;
        int at = Position;
        while (at + 1 < _data.Length && _data[at] == JpegMarker.Prefix && _data[at + 1] == JpegMarker.Prefix)
        {
            at++;
        }

        if (!isAtMarker || at + 1 >= _data.Length || _data[at] != JpegMarker.Prefix || _data[at + 1] != JpegMarker.FirstRestart + number)
        {
            throw new ImageFileException(_name, $"its restart marker {number} is not where it must be: it is damaged.");
        }

        Position = at + 2;
        _count = 0;
    }

    private void Fill(int needed)
    {
        if (_count >= needed)
        {
            return;
        }

        while (_count <= 48 && Position < _data.Length)
        {
            byte next = _data[Position];
            int taken = 1;
            if (next == JpegMarker.Prefix)
            {
                if (Position + 1 >= _data.Length || _data[Position + 1] != 0)
                {
                    return;
                }

                taken = 2;
            }

            Position += taken;
            _bits = (_bits << 8) | next;
            _count += 8;
        }
    }

    private readonly ImageFileException TooShort() => new(_name, "its data end before its pixels do: it is cut short or damaged.");
}

using System.Buffers.Binary;

namespace AutogradMaml.Data;

/// <summary>Reads a JPEG file: its segments here, its frame in <see cref="JpegFrame"/>, the blocks of a scan in <see cref="JpegScan"/>, its
/// colours in <see cref="JpegColours"/>.</summary>
/// <remarks>Until the first scan has been reached, and the file is seen to have bits enough for as many blocks as its frame declares,
/// nothing is allocated but tables of at most some kilobytes. Sources: ITU-T T.81, 1992; ITU-T T.871 (JFIF), 2011; what Adobe's segment
/// means, ITU-T T.872, 2012, section 6.5.3.</remarks>
internal ref struct JpegReader
{
    /// <summary>The most tables of a kind.</summary>
    public const int MostTables = 4;

    // Files are written with ten or so; each costs a pass over all blocks, however short it is.
    private const int MostScans = 200;

    private const int LengthBytes = 2;
    private const int ScanBytes = 4;
    private const int AdobeBytes = 12;

    private readonly ReadOnlySpan<byte> _file;
    private readonly string _name;
    private readonly ushort[]?[] _quantization = new ushort[MostTables][];
    private readonly JpegHuffmanTable?[] _meanTables = new JpegHuffmanTable[MostTables];
    private readonly JpegHuffmanTable?[] _detailTables = new JpegHuffmanTable[MostTables];
    private JpegFrame? _frame;
    private bool _isJfif;
    private int? _adobeTransform;
    private int _restartInterval;
    private int _scans;
    private int _position;

    public JpegReader(ReadOnlySpan<byte> file, string name)
    {
        _file = file;
        _name = name;
        _position = 2;
    }

    public static bool IsJpeg(ReadOnlySpan<byte> file)
        => file.StartsWith([JpegMarker.Prefix, JpegMarker.Start, JpegMarker.Prefix]);

    public ByteImage Read()
    {
        for (byte marker; (marker = NextMarker()) != JpegMarker.End;)
        {
            switch (marker)
            {
                case JpegMarker.BaselineFrame or JpegMarker.ExtendedFrame or JpegMarker.ProgressiveFrame:
                    ReadFrame(marker == JpegMarker.ProgressiveFrame);
                    break;
                case JpegMarker.HuffmanTables:
                    ReadHuffmanTables();
                    break;
                case JpegMarker.QuantizationTables:
                    ReadQuantizationTables();
                    break;
                case JpegMarker.RestartInterval:
                    _restartInterval = Segment() is [byte high, byte low]
                        ? (high << 8) | low
                        : throw Fault("its restart interval is not of two bytes: it is damaged.");
                    break;
                case JpegMarker.Scan:
                    ReadScan();
                    break;
                case JpegMarker.Jfif:
                    _isJfif |= Segment().StartsWith("JFIF\0"u8);
                    break;
                case JpegMarker.Adobe:
                    ReadOnlySpan<byte> adobe = Segment();
                    _adobeTransform = adobe.Length >= AdobeBytes && adobe.StartsWith("Adobe"u8) ? adobe[AdobeBytes - 1] : _adobeTransform;
                    break;
                case >= JpegMarker.FirstNote and <= JpegMarker.LastNote:
                    Segment();
                    break;
                default:
                    throw Unread(marker);
            }
        }

        return Finish();
    }

    private readonly ByteImage Finish()
    {
        if (_frame is not { } frame)
        {
            throw Fault("it ends without an image.");
        }

        if (Array.Find(frame.Components, static component => component.Quantization is null) is { } missing)
        {
            throw Fault($"it has no data of its colour {missing.Identifier}: it is cut short or damaged.");
        }

        if (frame.IsProgressive)
        {
            Array.ForEach(frame.Components, static component => component.WriteAll());
        }

        return JpegColours.Image(frame, IsYCbCr(frame));
    }

    // Adobe's segment says it; JFIF has no other colours; else colours that are called R, G and B are these.
    private readonly bool IsYCbCr(JpegFrame frame)
        => _adobeTransform is { } transform
            ? transform != 0
            : _isJfif || !frame.Components.Select(static component => component.Identifier).SequenceEqual("RGB"u8.ToArray());

    private void ReadFrame(bool isProgressive)
    {
        ReadOnlySpan<byte> data = Segment();
        _frame = _frame is null
            ? JpegFrame.Parse(data, isProgressive, _name)
            : throw Fault("it has two frames; one is read.");
    }

    private void ReadQuantizationTables()
    {
        for (ReadOnlySpan<byte> data = Segment(); data.Length > 0;)
        {
            (int size, int number) = (data[0] >> 4, data[0] & 15);
            int length = 1 + (JpegComponent.BlockLength * (size + 1));
            if (size > 1 || number >= MostTables || data.Length < length)
            {
                throw Fault($"its quantization table {number} is cut short or of no kind that the format has: it is damaged.");
            }

            var table = new ushort[JpegComponent.BlockLength];
            for (int k = 0; k < table.Length; k++)
            {
                table[JpegScan.Diagonals[k]] =
                    size == 0 ? data[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(data[(1 + (2 * k))..]);
            }

            _quantization[number] = table;
            data = data[length..];
        }
    }

    private void ReadHuffmanTables()
    {
        for (ReadOnlySpan<byte> data = Segment(); data.Length > 0;)
        {
            (int kind, int number) = (data[0] >> 4, data[0] & 15);
            if (kind > 1 || number >= MostTables)
            {
                throw Fault($"its Huffman table {number} of kind {kind} is of no kind that the format has: it is damaged.");
            }

            data = data[1..];
            (kind == 0 ? _meanTables : _detailTables)[number] = JpegHuffmanTable.Parse(ref data, _name);
        }
    }

    private void ReadScan()
    {
        if (_frame is not { } frame)
        {
            throw Fault("its pixels come before its frame header: it is damaged.");
        }

        if (++_scans > MostScans)
        {
            throw Fault($"it has more than {MostScans} scans.");
        }

        ReadOnlySpan<byte> header = Segment();
        int count = header.Length > 0 ? header[0] : 0;
        if (count < 1 || count > frame.Components.Length || header.Length != ScanBytes + (2 * count))
        {
            throw Fault($"its scan header has {header.Length} bytes for {count} colours: it is damaged.");
        }

        ReadOnlySpan<byte> end = header[^3..];
        JpegBand band = new(end[0], end[1], end[2] >> 4, end[2] & 15);
        if (frame.IsProgressive && !band.IsPossible(count))
        {
            throw Fault(
                $"a scan of it is of coefficients {band.First} to {band.Last}, bits {band.High} and {band.Low}, for {count} colours, " +
                    "which the format does not have: it is damaged.");
        }

        if (_scans == 1)
        {
            Allocate(frame);
        }

        var components = new JpegComponent[count];
        for (int k = 0; k < count; k++)
        {
            components[k] = Component(frame, band, header[1 + (2 * k)], header[2 + (2 * k)]);
            if (components.AsSpan(0, k).Contains(components[k]))
            {
                throw Fault($"a scan of it has the colour {header[1 + (2 * k)]} twice: it is damaged.");
            }
        }

        _position += new JpegScan(frame, components, band, _restartInterval, _file[_position..], _name).Decode();
        FindMarker();
    }

    // A block takes a bit in the scan that begins it, if not more.
    private readonly void Allocate(JpegFrame frame)
    {
        int left = _file.Length - _position;
        if (8L * left < frame.Blocks)
        {
            throw Fault(
                $"it declares {frame.Width} x {frame.Height} pixels, but the {left} bytes that are left can't hold that many: it is cut " +
                    "short or damaged.");
        }

        foreach (JpegComponent component in frame.Components)
        {
            component.Allocate(frame.IsProgressive);
        }
    }

    private readonly JpegComponent Component(JpegFrame frame, JpegBand band, byte identifier, byte tables)
    {
        JpegComponent component = Array.Find(frame.Components, one => one.Identifier == identifier)
            ?? throw Fault($"a scan of it has the colour {identifier}, which its frame does not have: it is damaged.");
        if (!frame.IsProgressive && component.Quantization is not null)
        {
            throw Fault($"it has the colour {identifier} twice: it is damaged.");
        }

        component.Quantization ??= _quantization[component.Table]
            ?? throw Fault($"its quantization table {component.Table} is missing: it is damaged.");
        (int mean, int detail) = (tables >> 4, tables & 15);
        component.MeanTable = mean < MostTables ? _meanTables[mean] : null;
        component.DetailTable = detail < MostTables ? _detailTables[detail] : null;
        bool needsMean = !frame.IsProgressive || (band.First == 0 && !band.IsRefinement);
        bool needsDetail = !frame.IsProgressive || band.First > 0;
        return (needsMean && component.MeanTable is null) || (needsDetail && component.DetailTable is null)
            ? throw Fault($"the Huffman tables {mean} and {detail} of a scan are not both there: it is damaged.")
            : component;
    }

    // Behind the data of a scan a few bytes may stand that say nothing.
    private void FindMarker()
    {
        for (; _position + 1 < _file.Length; _position++)
        {
            byte next = _file[_position + 1];
            if (_file[_position] == JpegMarker.Prefix && next is not 0 and not JpegMarker.Prefix && !JpegMarker.IsRestart(next))
            {
                return;
            }
        }

        throw CutShort();
    }

    private byte NextMarker()
    {
        while (_position + 1 < _file.Length && _file[_position] == JpegMarker.Prefix && _file[_position + 1] == JpegMarker.Prefix)
        {
            _position++;
        }

        if (_position + 1 >= _file.Length)
        {
            throw CutShort();
        }

        if (_file[_position] != JpegMarker.Prefix)
        {
            throw Fault($"where a segment is to begin, at byte {_position}, stands {_file[_position]}: it is damaged.");
        }

        _position += 2;
        return _file[_position - 1];
    }

    private ReadOnlySpan<byte> Segment()
    {
        int left = _file.Length - _position;
        int length = left < LengthBytes ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_file[_position..]);
        if (length < LengthBytes || length > left)
        {
            throw Fault(
                $"its segment at byte {_position} declares {length} bytes where {left} are left: it is cut short or damaged.");
        }

        ReadOnlySpan<byte> data = _file.Slice(_position + LengthBytes, length - LengthBytes);
        _position += length;
        return data;
    }

    private readonly ImageFileException Unread(byte marker) => Fault(marker switch
    {
        JpegMarker.ArithmeticConditioning or (>= 0xC9 and <= 0xCB) or (>= 0xCD and <= JpegMarker.LastFrame)
            => "it is coded arithmetically, which is not read: save it as an ordinary JPEG file.",
        JpegMarker.LosslessFrame => "it is coded without loss, which is not read: save it as an ordinary JPEG file, or as PNG.",
        > JpegMarker.HuffmanTables and < JpegMarker.Reserved
            => "it is coded in several frames, which is not read: save it as an ordinary JPEG file.",
        _ => $"at byte {_position - 2} stands the marker {marker:X2}, which has no place there: it is damaged.",
    });

    private readonly ImageFileException CutShort() => Fault("it ends without its end marker: it is cut short.");

    private readonly ImageFileException Fault(string fault) => new(_name, fault);
}

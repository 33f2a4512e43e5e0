namespace AutogradMaml.Data;

/// <summary>Reads PGM and PPM files, plain (P2, P3) and binary (P5, P6).</summary>
/// <remarks>Source: the pgm(5) and ppm(5) manual pages of Netpbm. One image a file; a greatest value of at most 255.</remarks>
internal ref struct NetpbmReader(ReadOnlySpan<byte> file, string name)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private readonly string _name = name;
    private int _position = 2;

    public static bool IsNetpbm(ReadOnlySpan<byte> file)
        => file.Length > 2 && file[0] == 'P' && file[1] is (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6' && IsSpaceOrComment(file[2]);

    public ByteImage Read()
    {
        bool isPlain = _file[1] is (byte)'2' or (byte)'3';
        int channels = _file[1] is (byte)'3' or (byte)'6' ? 3 : 1;
        int width = Number("its number of columns");
        int height = Number("its number of rows");
        int greatest = Number("its greatest value");
        ImageFile.RequireSize(_name, height, width);
        if (greatest is < 1 or > 255)
        {
            throw Fault($"its greatest value is {greatest}; 1 to 255 are read: save it with 8 bits.");
        }

        int count = channels * height * width;
        if (!isPlain)
        {
            // One byte of white space ends the header, and nothing may follow the pixels.
            if (_position >= _file.Length || !IsSpace(_file[_position++]))
            {
                throw Fault("no white space follows its greatest value.");
            }

            RequireBytes(_file.Length - _position, count, isExact: true);
        }
        else
        {
            // Each number takes a digit and a space, but for the last.
            RequireBytes(_file.Length - _position, 2 * count, isExact: false);
        }

        var pixels = new byte[count];
        int plane = height * width;
        for (int k = 0; k < count; k++)
        {
            int value = isPlain ? Number("a pixel") : _file[_position++];
            if (value > greatest)
            {
                throw Fault($"it holds the value {value}, and declares {greatest} as its greatest.");
            }

            pixels[(k % channels * plane) + (k / channels)] = (byte)(((value * 255) + (greatest / 2)) / greatest);
        }

        SkipSpace();
        return isPlain && _position < _file.Length ? throw Fault("something follows its pixels.") : new(channels, height, width, pixels);
    }

    private readonly void RequireBytes(int got, int expected, bool isExact)
    {
        if (got < expected || (isExact && got > expected))
        {
            throw Fault(
                $"{got} bytes are left for its pixels, which take {expected}{(isExact ? string.Empty : " or more")}: " +
                    "it is cut short or damaged.");
        }
    }

    // White space, comments and digits; no number here is longer than nine digits, so none overflows.
    private int Number(string what)
    {
        SkipSpace();
        int start = _position;
        int value = 0;
        while (_position < _file.Length && char.IsAsciiDigit((char)_file[_position]))
        {
            value = (10 * value) + _file[_position] - '0';
            _position++;
            if (_position - start > 9)
            {
                throw Fault($"{what} is a number of ten digits or more.");
            }
        }

        bool isNumber = _position > start && (_position == _file.Length || IsSpaceOrComment(_file[_position]));
        return isNumber ? value : throw Fault($"{what} is not a number.");
    }

    private void SkipSpace()
    {
        while (_position < _file.Length && IsSpaceOrComment(_file[_position]))
        {
            if (_file[_position] == '#')
            {
                int end = _file[_position..].IndexOf((byte)'\n');
                _position = end < 0 ? _file.Length : _position + end;
            }
            else
            {
                _position++;
            }
        }
    }

    private static bool IsSpaceOrComment(byte b) => b == '#' || IsSpace(b);

    private static bool IsSpace(byte b) => b is 32 or (>= 9 and <= 13);

    private readonly ImageFileException Fault(string fault) => new(_name, fault);
}

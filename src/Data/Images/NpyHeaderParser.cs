namespace AutogradMaml.Data;

/// <summary>
/// Parses the header of a .npy file, a Python dictionary such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (28, 28), }</c>.
/// </summary>
internal ref struct NpyHeaderParser(ReadOnlySpan<byte> header, string name)
{
    private const int MaximumAxes = 32;

    private readonly ReadOnlySpan<byte> _header = header;
    private readonly string _name = name;
    private int _position;

    public NpyHeader Parse()
    {
        int elementBytes = 0;
        bool hasOrder = false;
        long[]? sizes = null;
        Expect((byte)'{');
        while (!TryTake((byte)'}'))
        {
            ReadOnlySpan<byte> key = Quoted();
            Expect((byte)':');
            if (key.SequenceEqual("descr"u8) && elementBytes == 0)
            {
                elementBytes = ElementBytes(Quoted());
            }
            else if (key.SequenceEqual("fortran_order"u8) && !hasOrder)
            {
                hasOrder = true;
                RequireRowOrder();
            }
            else if (key.SequenceEqual("shape"u8) && sizes is null)
            {
                sizes = Sizes();
            }
            else
            {
                throw Fault("has a key twice, or one that is none of 'descr', 'fortran_order' and 'shape'");
            }

            if (!TryTake((byte)','))
            {
                Expect((byte)'}');
                break;
            }
        }

        SkipSpace();
        bool isWhole = elementBytes > 0 && hasOrder && sizes is not null && _position == _header.Length;
        return isWhole
            ? new(elementBytes, sizes!)
            : throw Fault("lacks one of 'descr', 'fortran_order' and 'shape', or something follows it");
    }

    private readonly int ElementBytes(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("|u1"u8) || type.SequenceEqual("<u1"u8))
        {
            return 1;
        }

        if (type.SequenceEqual("<f4"u8))
        {
            return 4;
        }

        return type.SequenceEqual("<f8"u8)
            ? 8
            : throw new ImageFileException(
                _name, "its values are neither bytes (|u1) nor little-endian floats (<f4, <f8): convert it with astype.");
    }

    private void RequireRowOrder()
    {
        SkipSpace();
        if (_header[_position..].StartsWith("False"u8))
        {
            _position += 5;
            return;
        }

        throw _header[_position..].StartsWith("True"u8)
            ? new ImageFileException(_name, "it is in Fortran order: save it after numpy.ascontiguousarray.")
            : Fault("gives neither True nor False for 'fortran_order'");
    }

    private long[] Sizes()
    {
        List<long> sizes = [];
        Expect((byte)'(');
        while (!TryTake((byte)')'))
        {
            if (sizes.Count == MaximumAxes)
            {
                throw Fault($"gives a shape of more than {MaximumAxes} axes");
            }

            sizes.Add(Number());
            if (!TryTake((byte)','))
            {
                Expect((byte)')');
                break;
            }
        }

        return [.. sizes];
    }

    private long Number()
    {
        SkipSpace();
        int start = _position;
        long value = 0;
        while (_position < _header.Length && char.IsAsciiDigit((char)_header[_position]))
        {
            value = (10 * value) + _header[_position] - '0';
            _position++;
            if (_position - start > 18)
            {
                throw Fault("gives a size of 19 digits or more");
            }
        }

        return _position > start ? value : throw Fault("gives a size that is not a number");
    }

    private ReadOnlySpan<byte> Quoted()
    {
        SkipSpace();
        if (_position < _header.Length && _header[_position] is (byte)'\'' or (byte)'"')
        {
            ReadOnlySpan<byte> text = _header[(_position + 1)..];
            int end = text.IndexOf(_header[_position]);
            if (end >= 0)
            {
                _position += end + 2;
                return text[..end];
            }
        }

        throw Fault($"lacks a quoted word at byte {_position}");
    }

    private void Expect(byte expected)
    {
        if (!TryTake(expected))
        {
            throw Fault($"lacks '{(char)expected}' at byte {_position}");
        }
    }

    private bool TryTake(byte expected)
    {
        SkipSpace();
        bool isThere = _position < _header.Length && _header[_position] == expected;
        _position += isThere ? 1 : 0;
        return isThere;
    }

    private void SkipSpace()
    {
        while (_position < _header.Length && _header[_position] is 32 or 9 or 10 or 13)
        {
            _position++;
        }
    }

    private readonly ImageFileException Fault(string fault) => new(_name, $"its .npy header {fault}.");
}

namespace AutogradMaml.Data;

/// <summary>A scan of a JPEG file: decodes its blocks, whole ones or what one pass adds to them.</summary>
/// <remarks>Source: ITU-T T.81, sections F.2 (sequential) and G.2 (progressive).</remarks>
internal ref struct JpegScan
{
    // Sixteen zeros; with fewer, and no coefficient after them, a block has no more.
    private const int ZeroRun = 15;

    // Of samples of 8 bits.
    private const int MostBitsOfMeans = 11;

    private readonly JpegFrame _frame;
    private readonly JpegComponent[] _components;
    private readonly JpegBand _band;
    private readonly int _restartInterval;
    private readonly string _name;
    private JpegBits _bits;
    private int _blocksWithoutMore;

    public JpegScan(
        JpegFrame frame, JpegComponent[] components, JpegBand band, int restartInterval, ReadOnlySpan<byte> data, string name)
    {
        (_frame, _components, _band, _restartInterval, _name) = (frame, components, band, restartInterval, name);
        _bits = new(data, name);
    }

    // From the order along diagonals, in which coefficients come, to rows and columns.
    public static ReadOnlySpan<byte> Diagonals =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49,
        56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>Decodes all blocks of the scan.</summary>
    /// <returns>How many bytes of the data are taken.</returns>
    /// <exception cref="ImageFileException">The data are damaged.</exception>
    public int Decode()
    {
        Span<short> scratch = stackalloc short[JpegComponent.BlockLength];
        JpegComponent first = _components[0];
        bool isInterleaved = _components.Length > 1;
        int across = isInterleaved ? _frame.UnitsAcross : first.BlocksAcross;
        int down = isInterleaved ? _frame.UnitsDown : first.BlocksDown;
        Reset();
        int restarts = 0;
        int left = _restartInterval;
        for (int row = 0; row < down; row++)
        {
            for (int column = 0; column < across; column++)
            {
                if (_restartInterval > 0 && left-- == 0)
                {
                    _bits.Restart(restarts++ % 8);
                    Reset();
                    left = _restartInterval - 1;
                }

                if (!isInterleaved)
                {
                    ReadBlock(first, row, column, scratch);
                    continue;
                }

                foreach (JpegComponent component in _components)
                {
                    for (int k = 0; k < component.Down * component.Across; k++)
                    {
                        ReadBlock(
                            component,
                            (row * component.Down) + (k / component.Across),
                            (column * component.Across) + (k % component.Across),
                            scratch);
                    }
                }
            }
        }

        return _bits.Position;
    }

    private void Reset()
    {
        _blocksWithoutMore = 0;
        foreach (JpegComponent component in _components)
        {
            component.Predictor = 0;
        }
    }

    private void ReadBlock(JpegComponent component, int row, int column, scoped Span<short> scratch)
    {
        if (!_frame.IsProgressive)
        {
            scratch.Clear();
            scratch[0] = (short)ReadMean(component);
            ReadDetails(component, scratch);
            component.Write(row, column, scratch);
            return;
        }

        Span<short> block = component.Block(row, column);
        if (_band.First == 0)
        {
            block[0] = _band.IsRefinement
                ? (short)((ushort)block[0] | (_bits.Read(1) << _band.Low))
                : (short)(ReadMean(component) << _band.Low);
        }
        else if (_band.IsRefinement)
        {
            RefineDetails(component, block);
        }
        else
        {
            ReadFirstDetails(component, block);
        }
    }

    private int ReadMean(JpegComponent component)
    {
        int bits = _bits.Decode(component.MeanTable!);
        if (bits > MostBitsOfMeans)
        {
            throw new ImageFileException(
                _name, $"it declares a difference of {bits} bits, where {MostBitsOfMeans} are the most: it is damaged.");
        }

        return component.Predictor += _bits.ReadSigned(bits);
    }

    private void ReadDetails(JpegComponent component, scoped Span<short> block)
    {
        for (int k = 1; k < JpegComponent.BlockLength; k++)
        {
            (int zeros, int bits) = Split(_bits.Decode(component.DetailTable!));
            if (bits == 0 && zeros < ZeroRun)
            {
                return;
            }

            k += zeros;
            if (bits > 0)
            {
                Place(block, k, JpegComponent.BlockLength - 1) = (short)_bits.ReadSigned(bits);
            }
        }
    }

    private void ReadFirstDetails(JpegComponent component, scoped Span<short> block)
    {
        if (_blocksWithoutMore > 0)
        {
            _blocksWithoutMore--;
            return;
        }

        for (int k = _band.First; k <= _band.Last; k++)
        {
            (int zeros, int bits) = Split(_bits.Decode(component.DetailTable!));
            if (bits == 0 && zeros < ZeroRun)
            {
                _blocksWithoutMore = (1 << zeros) + _bits.Read(zeros) - 1;
                return;
            }

            k += zeros;
            if (bits > 0)
            {
                Place(block, k, _band.Last) = (short)(_bits.ReadSigned(bits) << _band.Low);
            }
        }
    }

    private void RefineDetails(JpegComponent component, scoped Span<short> block)
    {
        int k = _band.First;
        while (_blocksWithoutMore == 0 && k <= _band.Last)
        {
            (int zeros, int bits) = Split(_bits.Decode(component.DetailTable!));
            if (bits == 0 && zeros < ZeroRun)
            {
                _blocksWithoutMore = (1 << zeros) + _bits.Read(zeros);
                break;
            }

            if (bits > 1)
            {
                throw new ImageFileException(_name, $"a coefficient of {bits} bits is added where one is refined by one: it is damaged.");
            }

            // The sign of the new coefficient comes before the bits of those that it is passed over.
            int value = bits == 0 ? 0 : _bits.Read(1) == 1 ? 1 << _band.Low : -1 << _band.Low;
            k = PassOver(block, k, zeros);
            if (bits > 0)
            {
                Place(block, k, _band.Last) = (short)value;
            }

            k++;
        }

        if (_blocksWithoutMore > 0)
        {
            PassOver(block, k, int.MaxValue);
            _blocksWithoutMore--;
        }
    }

    // Reads a bit for each coefficient that is not 0, up to the place after some that are.
    private int PassOver(scoped Span<short> block, int k, int zeros)
    {
        for (; k <= _band.Last; k++)
        {
            ref short coefficient = ref block[Diagonals[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }
            }
            else if (_bits.Read(1) == 1 && (coefficient & (1 << _band.Low)) == 0)
            {
                coefficient += (short)(coefficient > 0 ? 1 << _band.Low : -1 << _band.Low);
            }
        }

        return k;
    }

    private readonly ref short Place(Span<short> block, int k, int last)
    {
        if (k > last)
        {
            throw new ImageFileException(_name, $"a block has a coefficient {k}, where {last} is the last: it is damaged.");
        }

        return ref block[Diagonals[k]];
    }

    // How many zeros come first, and how many bits the coefficient after them has.
    private static (int Zeros, int Bits) Split(int symbol) => (symbol >> 4, symbol & 15);
}

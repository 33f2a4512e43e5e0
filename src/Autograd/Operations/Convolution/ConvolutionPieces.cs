namespace AutogradMaml.Autograd;

/// <summary>
/// The work of a convolution in pieces whose memory stays in cache: several small images at once, so that matrix products are long enough,
/// or some rows of one large image, so that scratch memory does not grow with its height.
/// </summary>
internal readonly struct ConvolutionPieces
{
    // 512 KiB of floats, by measurement: longer pieces make longer products, and are read and written in order.
    private const long Elements = 1 << 17;

    // Whole tiles: four rows, or four pairs of rows.
    private const int RowUnit = 8;

    private readonly int _images;
    private readonly int _height;

    /// <summary>Divides the work.</summary>
    /// <param name="images">The number of images.</param>
    /// <param name="height">The rows of a result.</param>
    /// <param name="imageElements">The elements of an image and its result together.</param>
    public ConvolutionPieces(int images, int height, long imageElements)
    {
        _images = images;
        _height = height;
        if (imageElements <= Elements)
        {
            int most = (int)Math.Clamp(Elements / Math.Max(1, imageElements), 1, Math.Max(1, images));
            ImagesAtOnce = Balanced(images, most, 1);
            RowsAtOnce = height;
        }
        else
        {
            int most = (int)Math.Clamp(Elements * height / imageElements, RowUnit, Math.Max(RowUnit, height));
            ImagesAtOnce = 1;
            RowsAtOnce = Math.Min(height, Balanced(height, most, RowUnit));
        }
    }

    /// <summary>The most images in a piece.</summary>
    public int ImagesAtOnce { get; }

    /// <summary>The most rows of the result in a piece, a multiple of eight where an image is divided.</summary>
    public int RowsAtOnce { get; }

    /// <summary>The number of pieces.</summary>
    public int Count => Parts(_images, ImagesAtOnce) * Parts(_height, RowsAtOnce);

    /// <summary>The most rows of the source that a piece reads.</summary>
    public int SourceRowsAtOnce(in Correlation form)
    {
        int most = 0;
        int bands = RowsAtOnce == _height ? 1 : Count;
        for (int piece = 0; piece < bands; piece++)
        {
            (_, _, int row, int rows) = this[piece];
            (int from, int to) = form.SourceRows(row, row + rows);
            most = Math.Max(most, to - from);
        }

        return most;
    }

    /// <summary>The number of equal parts of at most <paramref name="most"/> that cover a length, and their size as a multiple of
    /// <paramref name="unit"/>.</summary>
    public static int Balanced(int length, int most, int unit)
    {
        int parts = Parts(Math.Max(1, length), Math.Max(1, most));
        int size = Parts(Math.Max(1, length), parts);
        return Parts(size, unit) * unit;
    }

    /// <summary>One piece: its images and the rows of their results.</summary>
    public (int Image, int Images, int Row, int Rows) this[int piece]
    {
        get
        {
            int bands = Parts(_height, RowsAtOnce);
            int image = piece / bands * ImagesAtOnce;
            int row = piece % bands * RowsAtOnce;
            return (image, Math.Min(ImagesAtOnce, _images - image), row, Math.Min(RowsAtOnce, _height - row));
        }
    }

    private static int Parts(int length, int size) => (length + size - 1) / size;
}

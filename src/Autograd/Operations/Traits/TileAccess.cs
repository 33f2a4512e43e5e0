namespace AutogradMaml.Autograd;

/// <summary>How an operand is read or written while arrays are gone through tile by tile.</summary>
internal readonly record struct TileAccess
{
    /// <summary>Along with the arrays, as its shape broadcasts to theirs.</summary>
    public static readonly TileAccess Along;

    /// <summary>The same, and its numbers must lie together even where it is one number.</summary>
    public static readonly TileAccess Together = new() { LiesTogether = true };

    /// <summary>Whether the numbers of a tile must lie together even where they are one number.</summary>
    public bool LiesTogether { get; private init; }

    /// <summary>The windows of a plane, where it has so many numbers for each plane of the arrays; 0 where it has not.</summary>
    public int Windows { get; private init; }

    /// <summary>The shape along which it is walked, with <see cref="BlockLength"/> numbers at each place; null where it is walked along its
    /// own.</summary>
    public Shape? Blocks { get; private init; }

    /// <summary>The numbers of a block.</summary>
    public int BlockLength { get; private init; }

    /// <summary>The height and width, where a tile reads one plane of it with a border around; null where it does not.</summary>
    public (int Height, int Width)? Bordered { get; private init; }

    /// <summary>The elements of a plane with its border.</summary>
    public int BorderedLength { get; private init; }

    /// <summary>Whether a tile of it may be one that was made just before.</summary>
    public bool IsAlong => Blocks is null && Bordered is null;

    /// <summary>So many numbers for each plane of the arrays.</summary>
    public static TileAccess OfWindows(int count) => new() { Windows = count };

    /// <summary>So many numbers at each place of a shape that broadcasts to that of the arrays.</summary>
    public static TileAccess OfBlocks(Shape shape, int length) => new() { Blocks = shape, BlockLength = length };

    /// <summary>One plane with a border around it for all of a tile.</summary>
    public static TileAccess OfBordered(int height, int width, int length) => new() { Bordered = (height, width), BorderedLength = length };
}

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// How an operation is computed tile by tile: which array is cut, how each operand is walked meanwhile, and what is done with a tile.
/// Operations that are computed together go over arrays of one number of elements and have at most two inputs.
/// </summary>
internal sealed class TileForm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>In the place of an input's number: the result.</summary>
    public const int Result = -1;

    /// <summary>Which array is cut into tiles: an input by its number, or <see cref="Result"/>.</summary>
    public int Cut { get; init; } = Result;

    /// <summary>What is done with a tile; null for a sum, which adds a tile of its input to the places of the result that broadcast to
    /// it.</summary>
    public TileFunction<T>? Function { get; init; }

    /// <summary>How the first input is read.</summary>
    public TileAccess First { get; init; }

    /// <summary>How the second input is read, if there is one.</summary>
    public TileAccess Second { get; init; }

    /// <summary>How the result is written.</summary>
    public TileAccess Output { get; init; }

    /// <summary>The axes along which tiles are cut; null for those along which an operand broadcasts.</summary>
    public int[]? Sizes { get; init; }

    /// <summary>The elements of the planes that a tile holds whole; 1 where it may be cut anywhere.</summary>
    public int PlaneLength { get; init; } = 1;

    /// <summary>Whether the planes of a tile lie along one axis, never along parts of two.</summary>
    public bool IsCutAtPlanes { get; init; }

    /// <summary>Whether the result is smaller than what is cut, and whole only after the last tile.</summary>
    public bool IsGathered { get; init; }

    /// <summary>Whether each tile adds to the result, which begins with zeros.</summary>
    public bool AddsUp { get; init; }

    /// <summary>Whether a tile of the result may be written over that of an input.</summary>
    public bool WritesInPlace { get; init; }

    /// <summary>Whether it is best computed on whole arrays where it has no company.</summary>
    public bool IsBestAloneOnWhole { get; init; }

    /// <summary>What it costs to compute it once more.</summary>
    public AnewCost Anew { get; init; }

    /// <summary>A function of one or two numbers, element by element.</summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="anew">What it costs to compute it once more.</param>
    public static TileForm<T> Elementwise(TileFunction<T> function, int inputs, AnewCost anew) => new()
    {
        Function = function,

        // A function of one number has no step.
        First = inputs == 1 ? TileAccess.Together : TileAccess.Along,
        WritesInPlace = true,
        Anew = anew,
    };

    /// <summary>Whether an input can be read tile by tile as it is made.</summary>
    /// <param name="input">Which input.</param>
    public bool ReadsMade(int input) => AccessOf(input).IsAlong;

    /// <summary>How an input is read.</summary>
    /// <param name="input">Which input.</param>
    public TileAccess AccessOf(int input) => input == 0 ? First : Second;
}

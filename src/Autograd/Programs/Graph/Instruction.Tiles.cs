using System.Numerics;

namespace AutogradMaml.Autograd;

/// <content>How an instruction is computed tile by tile.</content>
internal sealed partial class Instruction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TileForm<T>? _tiles;
    private bool _hasTiles;
    private int[]? _loopSizes;
    private int _sumRow;

    /// <summary>How it is computed tile by tile; null where it can't be, or has nothing to compute.</summary>
    public TileForm<T>? Tiles
    {
        get
        {
            if (!_hasTiles)
            {
                _hasTiles = true;
                TileForm<T>? form = Operation.Tiles(InputShapes, Shape);
                _tiles = form is not null && CutBy(form).ElementCount > 0 ? form : null;
            }

            return _tiles;
        }
    }

    /// <summary>Whether its result is smaller than what is cut into tiles, and whole only after the last tile.</summary>
    public bool IsGathered => Tiles is { IsGathered: true };

    /// <summary>The shape of the arrays that are cut into tiles.</summary>
    public Shape LoopShape => CutBy(Tiles!);

    /// <summary>The sizes of the axes along which the operands are walked, tile by tile.</summary>
    public int[] LoopSizes => _loopSizes ??= FindLoopSizes();

    /// <summary>The sizes of the axes that are cut when it is computed by itself; null when that is best done on whole arrays.</summary>
    public int[]? SizesAlone => Tiles is { IsBestAloneOnWhole: false } ? LoopSizes : null;

    /// <summary>Whether it can read an array tile by tile as it is made.</summary>
    /// <param name="owner">The value that owns the array, one of those that it reads.</param>
    public bool ReadsTiles(int owner)
    {
        if (Tiles is { } form)
        {
            for (int k = 0; k < Inputs.Length; k++)
            {
                if (_values.OwnerOf(Inputs[k]) == owner && form.ReadsMade(k))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether it can be computed in such tiles: sums add in the same order as without, and planes stay whole.</summary>
    public bool Allows(Tiling tiling)
    {
        TileForm<T> form = Tiles!;
        return form.Function is null ? tiling.KeepsSums(SumRow)
            : form.IsCutAtPlanes ? tiling.IsCutInto(form.PlaneLength)
            : form.PlaneLength == 1 || tiling.KeepsPlanes(form.PlaneLength);
    }

    // The length of the rows that a sum adds up: 1 where the innermost axis stays.
    private int SumRow
    {
        get
        {
            if (_sumRow == 0)
            {
                Walk walk = Walk.Of(Shape, LoopShape);
                _sumRow = walk.Strides.Length > 0 && walk.Strides[^1] == 0 ? walk.Sizes[^1] : 1;
            }

            return _sumRow;
        }
    }

    private int[] FindLoopSizes()
    {
        Shape shape = LoopShape;
        int[] sizes = shape.ElementCount == 1 ? [] : [shape.ElementCount];
        if (Tiles!.Sizes is { } own)
        {
            return Walk.Refine(sizes, own)!;
        }

        foreach (int value in Inputs.Append(Output))
        {
            // What is as long is gone through in order.
            if (_values.ShapeOf(value).ElementCount != shape.ElementCount)
            {
                sizes = Walk.Refine(sizes, Walk.Of(_values.ShapeOf(value), shape).Sizes)!;
            }
        }

        return sizes;
    }

    private Shape CutBy(TileForm<T> form) => form.Cut == TileForm<T>.Result ? Shape : _values.ShapeOf(Inputs[form.Cut]);
}

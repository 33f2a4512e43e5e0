using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Parts of a cotangent that lie beside each other along one axis, where slices were taken, and are put together once: that takes
/// a pass over the whole, where adding each part among zeros takes one for each of them.</summary>
/// <remarks>The bits are those of the sum, but for a zero's sign: next to a part lies nothing but zeros.</remarks>
internal sealed class CotangentParts<T>(int axis)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // By their start.
    private readonly List<(int Start, int Length, int Node)> _parts = [];

    /// <summary>The axis along which they lie.</summary>
    public int Axis => axis;

    /// <summary>The nodes of the parts.</summary>
    public IEnumerable<int> Nodes => _parts.Select(static part => part.Node);

    /// <summary>Takes a part in, unless it is along another axis or covers a place of one that is here.</summary>
    /// <param name="along">Its axis.</param>
    /// <param name="start">Its first place.</param>
    /// <param name="length">The number of its places; at least 1.</param>
    /// <param name="node">The part.</param>
    public bool TryAdd(int along, int start, int length, int node)
    {
        if (along != axis)
        {
            return false;
        }

        int place = 0;
        for (int beyond = _parts.Count; place < beyond;)
        {
            int middle = (place + beyond) / 2;
            (place, beyond) = _parts[middle].Start < start ? (middle + 1, beyond) : (place, middle);
        }

        if ((place > 0 && _parts[place - 1].Start + _parts[place - 1].Length > start)
            || (place < _parts.Count && start + length > _parts[place].Start))
        {
            return false;
        }

        _parts.Insert(place, (start, length, node));
        return true;
    }

    /// <summary>The parts where they belong, and zeros elsewhere.</summary>
    /// <param name="tape">Their tape.</param>
    /// <param name="size">The size of the axis.</param>
    public Variable<T> Whole(Tape<T> tape, int size)
    {
        if (_parts is [var (first, _, only)])
        {
            return tape.At(only).Embed(axis, first, size);
        }

        List<Variable<T>> pieces = [];
        int end = 0;
        foreach ((int start, int length, int node) in _parts)
        {
            AddZeros(start);
            pieces.Add(tape.At(node));
            end = start + length;
        }

        AddZeros(size);
        return Variable.Concatenate<T>([.. pieces], axis);

        void AddZeros(int until)
        {
            if (until > end)
            {
                pieces.Add(tape.Zeros(tape.ShapeOf(_parts[0].Node).With(axis, until - end)));
            }
        }
    }
}

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Parts of cotangents where slices were taken, which are put together once: parts of one cotangent that lie beside each other
/// along one axis take a pass over the whole, where adding each among zeros takes one for each of them.</summary>
/// <remarks>The bits are those of the sum, but for a zero's sign: next to a part lies nothing but zeros.</remarks>
/// <param name="sweep">Whose cotangents they are.</param>
/// <param name="memory">The memory of the sweep, if its results are final.</param>
internal sealed class CotangentParts<T>(ReverseSweep<T> sweep, FinalMemory<T>? memory)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // By the place of the cotangent.
    private readonly Dictionary<int, Run> _runs = [];

    /// <summary>Adds a part. What lies on others of the same cotangent, or along another axis, is added to what these make.</summary>
    /// <param name="place">The place of the cotangent.</param>
    /// <param name="part">The part.</param>
    /// <param name="axis">Its axis.</param>
    /// <param name="start">Its first place along the axis.</param>
    /// <param name="size">The size of the axis in the whole.</param>
    public void Add(int place, Variable<T> part, int axis, int start, int size)
    {
        if (!_runs.TryGetValue(place, out Run? run) || !run.TryAdd(part, axis, start))
        {
            Settle(place);
            _runs.Add(place, run = new(axis, size));
            run.TryAdd(part, axis, start);
        }

        memory?.Hold(part.Index);
    }

    /// <summary>Puts together what there is of a cotangent, and adds it. Before anything else is added, so that sums keep their
    /// order.</summary>
    /// <param name="place">The place of the cotangent.</param>
    public void Settle(int place)
    {
        if (_runs.Remove(place, out Run? run))
        {
            int before = sweep.Tape.Count;
            sweep.Add(place, run.Whole().Index);
            memory?.ReleaseUnheld(before);
            foreach (Variable<T> part in run.Parts)
            {
                memory?.Drop(part.Index);
            }
        }
    }

    // Parts beside each other along one axis, by their start.
    private sealed class Run(int axis, int size)
    {
        private readonly List<(int Start, Variable<T> Part)> _parts = [];

        public IEnumerable<Variable<T>> Parts => _parts.Select(static entry => entry.Part);

        public bool TryAdd(Variable<T> part, int along, int start)
        {
            int first = 0;
            for (int beyond = _parts.Count; first < beyond;)
            {
                int middle = (first + beyond) / 2;
                (first, beyond) = _parts[middle].Start < start ? (middle + 1, beyond) : (first, middle);
            }

            if (along != axis || (first > 0 && EndOf(first - 1) > start)
                || (first < _parts.Count && start + part.Shape.Sizes[axis] > _parts[first].Start))
            {
                return false;
            }

            _parts.Insert(first, (start, part));
            return true;
        }

        public Variable<T> Whole()
        {
            if (_parts is [var (start, only)])
            {
                return only.Embed(axis, start, size);
            }

            List<Variable<T>> pieces = [];
            for (int k = 0; k < _parts.Count; k++)
            {
                AddZeros(k == 0 ? 0 : EndOf(k - 1), _parts[k].Start);
                pieces.Add(_parts[k].Part);
            }

            AddZeros(EndOf(_parts.Count - 1), size);
            return Variable.Concatenate<T>([.. pieces], axis);

            void AddZeros(int from, int until)
            {
                if (until > from)
                {
                    Variable<T> any = _parts[0].Part;
                    pieces.Add(any.Tape.Zeros(any.Shape.With(axis, until - from)));
                }
            }
        }

        private int EndOf(int k) => _parts[k].Start + _parts[k].Part.Shape.Sizes[axis];
    }
}

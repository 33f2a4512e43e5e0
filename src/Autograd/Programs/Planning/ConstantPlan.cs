using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Copies the constants that instructions read or that are outputs from the tape, and gives each a place among them. Those on the
/// way to them are not needed, and may be gone.</summary>
internal sealed class ConstantPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<int, long> _offsets = [];
    private readonly List<(long Offset, T[] Values)> _arrays = [];

    /// <summary>Copies the constants of a graph.</summary>
    public ConstantPlan(ProgramGraph<T> graph)
    {
        SortedSet<int> used =
        [
            .. graph.Outputs.Select(graph.OwnerOf),
            .. graph.Instructions.SelectMany(static instruction => instruction.Owners),
        ];
        foreach (int constant in used.Where(owner => graph.Values[owner].Kind == ValueKind.Constant))
        {
            Value value = graph.Values[constant];
            if (graph.Tape.IsReleased(value.Node))
            {
                throw new ArgumentException($"The program needs the value of %{value.Node}, whose memory was given back.");
            }

            // A constant of equal numbers may be read as one.
            _offsets.Add(constant, Bytes);
            _arrays.Add((Bytes, graph.Tape.SpanAt(value.Node)[..value.Shape.ElementCount].ToArray()));
            Bytes += CacheLines.BytesOf<T>(value.Shape);
        }

        if (Bytes > Array.MaxLength - 64)
        {
            throw new ArgumentException(
                $"What the program computes from constants takes {Bytes} bytes, more than the {Array.MaxLength - 64} that it can keep: " +
                "name the largest among its inputs.");
        }
    }

    /// <summary>The bytes of all constants, each rounded up to whole cache lines.</summary>
    public long Bytes { get; }

    /// <summary>The constants, each with where it begins.</summary>
    public IReadOnlyList<(long Offset, T[] Values)> Arrays => _arrays;

    /// <summary>Where a constant begins; -1 where it is not needed.</summary>
    public long OffsetOf(int constant) => _offsets.GetValueOrDefault(constant, -1);
}

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>What of a tape leads from inputs to outputs, in the order of the recording.</summary>
internal sealed class RecordedSlice<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<int, int> _places = [];
    private readonly int[] _outputs;

    public RecordedSlice(Tape<T> tape, IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs)
    {
        Tape = tape;
        HashSet<int> given = [.. inputs.Select(tape.IndexOf)];
        _outputs = [.. outputs.Select(tape.IndexOf)];
        SortedSet<int> needed = [];
        Stack<int> open = new(_outputs);
        while (open.TryPop(out int node))
        {
            if (!given.Contains(node) && needed.Add(node))
            {
                foreach (int input in tape.InputsOf(node))
                {
                    open.Push(input);
                }
            }
        }

        Nodes = [.. needed];
        for (int k = 0; k < inputs.Count; k++)
        {
            _places[tape.IndexOf(inputs[k])] = k - inputs.Count;
        }

        for (int k = 0; k < Nodes.Count; k++)
        {
            _places.Add(Nodes[k], k);
        }
    }

    public Tape<T> Tape { get; }

    /// <summary>The nodes that the outputs need, in order; the inputs and what lies behind them are not among them.</summary>
    public IReadOnlyList<int> Nodes { get; }

    /// <summary>The places of the outputs: in <see cref="Nodes"/>, or for an input below 0.</summary>
    public IEnumerable<int> Outputs => _outputs.Select(PlaceOf);

    /// <summary>The place of a node among <see cref="Nodes"/>; for an input a number below 0 that tells which.</summary>
    public int PlaceOf(int node) => _places[node];

    /// <summary>The name of the first operation that reads a node.</summary>
    public string? ReaderOf(int node)
        => Nodes.Where(reader => Tape.InputsOf(reader).Contains(node)).Select(reader => Tape.OperationOf(reader).Name).FirstOrDefault();
}

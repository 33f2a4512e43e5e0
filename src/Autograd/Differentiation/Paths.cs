using System.Numerics;
using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// The nodes on the paths from some inputs to some outputs by differentiable operations, in the order of recording: what a sweep passes. A
/// sweep keeps what it knows of a node at the node's place among them.
/// </summary>
/// <remarks>They are found from the outputs back to the first of the inputs. So a sweep costs what its outputs are computed from, and
/// nothing for what else lies on the tape between: a step that is recorded behind a long trajectory is walked back as fast as behind a
/// short one.</remarks>
internal sealed class Paths<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What stands for a place: the node leads to an output, and it is an input or not known to depend on one.
    private const int Start = -2;
    private const int None = -1;

    private readonly Tape<T> _tape;
    private readonly int _floor;
    private readonly List<int> _nodes = new(16);
    private readonly Dictionary<int, int> _places = [];

    /// <summary>Finds them.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="outputs">Where the paths end.</param>
    /// <param name="inputs">Where they begin.</param>
    /// <param name="floor">Nodes below are taken as independent of each other: of them only the inputs themselves count.</param>
    public Paths(Tape<T> tape, ReadOnlySpan<int> outputs, ReadOnlySpan<int> inputs, int floor)
    {
        _tape = tape;
        _floor = floor;
        int lowest = int.MaxValue;
        foreach (int input in inputs)
        {
            lowest = Math.Min(lowest, input);
        }

        Find(outputs, lowest, inputs);
        for (int k = 0; k < _nodes.Count; k++)
        {
            Find(Passed(_nodes[k]), lowest, inputs);
        }

        foreach (int input in inputs)
        {
            if (_places.ContainsKey(input))
            {
                _places[input] = Start;
            }
        }

        Order();
        int count = 0;
        foreach (int node in Nodes)
        {
            if (PlaceOf(node) == Start || IsReached(Passed(node)))
            {
                _places[node] = count;
                _nodes[count++] = node;
            }
        }

        _nodes.RemoveRange(count, _nodes.Count - count);
    }

    /// <summary>How many nodes there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>The nodes, by their places.</summary>
    public ReadOnlySpan<int> Nodes => CollectionsMarshal.AsSpan(_nodes);

    /// <summary>Whether a node is on a path.</summary>
    public bool Contains(int node) => PlaceOf(node) >= 0;

    /// <summary>The place of a node; below 0 where it is on no path.</summary>
    public int PlaceOf(int node) => _places.TryGetValue(node, out int place) ? place : None;

    /// <summary>Whether one of some nodes is on a path.</summary>
    public bool IsReached(ReadOnlySpan<int> nodes)
    {
        foreach (int node in nodes)
        {
            if (Contains(node))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The nodes that a derivative of a node goes on to.</summary>
    private ReadOnlySpan<int> Passed(int node) => node >= _floor && _tape.OperationOf(node).IsDifferentiable ? _tape.InputsOf(node) : [];

    private void Find(ReadOnlySpan<int> nodes, int lowest, ReadOnlySpan<int> inputs)
    {
        foreach (int node in nodes)
        {
            if (node >= lowest && (node >= _floor || inputs.Contains(node)) && _places.TryAdd(node, None))
            {
                _nodes.Add(node);
            }
        }
    }

    // Nodes that lie close together are found faster by a look at all between than they are sorted.
    private void Order()
    {
        const int Close = 8;
        int first = int.MaxValue;
        int last = -1;
        foreach (int node in Nodes)
        {
            first = Math.Min(first, node);
            last = Math.Max(last, node);
        }

        if (last - first > Close * (long)_nodes.Count)
        {
            _nodes.Sort();
            return;
        }

        _nodes.Clear();
        for (int node = first; node <= last; node++)
        {
            if (_places.ContainsKey(node))
            {
                _nodes.Add(node);
            }
        }
    }
}

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>One walk forwards over the tape: from tangents of some inputs to the tangents of some outputs.</summary>
internal sealed class ForwardSweep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int None = -1;

    private readonly int _floor;
    private readonly Paths<T> _paths;

    // By the node's place on the paths: the node that holds its tangent so far.
    private readonly int[] _tangents;

    /// <summary>Prepares a sweep.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="outputs">Where it ends.</param>
    /// <param name="inputs">What it differentiates by.</param>
    /// <param name="floor">Nodes below are taken as independent of each other: the sweep is that of the segment from here on.</param>
    public ForwardSweep(Tape<T> tape, ReadOnlySpan<int> outputs, ReadOnlySpan<int> inputs, int floor = 0)
    {
        Tape = tape;
        _floor = floor;
        _paths = new(tape, outputs, inputs, floor);
        _tangents = new int[_paths.Count];
        Array.Fill(_tangents, None);
    }

    public Tape<T> Tape { get; }

    public bool HasTangent(int node) => TangentOf(node) != None;

    public Variable<T> Tangent(int node) => HasTangent(node)
        ? Tape.At(TangentOf(node))
        : throw new InvalidOperationException("This input has no tangent: ask with Has first.");

    /// <summary>Runs the sweep.</summary>
    /// <returns>The nodes of the outputs' tangents, in order.</returns>
    public int[] Run(ReadOnlySpan<int> outputs, ReadOnlySpan<int> inputs, ReadOnlySpan<int> tangents)
    {
        for (int k = 0; k < inputs.Length; k++)
        {
            if (_paths.Contains(inputs[k]))
            {
                Accumulate(inputs[k], Tape.At(tangents[k]));
            }
        }

        for (int k = 0; k < _paths.Count; k++)
        {
            int node = _paths.Nodes[k];
            if (node >= _floor && Tape.OperationOf(node).IsDifferentiable && AnyInputHasTangent(node))
            {
                (bool, bool) outer = Tape.EnterRule();
                try
                {
                    Tape.OperationOf(node).Jvp(new JvpContext<T>(this, node));
                }
                finally
                {
                    Tape.LeaveRule(outer);
                }
            }
        }

        var results = new int[outputs.Length];
        for (int k = 0; k < results.Length; k++)
        {
            results[k] = HasTangent(outputs[k]) ? TangentOf(outputs[k]) : Tape.Zeros(Tape.ShapeOf(outputs[k])).Index;
        }

        return results;
    }

    /// <summary>Adds to the tangent of a node.</summary>
    public void Accumulate(int node, Variable<T> tangent)
    {
        Shape expected = Tape.ShapeOf(node);
        if (tangent.Shape != expected)
        {
            throw new InvalidOperationException(
                $"The forward rule of '{Tape.OperationOf(node).Name}' gave a tangent of shape {tangent.Shape}, " +
                $"expected {expected}, the shape of the output: where the operation broadcasts, the rule must broadcast (BroadcastTo).");
        }

        if (Tape.RuleReadValues)
        {
            tangent = Tape.Opaque(node, tangent, Array.ConvertAll(Array.FindAll(Tape.InputsOf(node).ToArray(), HasTangent), Tangent));
        }

        int place = _paths.PlaceOf(node);
        int before = _tangents[place];
        _tangents[place] = before == None ? Tape.IndexOf(tangent) : (Tape.At(before) + tangent).Index;
    }

    private int TangentOf(int node) => _paths.PlaceOf(node) is >= 0 and int place ? _tangents[place] : None;

    private bool AnyInputHasTangent(int node)
    {
        foreach (int input in Tape.InputsOf(node))
        {
            if (HasTangent(input))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>One walk forwards over the tape: from tangents of some inputs to the tangents of some outputs.</summary>
internal sealed class ForwardSweep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int None = -1;

    private readonly int _lowest;
    private readonly int _floor;
    private readonly bool[] _depends;
    private readonly bool[] _reaches;
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
        int highest = -1;
        foreach (int output in outputs)
        {
            highest = Math.Max(highest, output);
        }

        _lowest = int.MaxValue;
        foreach (int input in inputs)
        {
            _lowest = Math.Min(_lowest, input);
        }

        int length = Math.Max(0, highest + 1 - _lowest);
        _depends = ReverseSweep<T>.Dependence(tape, _lowest, length, inputs, floor);
        _reaches = new bool[length];
        MarkWhatReaches(outputs);
        _tangents = new int[length];
        Array.Fill(_tangents, None);
    }

    public Tape<T> Tape { get; }

    public bool HasTangent(int node) => node >= _lowest && _tangents[node - _lowest] != None;

    public Variable<T> Tangent(int node) => HasTangent(node)
        ? Tape.At(_tangents[node - _lowest])
        : throw new InvalidOperationException("This input has no tangent: ask with Has first.");

    /// <summary>Runs the sweep.</summary>
    /// <returns>The nodes of the outputs' tangents, in order.</returns>
    public int[] Run(ReadOnlySpan<int> outputs, ReadOnlySpan<int> inputs, ReadOnlySpan<int> tangents)
    {
        for (int k = 0; k < inputs.Length; k++)
        {
            if (inputs[k] - _lowest < _tangents.Length)
            {
                Accumulate(inputs[k], Tape.At(tangents[k]));
            }
        }

        for (int k = Math.Max(0, _floor - _lowest); k < _tangents.Length; k++)
        {
            int node = _lowest + k;
            if (_depends[k] && _reaches[k] && Tape.OperationOf(node).IsDifferentiable && AnyInputHasTangent(node))
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
            results[k] = HasTangent(outputs[k]) ? _tangents[outputs[k] - _lowest] : Tape.Zeros(Tape.ShapeOf(outputs[k])).Index;
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
                $"The forward rule of '{Tape.OperationOf(node).Name}' gave a tangent of shape {tangent.Shape}, expected {expected}, the shape " +
                "of the output: where the operation broadcasts, the rule must broadcast (BroadcastTo).");
        }

        if (Tape.RuleReadValues)
        {
            tangent = Tape.Apply(new OpaqueResult<T>(Tape.OperationOf(node).Name), [tangent, .. TangentsOf(node), .. Tape.VariablesOf(node)]);
        }

        ref int place = ref _tangents[node - _lowest];
        place = place == None ? Tape.IndexOf(tangent) : (Tape.At(place) + tangent).Index;
    }

    private IEnumerable<Variable<T>> TangentsOf(int node)
    {
        foreach (int input in Tape.InputsOf(node).ToArray())
        {
            if (HasTangent(input))
            {
                yield return Tangent(input);
            }
        }
    }

    private void MarkWhatReaches(ReadOnlySpan<int> outputs)
    {
        foreach (int output in outputs)
        {
            if (output >= _lowest)
            {
                _reaches[output - _lowest] = true;
            }
        }

        for (int k = _reaches.Length - 1; k >= 0; k--)
        {
            if (!_reaches[k])
            {
                continue;
            }

            foreach (int input in Tape.InputsOf(_lowest + k))
            {
                if (input >= _lowest)
                {
                    _reaches[input - _lowest] = true;
                }
            }
        }
    }

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

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// One walk backwards over the tape: from cotangents of some outputs to the cotangents of some inputs. The rules record on the same
/// tape, beyond the part that is walked.
/// </summary>
internal sealed class ReverseSweep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int None = -1;

    private readonly DerivativeUse _use;
    private readonly int _lowest;
    private readonly int _start;
    private readonly int _floor;

    // By distance from the lowest input: whether the node depends on an input, and the node that holds its cotangent so far.
    private readonly bool[] _depends;
    private readonly bool[] _wanted;
    private readonly int[] _cotangents;

    // For nodes made by the sweep, by distance from the start: in how many places the sweep still holds them.
    private int[] _holds = [];

    /// <summary>Prepares a sweep.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="outputs">Where it starts.</param>
    /// <param name="inputs">What it differentiates by.</param>
    /// <param name="use">What becomes of the results.</param>
    /// <param name="floor">Nodes below are taken as independent of each other: the sweep is that of the segment from here on.</param>
    public ReverseSweep(Tape<T> tape, ReadOnlySpan<int> outputs, ReadOnlySpan<int> inputs, DerivativeUse use, int floor = 0)
    {
        Tape = tape;
        _use = use;
        _floor = floor;
        _start = tape.Count;
        int highest = Max(outputs);
        _lowest = Min(inputs);
        int length = Math.Max(0, highest + 1 - _lowest);
        _depends = Dependence(tape, _lowest, length, inputs, floor);
        _wanted = new bool[length];
        foreach (int input in inputs)
        {
            if (input - _lowest < length)
            {
                _wanted[input - _lowest] = true;
            }
        }

        _cotangents = new int[length];
        Array.Fill(_cotangents, None);
    }

    public Tape<T> Tape { get; }

    /// <summary>Marks, from <paramref name="lowest"/> on, the nodes that depend on one of the inputs by differentiable operations; below the
    /// floor only the inputs themselves.</summary>
    public static bool[] Dependence(Tape<T> tape, int lowest, int length, ReadOnlySpan<int> inputs, int floor)
    {
        var depends = new bool[length];
        foreach (int input in inputs)
        {
            if (input - lowest < length)
            {
                depends[input - lowest] = true;
            }
        }

        for (int k = Math.Max(0, floor - lowest); k < length; k++)
        {
            if (depends[k] || !tape.OperationOf(lowest + k).IsDifferentiable)
            {
                continue;
            }

            foreach (int input in tape.InputsOf(lowest + k))
            {
                if (input >= lowest && depends[input - lowest])
                {
                    depends[k] = true;
                    break;
                }
            }
        }

        return depends;
    }

    public bool Needs(int node) => node >= _lowest && _depends[node - _lowest];

    /// <summary>Runs the sweep.</summary>
    /// <returns>The nodes of the inputs' cotangents, in order.</returns>
    public int[] Run(ReadOnlySpan<int> outputs, ReadOnlySpan<int> cotangents, ReadOnlySpan<int> inputs)
    {
        for (int k = 0; k < outputs.Length; k++)
        {
            if (outputs[k] >= _lowest && _depends[outputs[k] - _lowest])
            {
                Add(outputs[k], cotangents[k]);
            }
        }

        for (int k = _cotangents.Length - 1; k >= Math.Max(0, _floor - _lowest); k--)
        {
            int cotangent = _cotangents[k];
            int node = _lowest + k;
            if (cotangent == None || Tape.InputsOf(node).Length == 0 || !Tape.OperationOf(node).IsDifferentiable)
            {
                continue;
            }

            // An input that depends on no other input needs no further walk: what lies below it was not asked for.
            if (!_wanted[k] || DependsOnAnother(node))
            {
                int before = Tape.Count;
                (bool, bool) outer = Tape.EnterRule();
                try
                {
                    Tape.OperationOf(node).Vjp(new VjpContext<T>(this, node, Tape.At(cotangent)));
                }
                finally
                {
                    Tape.LeaveRule(outer);
                }

                if (_use == DerivativeUse.Final)
                {
                    ReleaseUnheld(before);
                }
            }

            if (_use == DerivativeUse.Final && !_wanted[k])
            {
                Drop(cotangent);
                _cotangents[k] = None;
            }
        }

        var results = new int[inputs.Length];
        for (int k = 0; k < results.Length; k++)
        {
            int place = inputs[k] - _lowest;
            int found = place < _cotangents.Length ? _cotangents[place] : None;
            results[k] = found != None ? found : Tape.Zeros(Tape.ShapeOf(inputs[k])).Index;
            if (found != None)
            {
                DropScaled(found);
            }
        }

        return results;
    }

    /// <summary>Adds to the cotangent of an input of a node, on behalf of the node's rule.</summary>
    public void Accumulate(int node, int input, Variable<T> cotangent)
    {
        int target = Tape.InputsOf(node)[input];
        if (Needs(target))
        {
            Accumulate(node, input, target, cotangent);
        }
    }

    /// <summary>What an input of a node repeats along axes, if its own cotangent is wanted for that only.</summary>
    public Variable<T>? RepeatedBy(int node, int input)
    {
        int target = Tape.InputsOf(node)[input];
        return Needs(target) && !_wanted[target - _lowest] && Tape.OperationOf(target) is BroadcastToOperation<T> ? Tape.At(Tape.InputsOf(target)[0]) : null;
    }

    /// <summary>Adds to the cotangent of what an input of a node repeats, on behalf of the rules of both.</summary>
    public void AccumulateRepeated(int node, int input, Variable<T> cotangent)
        => Accumulate(node, input, Tape.InputsOf(Tape.InputsOf(node)[input])[0], cotangent);

    private void Accumulate(int node, int input, int target, Variable<T> cotangent)
    {
        Shape expected = Tape.ShapeOf(target);
        if (cotangent.Shape != expected)
        {
            throw new InvalidOperationException(
                $"The reverse rule of '{Tape.OperationOf(node).Name}' gave input {input} a cotangent of shape {cotangent.Shape}, expected " +
                $"{expected}, the shape of the input: where the operation broadcasts, the rule must sum (SumTo).");
        }

        if (Tape.RuleReadValues)
        {
            cotangent = Tape.Apply(
                new OpaqueResult<T>(Tape.OperationOf(node).Name), [cotangent, Tape.At(_cotangents[node - _lowest]), .. Tape.VariablesOf(node)]);
        }

        Add(target, Tape.IndexOf(cotangent));
    }

    private static int Max(ReadOnlySpan<int> values)
    {
        int max = -1;
        foreach (int value in values)
        {
            max = Math.Max(max, value);
        }

        return max;
    }

    private static int Min(ReadOnlySpan<int> values)
    {
        int min = int.MaxValue;
        foreach (int value in values)
        {
            min = Math.Min(min, value);
        }

        return min;
    }

    private bool DependsOnAnother(int node)
    {
        foreach (int input in Tape.InputsOf(node))
        {
            if (Needs(input))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(int target, int cotangent)
    {
        ref int place = ref _cotangents[target - _lowest];
        int sum = place == None ? cotangent : (Tape.At(place) + Tape.At(cotangent)).Index;
        Hold(sum);
        if (place != None)
        {
            Drop(place);
        }

        place = sum;
    }

    private void Hold(int node)
    {
        if (_use != DerivativeUse.Final || node < _start)
        {
            return;
        }

        int place = node - _start;
        if (place >= _holds.Length)
        {
            Array.Resize(ref _holds, Math.Max(256, 2 * (place + 1)));
        }

        _holds[place]++;
        if (ScaleOperation<T>.IsMultiple(Tape.At(node)))
        {
            Hold(Tape.InputsOf(node)[0]);
        }
    }

    private void Drop(int node)
    {
        if (_use != DerivativeUse.Final || node < _start)
        {
            return;
        }

        DropScaled(node);
        if (--_holds[node - _start] == 0)
        {
            Tape.Release(node);
        }
    }

    // A rule may read a cotangent that is a multiple of another array before it is multiplied, so that is held with it.
    private void DropScaled(int node)
    {
        if (_use == DerivativeUse.Final && node >= _start && ScaleOperation<T>.IsMultiple(Tape.At(node)))
        {
            Drop(Tape.InputsOf(node)[0]);
        }
    }

    private void ReleaseUnheld(int from)
    {
        for (int node = from; node < Tape.Count; node++)
        {
            int place = node - _start;
            if (place >= _holds.Length || _holds[place] == 0)
            {
                Tape.Release(node);
            }
        }
    }
}

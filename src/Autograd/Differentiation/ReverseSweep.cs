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

    private readonly int _floor;
    private readonly Paths<T> _paths;

    // By the node's place on the paths: whether its cotangent is a result, and the node that holds it so far.
    private readonly bool[] _wanted;
    private readonly int[] _cotangents;

    // Of a sweep whose results are differentiable everything stays.
    private readonly FinalMemory<T>? _memory;

    /// <summary>Prepares a sweep.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="outputs">Where it starts.</param>
    /// <param name="inputs">What it differentiates by.</param>
    /// <param name="use">What becomes of the results.</param>
    /// <param name="floor">Nodes below are taken as independent of each other: the sweep is that of the segment from here on.</param>
    public ReverseSweep(Tape<T> tape, ReadOnlySpan<int> outputs, ReadOnlySpan<int> inputs, DerivativeUse use, int floor = 0)
    {
        Tape = tape;
        _floor = floor;
        _memory = use == DerivativeUse.Final ? new(tape) : null;
        _paths = new(tape, outputs, inputs, floor);
        _wanted = new bool[_paths.Count];
        foreach (int input in inputs)
        {
            if (_paths.PlaceOf(input) is >= 0 and int place)
            {
                _wanted[place] = true;
            }
        }

        _cotangents = new int[_paths.Count];
        Array.Fill(_cotangents, None);
        Parts = new(this, _memory);
    }

    public Tape<T> Tape { get; }

    /// <summary>What of cotangents is known in parts, and still to be added to them.</summary>
    public CotangentParts<T> Parts { get; }

    /// <summary>The place of a node whose cotangent is wanted; below 0 for others.</summary>
    public int PlaceOf(int node) => _paths.PlaceOf(node);

    public bool Needs(int node) => _paths.Contains(node);

    /// <summary>Runs the sweep.</summary>
    /// <returns>The nodes of the inputs' cotangents, in order.</returns>
    public int[] Run(ReadOnlySpan<int> outputs, ReadOnlySpan<int> cotangents, ReadOnlySpan<int> inputs)
    {
        for (int k = 0; k < outputs.Length; k++)
        {
            if (_paths.PlaceOf(outputs[k]) is >= 0 and int place)
            {
                Add(place, cotangents[k]);
            }
        }

        for (int k = _paths.Count - 1; k >= 0; k--)
        {
            Parts.Settle(k);
            int cotangent = _cotangents[k];
            int node = _paths.Nodes[k];
            if (cotangent == None || node < _floor || Tape.InputsOf(node).Length == 0 || !Tape.OperationOf(node).IsDifferentiable)
            {
                continue;
            }

            // An input that depends on no other input needs no further walk: what lies below it was not asked for.
            if (!_wanted[k] || _paths.IsReached(Tape.InputsOf(node)))
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

                _memory?.ReleaseUnheld(before);
            }

            if (_memory is not null && !_wanted[k])
            {
                _memory.Drop(cotangent);
                _cotangents[k] = None;
            }
        }

        var results = new int[inputs.Length];
        for (int k = 0; k < results.Length; k++)
        {
            int found = CotangentOf(inputs[k]);
            results[k] = found != None ? found : Tape.Zeros(Tape.ShapeOf(inputs[k])).Index;
        }

        return results;
    }

    /// <summary>Adds to the cotangent of an input of a node, on behalf of the node's rule.</summary>
    public void Accumulate(int node, int input, Variable<T> cotangent)
    {
        int target = Tape.InputsOf(node)[input];
        if (_paths.PlaceOf(target) is >= 0 and int place)
        {
            Accumulate(node, input, target, place, cotangent);
        }
    }

    /// <summary>What an input of a node repeats along axes, if its own cotangent is wanted for that only.</summary>
    public Variable<T>? RepeatedBy(int node, int input)
    {
        int target = Tape.InputsOf(node)[input];
        return _paths.PlaceOf(target) is >= 0 and int place && !_wanted[place] && Tape.OperationOf(target).Repeats
            ? Tape.At(Tape.InputsOf(target)[0])
            : null;
    }

    /// <summary>Adds to the cotangent of what an input of a node repeats, on behalf of the rules of both.</summary>
    public void AccumulateRepeated(int node, int input, Variable<T> cotangent)
    {
        int target = Tape.InputsOf(Tape.InputsOf(node)[input])[0];
        Accumulate(node, input, target, _paths.PlaceOf(target), cotangent);
    }

    private void Accumulate(int node, int input, int target, int place, Variable<T> cotangent)
    {
        Shape expected = Tape.ShapeOf(target);
        if (cotangent.Shape != expected)
        {
            throw new InvalidOperationException(
                $"The reverse rule of '{Tape.OperationOf(node).Name}' gave input {input} a cotangent of shape " +
                $"{cotangent.Shape}, expected {expected}, the shape of the input: where the operation " +
                    "broadcasts, the rule must sum (SumTo).");
        }

        if (Tape.RuleReadValues)
        {
            cotangent = Tape.Opaque(node, cotangent, Tape.At(CotangentOf(node)));
        }

        Add(place, Tape.IndexOf(cotangent));
    }

    private int CotangentOf(int node) => _paths.PlaceOf(node) is >= 0 and int place ? _cotangents[place] : None;

    /// <summary>Adds to the cotangent at a place.</summary>
    public void Add(int place, int cotangent)
    {
        Parts.Settle(place);
        int before = _cotangents[place];
        int sum = before == None ? cotangent : (Tape.At(before) + Tape.At(cotangent)).Index;
        _memory?.Hold(sum);
        if (before != None)
        {
            _memory?.Drop(before);
        }

        _cotangents[place] = sum;
    }
}

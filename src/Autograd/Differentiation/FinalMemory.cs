using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The memory of a sweep whose results are final: what the sweep made is given back as soon as the sweep holds it
/// nowhere.</summary>
internal sealed class FinalMemory<T>(Tape<T> tape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _start = tape.Count;

    // By the node's distance from the start: in how many places the sweep holds it.
    private int[] _holds = [];

    /// <summary>The sweep holds a node in one more place.</summary>
    public void Hold(int node)
    {
        int place = node - _start;
        if (place < 0)
        {
            return;
        }

        if (place >= _holds.Length)
        {
            Array.Resize(ref _holds, Math.Max(256, 2 * (place + 1)));
        }

        // A rule may read a cotangent that is a multiple of another array before it is multiplied, so that is held with it.
        _holds[place]++;
        if (tape.OperationOf(node).ConstantFactor is not null)
        {
            Hold(tape.InputsOf(node)[0]);
        }
    }

    /// <summary>The sweep holds a node in one place less.</summary>
    public void Drop(int node)
    {
        if (node < _start)
        {
            return;
        }

        if (tape.OperationOf(node).ConstantFactor is not null)
        {
            Drop(tape.InputsOf(node)[0]);
        }

        if (--_holds[node - _start] == 0)
        {
            tape.Release(node);
        }
    }

    /// <summary>Gives back what was made from a place on and is held nowhere.</summary>
    public void ReleaseUnheld(int from)
    {
        for (int node = from; node < tape.Count; node++)
        {
            int place = node - _start;
            if (place >= _holds.Length || _holds[place] == 0)
            {
                tape.Release(node);
            }
        }
    }
}

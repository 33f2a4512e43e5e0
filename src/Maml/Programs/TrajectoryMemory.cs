using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>One program of a trajectory with its memory: where x, cotangents, directions and what the host gave stand in it, and how they
/// get to another.</summary>
internal sealed class TrajectoryMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _lengths;
    private readonly (string Input, Schedule Schedule)[] _scheduled;
    private readonly int _number;
    private readonly int _xIn;
    private readonly int _xOut;
    private readonly int _cotangentIn;
    private readonly int _cotangentOut;
    private readonly int[] _hostsIn;
    private readonly int[] _hostsOut;
    private readonly string[] _hostNames;

    /// <summary>Makes the memory.</summary>
    /// <param name="part">The program.</param>
    /// <param name="lengths">The number of elements of each member of x.</param>
    /// <param name="pool">Where the memory comes from.</param>
    /// <param name="front">Where meta-parameters, tasks and x stand, if not here.</param>
    public TrajectoryMemory(TrajectoryProgram<T> part, int[] lengths, BufferPool? pool, TrajectoryMemory<T>? front = null)
    {
        Program<T> program = part.Program;
        Workspace = front is null
            ? program.CreateWorkspace(pool)
            : program.CreateWorkspace(front.Workspace, part.InputsSharedWith(front.Workspace.Program), pool);
        (_lengths, _scheduled) = (lengths, part.Scheduled);
        _number = program.InputNumber(TrajectoryNames.Number);
        _xIn = First(program.InputNames, TrajectoryNames.X);
        _xOut = First(program.OutputNames, TrajectoryNames.X);
        _cotangentIn = First(program.InputNames, TrajectoryNames.Cotangent);
        _cotangentOut = First(program.OutputNames, TrajectoryNames.Cotangent);
        DirectionStart = First(program.OutputNames, EpisodeNames.Direction);
        _hostNames = part.HostsRead;
        _hostsIn = [.. _hostNames.Select(program.InputNumber)];
        string[] made =
        [
            .. program.OutputNames.Where(static name => name.StartsWith($"{HostResults<T>.Prefix}.", StringComparison.Ordinal)),
        ];
        _hostsOut = [.. made.Select(program.OutputNumber)];
        int length = 0;
        foreach (int output in _hostsOut)
        {
            HostPlaces.Add(program.OutputNames[output], (length, program.OutputShape(output).ElementCount));
            length += program.OutputShape(output).ElementCount;
        }

        HostLength = length;
    }

    public Workspace<T> Workspace { get; }

    public int DirectionStart { get; }

    public int HostLength { get; }

    public Dictionary<string, (int Start, int Length)> HostPlaces { get; } = [];

    public void ShareCotangent(TrajectoryMemory<T> other)
    {
        for (int k = 0; k < _lengths.Length; k++)
        {
            Workspace.PlaceInput(_cotangentIn + k, other.Workspace, other._cotangentIn + k);
        }
    }

    public void Schedule(long iteration)
    {
        foreach ((string input, Schedule schedule) in _scheduled)
        {
            Workspace.Input(input)[0] = T.CreateChecked(schedule.At(iteration));
        }
    }

    public void Number(int number) => Workspace.Input(_number)[0] = T.CreateChecked(number);

    public void WriteX(T[] x)
    {
        int start = 0;
        for (int k = 0; k < _lengths.Length; k++)
        {
            x.AsSpan(start, _lengths[k]).CopyTo(Workspace.Input(_xIn + k));
            start += _lengths[k];
        }
    }

    public void KeepX(T[] x)
    {
        int start = 0;
        for (int k = 0; k < _lengths.Length; k++)
        {
            Workspace.Input(_xIn + k).CopyTo(x.AsSpan(start));
            start += _lengths[k];
        }
    }

    public void TakeX(T[] x) => Take(_xOut, x);

    public void GiveX(TrajectoryMemory<T> front, T[] scratch) => Give(_xOut, front.Workspace, front._xIn, scratch, add: false);

    public void GiveCotangent(TrajectoryMemory<T>? other, T[] scratch, bool add)
    {
        if (other is not null)
        {
            Give(_cotangentOut, other.Workspace, other._cotangentIn, scratch, add);
        }
    }

    public void ClearCotangent()
    {
        for (int k = 0; k < _lengths.Length; k++)
        {
            Workspace.Input(_cotangentIn + k).Clear();
        }
    }

    public void TakeHosts(T[] hosts)
    {
        int start = 0;
        foreach (int output in _hostsOut)
        {
            ReadOnlySpan<T> result = Workspace.Output(output);
            result.CopyTo(hosts.AsSpan(start));
            start += result.Length;
        }
    }

    public void WriteHosts(T[] hosts, TrajectoryMemory<T> maker)
    {
        for (int k = 0; k < _hostsIn.Length; k++)
        {
            (int start, int length) = maker.HostPlaces[_hostNames[k]];
            hosts.AsSpan(start, length).CopyTo(Workspace.Input(_hostsIn[k]));
        }
    }

    // All are taken before any is written: an output that is an input as it was given lies where that input lies, which may be a target.
    private void Give(int output, Workspace<T> other, int input, T[] scratch, bool add)
    {
        Take(output, scratch);
        int start = 0;
        for (int k = 0; k < _lengths.Length; k++)
        {
            ReadOnlySpan<T> taken = scratch.AsSpan(start, _lengths[k]);
            Span<T> target = other.Input(input + k);
            if (add)
            {
                TensorPrimitives.Add(target, taken, target);
            }
            else
            {
                taken.CopyTo(target);
            }

            start += _lengths[k];
        }
    }

    private void Take(int output, T[] values)
    {
        int start = 0;
        for (int k = 0; k < _lengths.Length; k++)
        {
            Workspace.Output(output + k).CopyTo(values.AsSpan(start));
            start += _lengths[k];
        }
    }

    private static int First(IReadOnlyList<string> names, string prefix)
    {
        for (int k = 0; k < names.Count; k++)
        {
            if (names[k].StartsWith($"{prefix}.", StringComparison.Ordinal))
            {
                return k;
            }
        }

        return -1;
    }
}

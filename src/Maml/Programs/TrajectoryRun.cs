using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread goes along a trajectory by <see cref="TrajectoryPrograms{T}"/>. Meta-parameters, tasks and the
/// state x of the moment stand in the end's inputs, and the other programs read them there; the cotangent of the moment stands in those of
/// the start's derivative.</summary>
internal sealed class TrajectoryRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrajectoryPrograms<T> _programs;
    private readonly ITrajectoryWay<T> _way;
    private readonly int _metaCount;
    private readonly TrajectoryMemory<T> _start;
    private readonly TrajectoryMemory<T> _end;
    private readonly TrajectoryMemory<T>? _step;
    private readonly TrajectoryMemory<T>? _again;
    private readonly TrajectoryMemory<T>? _back;
    private readonly TrajectoryMemory<T>? _startBack;
    private readonly TrajectoryMemory<T>[] _parts;
    private readonly T[][] _kept;
    private readonly T[][] _segment;
    private readonly T[][] _hosts;
    private readonly T[] _startHosts;
    private readonly T[][] _direction;
    private readonly T[] _losses;
    private readonly T[] _scratch;
    private readonly T[][] _measures;
    private bool _disposed;

    /// <summary>Makes the memory.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="metaCount">The number of meta-parameters.</param>
    /// <param name="pool">Where the workspaces come from.</param>
    public TrajectoryRun(TrajectoryPrograms<T> programs, int metaCount, BufferPool? pool)
    {
        (_programs, _way, _metaCount) = (programs, programs.Way, metaCount);
        int[] lengths = programs.XLengths;
        _end = new(programs.End, lengths, pool);
        _start = new(programs.Start, lengths, pool, _end);
        _step = programs.Step is { } step ? new(step, lengths, pool, _end) : null;
        _again = programs.Again is { } again && again != programs.Step ? new(again, lengths, pool, _end) : _step;
        _back = programs.Back is { } back ? new(back, lengths, pool, _end) : null;
        _startBack = programs.StartBack is { } startBack ? new(startBack, lengths, pool, _end) : null;
        _parts = [.. new[] { _end, _start, _step, _again, _back, _startBack }.OfType<TrajectoryMemory<T>>().Distinct()];
        if (_startBack is not null)
        {
            _back?.ShareCotangent(_startBack);
        }

        int elements = lengths.Sum();
        _scratch = new T[elements];
        _kept = Arrays(programs.KeptStates, elements);
        _segment = Arrays(programs.SegmentStates, elements);
        _hosts = Arrays(_step is { HostLength: > 0 } ? _way.Steps : 0, _step?.HostLength ?? 0);
        _startHosts = new T[_start.HostLength];
        _direction = [.. Enumerable.Range(0, metaCount).Select(k => new T[_end.Workspace.Output(1 + k).Length])];
        _losses = new T[_end.Workspace.Output(0).Length];
        int measures = _end.Workspace.Program.OutputNames.Count(
            static name => name.StartsWith($"{EpisodeNames.Measure}.", StringComparison.Ordinal));
        _measures = [.. Enumerable.Range(0, measures).Select(_ => new T[_losses.Length])];
    }

    /// <summary>Where meta-parameters, arrays and keys are written, and the shapes of all outputs.</summary>
    public Workspace<T> Front => _end.Workspace;

    /// <summary>The losses of the last run.</summary>
    public ReadOnlySpan<T> Losses => Usable(_losses);

    /// <summary>The direction of the last run for a meta-parameter.</summary>
    public ReadOnlySpan<T> Direction(int parameter) => Usable(_direction[parameter]);

    /// <summary>A measure of the last run.</summary>
    public ReadOnlySpan<T> Measure(int measure) => Usable(_measures[measure]);

    /// <summary>Lets all programs read a meta-parameter where the outer step has it.</summary>
    public void PlaceMeta(int parameter, OuterStep<T> outer)
    {
        foreach (TrajectoryMemory<T> part in _parts)
        {
            outer.PlaceMeta(parameter, part.Workspace, parameter);
        }
    }

    public void Dispose()
    {
        _disposed = true;

        // The end's memory holds what the others read.
        for (int k = _parts.Length - 1; k >= 0; k--)
        {
            _parts[k].Workspace.Dispose();
        }
    }

    /// <summary>Goes to the end and, where the way says so, back. Allocates nothing.</summary>
    public void Run(long iteration)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (TrajectoryMemory<T> part in _parts)
        {
            part.Schedule(iteration);
        }

        Forward();
        End(_way.Steps, _way.WeightOf(_way.Steps, iteration), isLast: true);
        if (_way.WalksBack)
        {
            Back(iteration);
        }
    }

    private void Forward()
    {
        _start.Workspace.Run();
        _start.GiveX(_end, _scratch);
        _start.TakeHosts(_startHosts);
        for (int k = 0; k < _way.Steps; k++)
        {
            if (_kept.Length > 0 && k % _way.KeepEvery == 0)
            {
                _end.KeepX(_kept[k / _way.KeepEvery]);
            }

            _step!.Number(k);
            _step.Workspace.Run();
            _step.GiveX(_end, _scratch);
            if (_hosts.Length > 0)
            {
                _step.TakeHosts(_hosts[k]);
            }
        }
    }

    // Of x after some steps. What is assigned is told by the last x alone, what is measured too.
    private void End(int steps, T weight, bool isLast)
    {
        Workspace<T> workspace = _end.Workspace;
        _end.Number(Math.Max(0, steps - 1));
        workspace.Input(TrajectoryNames.Weight)[0] = weight;
        workspace.Run();
        if (isLast)
        {
            workspace.Output(0).CopyTo(_losses);
            for (int k = 0; k < _metaCount; k++)
            {
                workspace.Output(1 + k).CopyTo(_direction[k]);
            }

            for (int k = 0; k < _measures.Length; k++)
            {
                workspace.Output(1 + _metaCount + k).CopyTo(_measures[k]);
            }

            _end.GiveCotangent(_startBack, _scratch, add: false);

            // A loss that does not count may be infinite, and 0 times that is no number.
            if (weight == T.Zero)
            {
                _losses.AsSpan().Clear();
                _startBack?.ClearCotangent();
                foreach (int k in _programs.Descended)
                {
                    _direction[k].AsSpan().Clear();
                }
            }

            return;
        }

        TensorPrimitives.Add(_losses, workspace.Output(0), _losses);
        foreach (int k in _programs.Descended)
        {
            TensorPrimitives.Add(_direction[k], workspace.Output(1 + k), _direction[k]);
        }

        _end.GiveCotangent(_startBack, _scratch, add: true);
    }

    private void Back(long iteration)
    {
        int every = _way.KeepEvery;
        for (int k = _way.Steps - 1; k >= 0; k--)
        {
            if (every > 1 && (k == _way.Steps - 1 || k % every == every - 1))
            {
                Repeat(k / every * every, k);
            }

            _end.WriteX(every > 1 ? _segment[k % every] : _kept[k]);
            _back!.Number(k);
            if (_hosts.Length > 0)
            {
                _back.WriteHosts(_hosts[k], _step!);
            }

            _back.Workspace.Run();
            _back.GiveCotangent(_startBack, _scratch, add: false);
            Add(_back);
            T weight = _way.WeightOf(k, iteration);
            if (weight != T.Zero)
            {
                End(k, weight, isLast: false);
            }
        }

        _startBack!.WriteHosts(_startHosts, _start);
        _startBack.Workspace.Run();
        Add(_startBack);
    }

    // x of the steps from first to last once more, from the one that was kept.
    private void Repeat(int first, int last)
    {
        _kept[first / _way.KeepEvery].CopyTo(_segment[0], 0);
        for (int k = first; k < last; k++)
        {
            _end.WriteX(_segment[k - first]);
            _again!.Number(k);
            if (_hosts.Length > 0)
            {
                _again.WriteHosts(_hosts[k], _step!);
            }

            _again.Workspace.Run();
            _again.GiveX(_end, _scratch);
            _end.KeepX(_segment[k - first + 1]);
        }
    }

    private T[] Usable(T[] values)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return values;
    }

    // The outputs behind the cotangents, for what is descended alone.
    private void Add(TrajectoryMemory<T> part)
    {
        Workspace<T> workspace = part.Workspace;
        for (int k = 0; k < _programs.Descended.Length; k++)
        {
            T[] direction = _direction[_programs.Descended[k]];
            TensorPrimitives.Add(direction, workspace.Output(part.DirectionStart + k), direction);
        }
    }

    private static T[][] Arrays(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new T[length])];
}

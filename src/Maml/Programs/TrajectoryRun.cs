using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread goes along a trajectory by <see cref="TrajectoryPrograms{T}"/>. Meta-parameters, tasks and the state x of the moment stand in the end's inputs, and the
/// other programs read them there; the cotangent of the moment stands in those of the start's derivative.</summary>
internal sealed class TrajectoryRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrajectoryPrograms<T> _programs;
    private readonly ITrajectoryWay<T> _way;
    private readonly int _metaCount;
    private readonly Part _start;
    private readonly Part _end;
    private readonly Part? _step;
    private readonly Part? _again;
    private readonly Part? _back;
    private readonly Part? _startBack;
    private readonly Part[] _parts;
    private readonly T[][] _kept;
    private readonly T[][] _segment;
    private readonly T[][] _hosts;
    private readonly T[] _startHosts;
    private readonly T[][] _direction;
    private readonly T[] _losses;
    private readonly T[][] _measures;

    /// <summary>Makes the memory.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="metaCount">The number of meta-parameters.</param>
    /// <param name="pool">Where the workspaces come from.</param>
    public TrajectoryRun(TrajectoryPrograms<T> programs, int metaCount, BufferPool? pool)
    {
        (_programs, _way, _metaCount) = (programs, programs.Way, metaCount);
        int[] lengths = programs.XLengths;
        _end = new(programs.End, lengths, pool);
        _start = new(programs.Start, lengths, pool);
        _step = programs.Step is { } step ? new(step, lengths, pool) : null;
        _again = programs.Again is { } again && again != programs.Step ? new(again, lengths, pool) : _step;
        _back = programs.Back is { } back ? new(back, lengths, pool) : null;
        _startBack = programs.StartBack is { } startBack ? new(startBack, lengths, pool) : null;
        _parts = [.. new[] { _end, _start, _step, _again, _back, _startBack }.OfType<Part>().Distinct()];
        foreach (Part part in _parts.Skip(1))
        {
            part.ShareInputs(_end, metaCount);
        }

        if (_startBack is not null)
        {
            _back?.ShareCotangent(_startBack);
        }

        int elements = lengths.Sum();
        _kept = Arrays(programs.KeptStates, elements);
        _segment = Arrays(programs.SegmentStates, elements);
        _hosts = Arrays(_step is { HostLength: > 0 } ? _way.Steps : 0, _step?.HostLength ?? 0);
        _startHosts = new T[_start.HostLength];
        _direction = [.. Enumerable.Range(0, metaCount).Select(k => new T[_end.Workspace.Output(1 + k).Length])];
        _losses = new T[_end.Workspace.Output(0).Length];
        int measures = _end.Workspace.Program.OutputNames.Count(static name => name.StartsWith($"{EpisodeNames.Measure}.", StringComparison.Ordinal));
        _measures = [.. Enumerable.Range(0, measures).Select(_ => new T[_losses.Length])];
    }

    /// <summary>Where meta-parameters, arrays and keys are written, and the shapes of all outputs.</summary>
    public Workspace<T> Front => _end.Workspace;

    /// <summary>The losses of the last run.</summary>
    public ReadOnlySpan<T> Losses => _losses;

    /// <summary>The direction of the last run for a meta-parameter.</summary>
    public ReadOnlySpan<T> Direction(int parameter) => _direction[parameter];

    /// <summary>A measure of the last run.</summary>
    public ReadOnlySpan<T> Measure(int measure) => _measures[measure];

    /// <summary>Lets all programs read a meta-parameter where the outer step has it.</summary>
    public void PlaceMeta(int parameter, OuterStep<T> outer)
    {
        foreach (Part part in _parts)
        {
            outer.PlaceMeta(parameter, part.Workspace, parameter);
        }
    }

    public void Dispose()
    {
        // The end's memory holds what the others read.
        for (int k = _parts.Length - 1; k >= 0; k--)
        {
            _parts[k].Workspace.Dispose();
        }
    }

    /// <summary>Goes to the end and, where the way says so, back. Allocates nothing.</summary>
    public void Run(long iteration)
    {
        foreach (Part part in _parts)
        {
            part.Schedule(iteration);
        }

        Forward();
        End(_way.Steps, _way.WeightOf(_way.Steps), isLast: true);
        if (_way.WalksBack)
        {
            Back();
        }
    }

    private void Forward()
    {
        _start.Workspace.Run();
        _start.GiveX(_end);
        _start.TakeHosts(_startHosts);
        for (int k = 0; k < _way.Steps; k++)
        {
            if (_kept.Length > 0 && k % _way.KeepEvery == 0)
            {
                _end.KeepX(_kept[k / _way.KeepEvery]);
            }

            _step!.Number(k);
            _step.Workspace.Run();
            _step.GiveX(_end);
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
        workspace.Input(TrajectoryPrograms<T>.Weight)[0] = weight;
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

            _end.GiveCotangent(_startBack, add: false);
            return;
        }

        TensorPrimitives.Add(_losses, workspace.Output(0), _losses);
        foreach (int k in _programs.Descended)
        {
            TensorPrimitives.Add(_direction[k], workspace.Output(1 + k), _direction[k]);
        }

        _end.GiveCotangent(_startBack, add: true);
    }

    private void Back()
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
            _back.GiveCotangent(_startBack, add: false);
            Add(_back);
            if (_way.WeightOf(k) != T.Zero)
            {
                End(k, _way.WeightOf(k), isLast: false);
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
            _again.GiveX(_end);
            _end.KeepX(_segment[k - first + 1]);
        }
    }

    // The outputs behind the cotangents, for what is descended alone.
    private void Add(Part part)
    {
        Workspace<T> workspace = part.Workspace;
        for (int k = 0; k < _programs.Descended.Length; k++)
        {
            T[] direction = _direction[_programs.Descended[k]];
            TensorPrimitives.Add(direction, workspace.Output(part.DirectionStart + k), direction);
        }
    }

    private static T[][] Arrays(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new T[length])];

    // A program with its memory, and where things are in it.
    private sealed class Part
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

        public Part(TrajectoryProgram<T> part, int[] lengths, BufferPool? pool)
        {
            Program<T> program = part.Program;
            Workspace = program.CreateWorkspace(pool);
            (_lengths, _scheduled) = (lengths, part.Scheduled);
            _number = program.InputNumber(TrajectoryPrograms<T>.Number);
            _xIn = First(program.InputNames, TrajectoryPrograms<T>.X);
            _xOut = First(program.OutputNames, TrajectoryPrograms<T>.X);
            _cotangentIn = First(program.InputNames, TrajectoryPrograms<T>.Cotangent);
            _cotangentOut = First(program.OutputNames, TrajectoryPrograms<T>.Cotangent);
            DirectionStart = First(program.OutputNames, EpisodeNames.Direction);
            _hostNames = part.HostsRead;
            _hostsIn = [.. _hostNames.Select(program.InputNumber)];
            string[] made = [.. program.OutputNames.Where(static name => name.StartsWith($"{HostResults<T>.Prefix}.", StringComparison.Ordinal))];
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

        public void ShareInputs(Part front, int metaCount)
        {
            int shared = metaCount;
            while (front.Workspace.Program.InputNames[shared] != TrajectoryPrograms<T>.Number)
            {
                shared++;
            }

            for (int k = 0; k < shared; k++)
            {
                Workspace.PlaceInput(k, front.Workspace, k);
            }

            for (int k = 0; k < _lengths.Length && _xIn >= 0; k++)
            {
                Workspace.PlaceInput(_xIn + k, front.Workspace, front._xIn + k);
            }
        }

        public void ShareCotangent(Part other)
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

        public void GiveX(Part front) => Give(_xOut, front.Workspace, front._xIn, add: false);

        public void GiveCotangent(Part? other, bool add)
        {
            if (other is not null)
            {
                Give(_cotangentOut, other.Workspace, other._cotangentIn, add);
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

        public void WriteHosts(T[] hosts, Part maker)
        {
            for (int k = 0; k < _hostsIn.Length; k++)
            {
                (int start, int length) = maker.HostPlaces[_hostNames[k]];
                hosts.AsSpan(start, length).CopyTo(Workspace.Input(_hostsIn[k]));
            }
        }

        private void Give(int output, Workspace<T> other, int input, bool add)
        {
            for (int k = 0; k < _lengths.Length; k++)
            {
                Span<T> target = other.Input(input + k);
                if (add)
                {
                    TensorPrimitives.Add(target, Workspace.Output(output + k), target);
                }
                else
                {
                    Workspace.Output(output + k).CopyTo(target);
                }
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
}

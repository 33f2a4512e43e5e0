using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The memory in which a program runs: write the inputs, run, read the outputs. For one thread at a time.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Workspace<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BufferPool _pool;
    private readonly nint _memory;
    private readonly int _sizeClass;
    private readonly Slot[] _slots;
    private readonly Helpers _helpers;
    private readonly int _helperSizeClass;
    private bool _disposed;

    internal Workspace(Program<T> program, BufferPool pool, ThreadTeam? team)
    {
        Program = program;
        _pool = pool;
        _memory = pool.Rent(program.WorkspaceBytes, out _sizeClass);
        _slots = program.Bind(_memory);
        if (team is not null)
        {
            _helpers = new Helpers(team, pool.Rent((team.Count - 1) * program.HelperBytes, out _helperSizeClass), (nint)program.HelperBytes);
        }

        for (int k = 0; k < program.InputCount; k++)
        {
            Values(program.InputSlot(k)).Clear();
        }
    }

    /// <summary>The program that runs here.</summary>
    public Program<T> Program { get; }

    /// <summary>An input's values, row by row, to be written before a run; zero at first, they stay until they are written again.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Span<T> Input(int input) => Values(Program.InputSlot(input));

    /// <summary>An output's values, row by row, valid until the next run.</summary>
    /// <param name="output">Which output, from 0.</param>
    public ReadOnlySpan<T> Output(int output) => Values(Program.OutputSlot(output));

    /// <summary>Runs the program on the inputs as they stand. Allocates nothing.</summary>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Program.Run(_slots, _memory, _helpers);
    }

    /// <summary>Runs the program several times on the inputs as they stand, and tells how long each of its steps takes.</summary>
    /// <param name="runs">How often it runs; at least 1.</param>
    /// <returns>The steps in order, each with its shortest time. Taking the time costs some tens of nanoseconds a step.</returns>
    public IReadOnlyList<StepTime> Profile(int runs = 10)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        return Program.Profile(_slots, _memory, _helpers, runs);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _pool.Return(_memory, _sizeClass);
            if (_helpers.Team is not null)
            {
                _pool.Return(_helpers.Scratch, _helperSizeClass);
            }
        }
    }

    private unsafe Span<T> Values(int slot)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new((void*)_slots[slot].Pointer, _slots[slot].Shape.ElementCount);
    }
}

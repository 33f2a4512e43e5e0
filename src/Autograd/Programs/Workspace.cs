using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The memory in which a program runs: write the inputs, run, read the outputs. For one thread at a time.</summary>
/// <remarks>Programs that follow one another need no copies between them: <see cref="PlaceInput"/> and <see cref="PlaceOutput"/> let one read and
/// write where the other has its inputs.</remarks>
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
    private readonly Workspace<T>?[] _hosts;
    private bool _disposed;

    internal Workspace(Program<T> program, BufferPool pool, ThreadTeam? team)
    {
        Program = program;
        _pool = pool;
        _memory = pool.Rent(program.WorkspaceBytes, out _sizeClass);
        _slots = program.Bind(_memory);
        _hosts = new Workspace<T>?[program.InputCount + program.OutputCount];
        if (team is not null)
        {
            _helpers = new Helpers(team, pool.Rent((team.Count - 1) * program.HelperBytes, out _helperSizeClass), (nint)program.HelperBytes);
        }

        for (int k = 0; k < program.InputCount; k++)
        {
            Values(program.InputSlot(k), k).Clear();
        }
    }

    /// <summary>The program that runs here.</summary>
    public Program<T> Program { get; }

    /// <summary>An input's values, row by row, to be written before a run; zero at first, they stay until they are written again.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Span<T> Input(int input) => Values(Program.InputSlot(input), input);

    /// <summary>An output's values, row by row, valid until the next run.</summary>
    /// <param name="output">Which output, from 0.</param>
    public ReadOnlySpan<T> Output(int output) => Values(Program.OutputSlot(output), Program.InputCount + output);

    /// <summary>Lets an input lie where an input of another workspace lies, so that what is written there is read here without a copy.</summary>
    /// <param name="input">Which input, from 0.</param>
    /// <param name="other">The other workspace. It must not be disposed of before this one has run for the last time.</param>
    /// <param name="otherInput">Which of its inputs; it may lie elsewhere itself, and is taken where it lies now.</param>
    /// <exception cref="ArgumentException">The shapes are not the same.</exception>
    public void PlaceInput(int input, Workspace<T> other, int otherInput)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireSameShape("input", input, Program.InputShape(input), other, otherInput);
        Place(Program.InputViews(input), input, other, otherInput);
    }

    /// <summary>Lets an output lie where an input of another workspace lies, or of this one, so that it is written there without a copy. An output
    /// that lies in its own workspace's input is a state that each run brings forward: the moments of an optimizer, for instance.</summary>
    /// <param name="output">Which output, from 0.</param>
    /// <param name="other">The workspace. It must not be disposed of before this one has run for the last time.</param>
    /// <param name="otherInput">Which of its inputs; it may lie elsewhere itself, and is taken where it lies now.</param>
    /// <exception cref="ArgumentException">The shapes are not the same; or no run writes the output, since it is an input or a constant; or it is
    /// written before this workspace's input there was read for the last time.</exception>
    public void PlaceOutput(int output, Workspace<T> other, int otherInput)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireSameShape("output", output, Program.OutputShape(output), other, otherInput);
        if (!Program.IsWritten(output))
        {
            throw new ArgumentException($"Output {output} is an input as it was given, or a constant: no run writes it. Copy it once instead.", nameof(output));
        }

        for (int input = 0; other == this && input < Program.InputCount; input++)
        {
            if (PointerOfInput(input) == other.PointerOfInput(otherInput) && !Program.MayOverwrite(input, output))
            {
                throw new ArgumentException(
                    $"Output {output} is written before input {input}, in whose place it would lie, is read for the last time. Copy it after the run instead.",
                    nameof(output));
            }
        }

        Place(Program.OutputViews(output), Program.InputCount + output, other, otherInput);
    }

    /// <summary>Runs the program on the inputs as they stand. Allocates nothing.</summary>
    public void Run()
    {
        RequireMemory();
        Program.Run(_slots, _memory, _helpers);
    }

    /// <summary>Runs the program several times on the inputs as they stand, and tells how long each of its steps takes.</summary>
    /// <param name="runs">How often it runs; at least 1.</param>
    /// <returns>The steps in order, each with its shortest time. Taking the time costs some tens of nanoseconds a step.</returns>
    public IReadOnlyList<StepTime> Profile(int runs = 10)
    {
        RequireMemory();
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

    private nint PointerOfInput(int input) => _slots[Program.InputSlot(input)].Pointer;

    private static void RequireSameShape(string kind, int number, Shape shape, Workspace<T> other, int otherInput)
    {
        Shape there = other.Program.InputShape(otherInput);
        if (shape != there)
        {
            throw new ArgumentException($"The shape of {kind} {number} is {shape} and that of input {otherInput}, where it would lie, is {there}; they must be the same.");
        }
    }

    private void Place(ReadOnlySpan<int> slots, int host, Workspace<T> other, int otherInput)
    {
        RequireMemory();
        other.RequireMemory();
        nint place = other.PointerOfInput(otherInput);
        foreach (int slot in slots)
        {
            _slots[slot].Pointer = place;
        }

        // Who has the memory may have it from another.
        Workspace<T> owner = other._hosts[otherInput] ?? other;
        _hosts[host] = owner == this ? null : owner;
    }

    private void RequireMemory()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (Workspace<T>? host in _hosts)
        {
            ObjectDisposedException.ThrowIf(host is { _disposed: true }, this);
        }
    }

    private unsafe Span<T> Values(int slot, int host)
    {
        ObjectDisposedException.ThrowIf(_disposed || _hosts[host] is { _disposed: true }, this);
        return new((void*)_slots[slot].Pointer, _slots[slot].Shape.ElementCount);
    }
}

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The memory in which a program runs: write the inputs, run, read the outputs. For one thread at a time.</summary>
/// <remarks>Keep the workspace for as long as you use the spans that it gives: they don't keep its memory alive. Programs that follow one
/// another need no copies between them: <see cref="PlaceInput"/> and <see cref="PlaceOutput"/> let one read and write where the other has
/// its inputs.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Workspace<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BufferPool _pool;
    private readonly nint _rented;

    // Where offset 0 would be: before the rented memory, where the first inputs lie in another workspace.
    private readonly nint _memory;
    private readonly int _sizeClass;
    private readonly Slot[] _slots;
    private readonly Helpers _helpers;
    private readonly int _helperSizeClass;
    private readonly Workspace<T>?[] _hosts;
    private bool _disposed;

    internal Workspace(Program<T> program, BufferPool pool, ThreadTeam? team, Workspace<T>? front = null, int shared = 0)
    {
        Program = program;
        _pool = pool;
        long elsewhere = program.BytesOfInputs(shared);
        _rented = pool.Rent(program.WorkspaceBytes - elsewhere, out _sizeClass);
        _memory = _rented - (nint)elsewhere;
        _slots = program.Bind(_memory);
        _hosts = new Workspace<T>?[program.InputCount + program.OutputCount];
        if (team is not null)
        {
            _helpers = new Helpers(
                team, pool.Rent((team.Count - 1) * program.HelperBytes, out _helperSizeClass), (nint)program.HelperBytes);
        }

        for (int k = 0; k < shared; k++)
        {
            PlaceInput(k, front!, k);
        }

        for (int k = shared; k < program.InputCount; k++)
        {
            Values(program.InputSlot(k), k).Clear();
        }
    }

    /// <summary>The program that runs here.</summary>
    public Program<T> Program { get; }

    /// <summary>An input's values, row by row, to be written before a run; zero at first, they stay until they are written again:
    /// by you, or by an output that was placed there.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Span<T> Input(int input) => Values(Program.InputSlot(input), input);

    /// <summary>An input's values, by the input's name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Span<T> Input(string name) => Input(Program.InputNumber(name));

    /// <summary>An output's values, by the output's name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ReadOnlySpan<T> Output(string name) => Output(Program.OutputNumber(name));

    /// <summary>An output's values, row by row, valid until the next run or, where it was placed elsewhere, until somebody writes
    /// there.</summary>
    /// <param name="output">Which output, from 0.</param>
    public ReadOnlySpan<T> Output(int output) => Values(Program.OutputSlot(output), Program.InputCount + output);

    /// <summary>Lets an input lie where an input of another workspace lies, so that what is written there is read here without a
    /// copy.</summary>
    /// <param name="input">Which input, from 0.</param>
    /// <param name="other">The other workspace. Whoever owns the memory must not be disposed of before this one.</param>
    /// <param name="otherInput">Which of its inputs; it may lie elsewhere itself, and is taken where it lies now.</param>
    /// <exception cref="ArgumentException">The shapes are not the same; or an output of this workspace lies there and is written before the
    /// input is read for the last time, or another output is the input as it was given.</exception>
    public void PlaceInput(int input, Workspace<T> other, int otherInput)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireFit("input", input, Program.InputShape(input), other, otherInput);
        nint place = other.PointerOfInput(otherInput);
        for (int output = 0; output < Program.OutputCount; output++)
        {
            if (PointerOfOutput(output) == place && Program.IsWritten(output))
            {
                RequireReadBefore(input, output);
                RequireNoOutputIs(input, output);
            }
        }

        Move(Program.InputViews(input), other, otherInput);
    }

    /// <summary>Lets an output lie where an input of another workspace lies, or of this one, so that it is written there without a copy. An
    /// output that lies in its own workspace's input is a state that each run brings forward: the moments of an optimizer, for
    /// instance.</summary>
    /// <param name="output">Which output, from 0.</param>
    /// <param name="other">The workspace. Whoever owns the memory must not be disposed of before this one.</param>
    /// <param name="otherInput">Which of its inputs; it may lie elsewhere itself, and is taken where it lies now.</param>
    /// <exception cref="ArgumentException">The shapes are not the same; or no run writes the output, since it is an input or a constant; or
    /// another output is the same value or lies there; or an input of this workspace lies there and is not read for the last time when the
    /// output is written.</exception>
    public void PlaceOutput(int output, Workspace<T> other, int otherInput)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireFit("output", output, Program.OutputShape(output), other, otherInput);
        if (!Program.IsWritten(output))
        {
            throw new ArgumentException(
                $"Output {output} is an input as it was given, or a constant: no run writes it. Copy it once instead.", nameof(output));
        }

        nint place = other.PointerOfInput(otherInput);
        for (int another = 0; another < Program.OutputCount; another++)
        {
            if (another != output && (PointerOfOutput(another) == place || PointerOfOutput(another) == PointerOfOutput(output)))
            {
                throw new ArgumentException(
                    $"Outputs {another} and {output} would lie in one place, or are one value. Copy one of them instead.", nameof(output));
            }
        }

        for (int input = 0; input < Program.InputCount; input++)
        {
            if (PointerOfInput(input) == place)
            {
                RequireReadBefore(input, output);
            }
        }

        Move(Program.OutputViews(output), other, otherInput);
    }

    /// <summary>Whether a run writes an output of its own, so that <see cref="PlaceOutput"/> may put it elsewhere: not one that is an input
    /// as it was given, a constant, or the same value as another output.</summary>
    /// <param name="output">Which output, from 0.</param>
    public bool MayPlaceOutput(int output)
    {
        if (!Program.IsWritten(output))
        {
            return false;
        }

        for (int another = 0; another < Program.OutputCount; another++)
        {
            if (another != output && PointerOfOutput(another) == PointerOfOutput(output))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Runs the program on the inputs as they stand. Allocates nothing.</summary>
    public void Run()
    {
        RequireMemory();
        Program.Run(_slots, _memory, _helpers);

        // The memory is known to this object only.
        GC.KeepAlive(this);
    }

    /// <summary>Runs the program several times on the inputs as they stand, and tells how long each of its steps takes.</summary>
    /// <param name="runs">How often it runs; at least 1.</param>
    /// <returns>The steps in order, each with its shortest time. Taking the time costs some tens of nanoseconds a step. A state that lies
    /// in its own input is brought forward by each run.</returns>
    public IReadOnlyList<StepTime> Profile(int runs = 10)
    {
        RequireMemory();
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        IReadOnlyList<StepTime> steps = Program.Profile(_slots, _memory, _helpers, runs);
        GC.KeepAlive(this);
        return steps;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _pool.Return(_rented, _sizeClass);
            if (_helpers.Team is not null)
            {
                _pool.Return(_helpers.Scratch, _helperSizeClass);
            }
        }
    }

    private nint PointerOfInput(int input) => _slots[Program.InputSlot(input)].Pointer;

    private nint PointerOfOutput(int output) => _slots[Program.OutputSlot(output)].Pointer;

    private void RequireFit(string kind, int number, Shape shape, Workspace<T> other, int otherInput)
    {
        RequireMemory();
        other.RequireMemory();
        Shape there = other.Program.InputShape(otherInput);
        if (shape != there)
        {
            throw new ArgumentException(
                $"The shape of {kind} {number} is {shape} and that of input {otherInput}, where it would lie, is {there}; they must be " +
                    "the same.");
        }
    }

    private void RequireReadBefore(int input, int output)
    {
        if (!Program.MayOverwrite(input, output))
        {
            throw new ArgumentException(
                $"Output {output} is written before input {input}, in whose place it would lie, is read for the last time. Copy it after " +
                    "the run instead.");
        }
    }

    private void RequireNoOutputIs(int input, int written)
    {
        for (int output = 0; output < Program.OutputCount; output++)
        {
            if (Program.InputViews(input).Contains(Program.OutputSlot(output)))
            {
                throw new ArgumentException(
                    $"Output {output} is input {input} as it was given, and output {written} is written where that would lie. Copy one " +
                        "of them instead.",
                    nameof(input));
            }
        }
    }

    // All that lies in one memory moves together: a value, and what is the same value under another shape.
    private void Move(ReadOnlySpan<int> slots, Workspace<T> other, int otherInput)
    {
        nint place = other.PointerOfInput(otherInput);

        // Who has the memory may have it from another.
        Workspace<T> owner = other._hosts[otherInput] ?? other;
        foreach (int slot in slots)
        {
            _slots[slot].Pointer = place;
            for (int k = 0; k < _hosts.Length; k++)
            {
                int held = k < Program.InputCount ? Program.InputSlot(k) : Program.OutputSlot(k - Program.InputCount);
                _hosts[k] = held != slot ? _hosts[k] : owner == this ? null : owner;
            }
        }
    }

    private void RequireMemory()
    {
        RequireMemory(this);
        foreach (Workspace<T>? host in _hosts)
        {
            RequireMemory(host);
        }
    }

    private void RequireMemory(Workspace<T>? owner)
    {
        if (owner is { _disposed: true })
        {
            throw new ObjectDisposedException(
                null,
                owner == this
                    ? "The workspace was disposed: copy what is needed of its outputs before, or make another of its program."
                    : "The workspace whose memory this one was placed on was disposed: dispose it after this one.");
        }
    }

    private unsafe Span<T> Values(int slot, int host)
    {
        RequireMemory(this);
        RequireMemory(_hosts[host]);
        return new((void*)_slots[slot].Pointer, _slots[slot].Shape.ElementCount);
    }
}

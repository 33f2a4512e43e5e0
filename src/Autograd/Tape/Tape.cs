using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// A Wengert list: an append-only list of operations on arrays, together with their values. Recording appends an operation and
/// computes it at once; differentiating walks the list and appends the derivative's own operations to the same list, so that a
/// derivative can be differentiated like anything else, to any order and in any mix of modes.
/// </summary>
/// <typeparam name="T">The element type: double to verify, float to train.</typeparam>
/// <remarks>
/// A tape owns its memory, which comes from a pool and goes back to it as a whole when the tape is disposed or cleared. Two tapes share
/// nothing; a tape is used by one thread at a time. Source: R. E. Wengert, A simple automatic derivative evaluation program, 1964.
/// </remarks>
/// <example>
/// <code>
/// using var tape = new Tape&lt;double&gt;();
/// var x = tape.Input(3.0);
/// var y = x * x * x;
/// var first = tape.Gradient(y, x);        // 27
/// var second = tape.Gradient(first, x);   // 18
/// </code>
/// </example>
public sealed partial class Tape<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BufferPool _pool;
    private readonly ThreadTeam? _team;
    private readonly SharedBlocks _blocks;
    private Slot[] _slots = new Slot[64];
    private Node<T>[] _nodes = new Node<T>[64];
    private int[] _inputs = new int[128];
    private int _count;
    private int _inputCount;
    private int _generation;
    private bool _disposed;
    private bool _inRule;

    /// <summary>Makes an empty tape.</summary>
    /// <param name="pool">Where its memory comes from; by default a pool of its own. Give the same pool to tapes that follow each other on
    /// a thread and the memory is allocated once.</param>
    /// <param name="team">Who shares the work of large matrix products; by default the thread that records does it alone.</param>
    public Tape(BufferPool? pool = null, ThreadTeam? team = null)
    {
        _pool = pool ?? new BufferPool();
        _team = team;
        _blocks = new SharedBlocks(_pool);
    }

    /// <summary>The number of operations recorded.</summary>
    public int Count => _count;

    /// <summary>The pool that the memory comes from.</summary>
    public BufferPool Pool => _pool;

    /// <summary>Records an operation and computes its value.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">Its inputs, all on this tape.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">The shapes don't fit the operation, or a variable is of another tape.</exception>
    /// <exception cref="ObjectDisposedException">The tape, or a variable's part of it, is gone.</exception>
    public Variable<T> Apply(Operation<T> operation, params ReadOnlySpan<Variable<T>> inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        RequireUsable();
        Span<int> indices = FreeInputs(inputs.Length);
        for (int k = 0; k < inputs.Length; k++)
        {
            indices[k] = IndexOf(inputs[k]);
        }

        OperandShapes shapes = new(_slots, indices);
        Shape shape = operation.OutputShape(shapes);
        if (operation.IsView)
        {
            return View(operation, shape, indices[0], inputs.Length);
        }

        int scratchLength = operation.ScratchLength(shapes, shape);
        Variable<T> result = Allocate(shape, operation, inputs.Length);
        try
        {
            Run(operation, result.Index, scratchLength);
        }
        catch
        {
            // An operation that fails leaves the tape as it was.
            Truncate(result.Index);
            throw;
        }

        return result;
    }

    /// <summary>Forgets everything recorded and gives the memory back to the pool; the tape can be used again. Variables made before
    /// are stale and say so when used.</summary>
    public void Clear()
    {
        RequireUsable();
        Truncate(0);
        _generation++;
    }

    /// <summary>Gives all memory back to the pool. Variables of this tape can't be used any more.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            Truncate(0);
            _disposed = true;
        }
    }

    /// <summary>The variable at a place of the list.</summary>
    internal Variable<T> At(int index) => new(this, index, _generation);

    internal Operation<T> OperationOf(int index) => _nodes[index].Operation;

    internal ReadOnlySpan<int> InputsOf(int index) => _inputs.AsSpan(_nodes[index].InputStart, _nodes[index].InputCount);

    internal Variable<T>[] VariablesOf(int index)
    {
        ReadOnlySpan<int> inputs = InputsOf(index);
        var variables = new Variable<T>[inputs.Length];
        for (int k = 0; k < variables.Length; k++)
        {
            variables[k] = At(inputs[k]);
        }

        return variables;
    }

    internal Shape ShapeOf(int index) => _slots[index].Shape;

    /// <summary>Whether the derivative rule that is running has read values. What it then computes from them is a constant to the next
    /// order, so its results must not pass for differentiable ones.</summary>
    internal bool RuleReadValues { get; private set; }

    /// <summary>Says that a derivative rule begins.</summary>
    /// <returns>What <see cref="LeaveRule"/> is to be told: whether this rule runs inside another one, and what that one did.</returns>
    internal (bool InRule, bool ReadValues) EnterRule()
    {
        (bool, bool) outer = (_inRule, RuleReadValues);
        _inRule = true;
        RuleReadValues = false;
        return outer;
    }

    /// <summary>Says that the derivative rule is over.</summary>
    internal void LeaveRule((bool InRule, bool ReadValues) outer) => (_inRule, RuleReadValues) = outer;

    /// <summary>Notes that somebody reads values through the public surface.</summary>
    internal void NoteRead() => RuleReadValues |= _inRule;

    internal bool IsReleased(int index) => _slots[index].Pointer == 0;

    internal unsafe Span<T> SpanAt(int index) => new((void*)_slots[index].Pointer, _slots[index].Shape.ElementCount);

    /// <summary>The place of a variable in the list, after checking that it is alive and of this tape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int IndexOf(Variable<T> variable)
    {
        if (!ReferenceEquals(variable.Owner, this) || variable.Generation != _generation || _disposed
            || _slots[variable.Index].Pointer == 0)
        {
            ThrowUnusable(variable);
        }

        return variable.Index;
    }

    /// <summary>Gives a value's memory back early, or its share in it.</summary>
    internal void Release(int index)
    {
        if (!IsReleased(index))
        {
            _slots[index].Pointer = 0;
            _blocks.Release(_nodes[index].Block);
        }
    }

    /// <summary>Drops every node from the given place on.</summary>
    internal void Truncate(int from)
    {
        for (int index = from; index < _count; index++)
        {
            Release(index);
        }

        if (from < _count)
        {
            _inputCount = _nodes[from].InputStart;
            Array.Clear(_nodes, from, _count - from);
            _count = from;
        }
    }

    private unsafe void Run(Operation<T> operation, int index, int scratchLength)
    {
        ReadOnlySpan<int> inputs = InputsOf(index);
        if (scratchLength == 0)
        {
            operation.Compute(new ComputeContext<T>(_slots, inputs, index, default, new Helpers(_team, 0, 0)));
            return;
        }

        // That of the helpers stands behind.
        long bytes = BufferPool.WholeLines((long)scratchLength * sizeof(T));
        int members = operation.SharesWork && _team is not null ? _team.Count : 1;
        nint scratch = _pool.Rent(members * bytes, out int sizeClass);
        Helpers helpers = new(_team, scratch + (nint)bytes, (nint)bytes);
        try
        {
            operation.Compute(new ComputeContext<T>(_slots, inputs, index, new Span<T>((void*)scratch, scratchLength), helpers));
        }
        finally
        {
            _pool.Return(scratch, sizeClass);
        }
    }

    /// <summary>Where the inputs of the next node go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<int> FreeInputs(int count)
    {
        if (_inputCount + count > _inputs.Length)
        {
            Array.Resize(ref _inputs, Math.Max(2 * _inputs.Length, _inputCount + count));
        }

        return _inputs.AsSpan(_inputCount, count);
    }

    /// <summary>Appends a node with memory of its own, not yet written; its inputs stand in <see cref="FreeInputs"/>.</summary>
    private unsafe Variable<T> Allocate(Shape shape, Operation<T> operation, int inputCount)
    {
        // Rented first: where there is no memory, no node is left behind.
        int block = _blocks.Rent((long)shape.ElementCount * sizeof(T), out nint pointer);
        return Append(operation, inputCount, block, new Slot { Pointer = pointer, Shape = shape });
    }

    /// <summary>Appends a node whose value lies in the memory of another; its inputs stand in <see cref="FreeInputs"/>.</summary>
    private Variable<T> View(Operation<T> operation, Shape shape, int viewed, int inputCount)
    {
        int block = _nodes[viewed].Block;
        _blocks.Share(block);
        return Append(operation, inputCount, block, new Slot { Pointer = _slots[viewed].Pointer, Shape = shape });
    }

    private Variable<T> Append(Operation<T> operation, int inputCount, int block, in Slot slot)
    {
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * _count);
            Array.Resize(ref _slots, 2 * _count);
        }

        _slots[_count] = slot;
        _nodes[_count] = new Node<T> { Operation = operation, InputStart = _inputCount, InputCount = inputCount, Block = block };
        _inputCount += inputCount;
        return At(_count++);
    }

    private void RequireUsable()
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(
                null,
                "The tape was disposed, and its variables with it: copy what is needed later with ToTensor or ToParameters " +
                    "before, or dispose it later.");
        }
    }

    private void ThrowUnusable(Variable<T> variable)
    {
        if (variable.Owner is null)
        {
            throw new ArgumentException(
                "Got a default Variable, which is on no tape: make variables with Input, Constant or an operation.");
        }

        if (!ReferenceEquals(variable.Owner, this))
        {
            throw new ArgumentException(
                "Got a variable of another tape. Two tapes share nothing: copy its value over with tape.Input(other.ToTensor()).");
        }

        RequireUsable();
        throw new ObjectDisposedException(
            null,
            variable.Generation != _generation
                ? "The tape was cleared after this variable was made: record it again."
                : "The memory of this variable was given back by a sweep whose result was marked as final, or by ReleaseFrom.");
    }
}

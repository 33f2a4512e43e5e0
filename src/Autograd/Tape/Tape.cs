using System.Numerics;
using System.Numerics.Tensors;
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
    }

    /// <summary>The number of operations recorded.</summary>
    public int Count => _count;

    /// <summary>The pool that the memory comes from.</summary>
    public BufferPool Pool => _pool;

    /// <summary>Puts an array on the tape as an input: something to differentiate by, or data.</summary>
    /// <param name="values">The values, row by row; copied.</param>
    /// <param name="shape">The shape; its number of elements must be that of <paramref name="values"/>.</param>
    /// <param name="name">What it is called in listings and errors; by default nothing.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Variable<T> Input(ReadOnlySpan<T> values, Shape shape, string? name = null) => Leaf(values, shape, LeafOperation<T>.Input(name));

    /// <summary>Puts a number on the tape as an input.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">What it is called in listings and errors; by default nothing.</param>
    public Variable<T> Input(T value, string? name = null) => Leaf([value], Shape.Scalar, LeafOperation<T>.Input(name));

    /// <summary>Puts a tensor on the tape as an input.</summary>
    /// <param name="tensor">The values; copied.</param>
    /// <param name="name">What it is called in listings and errors; by default nothing.</param>
    public Variable<T> Input(Tensor<T> tensor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Variable<T> leaf = Allocate(Tensors.ShapeOf(tensor), LeafOperation<T>.Input(name));
        Tensors.CopyTo(tensor, SpanAt(leaf.Index));
        return leaf;
    }

    /// <summary>Puts an array on the tape as a constant. It differs from an input only in listings and in what a replay may change.</summary>
    /// <param name="values">The values, row by row; copied.</param>
    /// <param name="shape">The shape; its number of elements must be that of <paramref name="values"/>.</param>
    public Variable<T> Constant(ReadOnlySpan<T> values, Shape shape) => Leaf(values, shape, LeafOperation<T>.Constant);

    /// <summary>Puts a number on the tape as a constant.</summary>
    /// <param name="value">The number.</param>
    public Variable<T> Constant(T value) => Leaf([value], Shape.Scalar, LeafOperation<T>.Constant);

    /// <summary>A constant array with the same value everywhere.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="value">The value.</param>
    public Variable<T> Full(Shape shape, T value)
    {
        Variable<T> leaf = Allocate(shape, LeafOperation<T>.Constant);
        SpanAt(leaf.Index).Fill(value);
        return leaf;
    }

    /// <summary>A constant array of zeros.</summary>
    /// <param name="shape">The shape.</param>
    public Variable<T> Zeros(Shape shape) => Full(shape, T.Zero);

    /// <summary>A constant array of ones.</summary>
    /// <param name="shape">The shape.</param>
    public Variable<T> Ones(Shape shape) => Full(shape, T.One);

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
        int start = _inputCount;
        if (start + inputs.Length > _inputs.Length)
        {
            Array.Resize(ref _inputs, Math.Max(2 * _inputs.Length, start + inputs.Length));
        }

        for (int k = 0; k < inputs.Length; k++)
        {
            _inputs[start + k] = IndexOf(inputs[k]);
        }

        ReadOnlySpan<int> indices = _inputs.AsSpan(start, inputs.Length);
        OperandShapes shapes = new(_slots, indices);
        Shape shape = operation.OutputShape(shapes);
        if (operation.IsView)
        {
            return AppendView(operation, shape, indices[0], start, inputs.Length);
        }

        int scratchLength = operation.ScratchLength(shapes, shape);
        int index = Append(operation, shape, start, inputs.Length);
        _inputCount = start + inputs.Length;
        try
        {
            Run(operation, index, scratchLength);
        }
        catch
        {
            // A rule that fails leaves the tape as it was.
            Truncate(index);
            throw;
        }

        return new Variable<T>(this, index, _generation);
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

    /// <summary>Whether the derivative rule that is running has read values. What it then computes from them is a constant to the next order,
    /// so its results must not pass for differentiable ones.</summary>
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
        if (!ReferenceEquals(variable.Owner, this) || variable.Generation != _generation || _disposed || _slots[variable.Index].Pointer == 0)
        {
            ThrowUnusable(variable);
        }

        return variable.Index;
    }

    /// <summary>Gives a value's memory back early, or its share in it.</summary>
    internal void Release(int index)
    {
        if (_slots[index].Pointer == 0)
        {
            return;
        }

        _slots[index].Pointer = 0;
        ref Node<T> owner = ref _nodes[_nodes[index].Owner];
        if (--owner.Holders == 0)
        {
            _pool.Return(owner.Block, owner.SizeClass);
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

    /// <summary>
    /// Drops every node from <paramref name="from"/> on but keeps the given results, which become nodes of the given operation: they say what
    /// they depend on.
    /// </summary>
    internal Variable<T>[] KeepOnly(int from, ReadOnlySpan<int> results, ReadOnlySpan<int> dependencies, Operation<T> operation)
    {
        // Each result first takes a share in its memory, so that dropping the nodes leaves it alone. A share is a node beyond the end
        // of the range; the nodes are then moved down.
        int end = _count;
        foreach (int result in results)
        {
            int start = _inputCount;
            if (start + dependencies.Length > _inputs.Length)
            {
                Array.Resize(ref _inputs, Math.Max(2 * _inputs.Length, start + dependencies.Length));
            }

            dependencies.CopyTo(_inputs.AsSpan(start));
            AppendView(operation, _slots[result].Shape, result, start, dependencies.Length);
        }

        for (int index = from; index < end; index++)
        {
            Release(index);
        }

        int inputStart = from < end ? _nodes[from].InputStart : _inputCount;
        var kept = new Variable<T>[results.Length];
        for (int k = 0; k < results.Length; k++)
        {
            Node<T> node = _nodes[end + k];
            int target = from + k;
            int oldOwner = node.Owner;
            if (oldOwner >= from)
            {
                // Hand the block to the first result that shares it; the later ones follow it there.
                int heir = -1;
                for (int j = 0; j < k && heir < 0; j++)
                {
                    heir = _nodes[end + j].Owner == oldOwner ? from + j : -1;
                }

                node.Owner = heir < 0 ? target : heir;
                if (heir < 0)
                {
                    node.Block = _nodes[oldOwner].Block;
                    node.SizeClass = _nodes[oldOwner].SizeClass;
                    node.Holders = _nodes[oldOwner].Holders;
                }
            }

            kept[k] = new Variable<T>(this, target, _generation);
            _moved.Add((node, _slots[end + k]));
        }

        Array.Clear(_nodes, from, _count - from);
        _inputCount = inputStart;
        for (int k = 0; k < _moved.Count; k++)
        {
            (Node<T> node, Slot slot) = _moved[k];
            node.InputStart = _inputCount;
            dependencies.CopyTo(_inputs.AsSpan(_inputCount));
            _inputCount += dependencies.Length;
            _nodes[from + k] = node;
            _slots[from + k] = slot;
        }

        _count = from + _moved.Count;
        _moved.Clear();
        return kept;
    }

    private readonly List<(Node<T> Node, Slot Slot)> _moved = [];

    private unsafe void Run(Operation<T> operation, int index, int scratchLength)
    {
        ReadOnlySpan<int> inputs = InputsOf(index);
        if (scratchLength == 0)
        {
            operation.Compute(new ComputeContext<T>(_slots, inputs, index, default, new Helpers(_team, 0, 0)));
            return;
        }

        // That of the helpers stands behind.
        long bytes = ProgramCompiler<T>.Lines((long)scratchLength * sizeof(T));
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

    private Variable<T> Leaf(ReadOnlySpan<T> values, Shape shape, Operation<T> operation)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"Got {values.Length} values for shape {shape}, expected {shape.ElementCount}.", nameof(values));
        }

        Variable<T> leaf = Allocate(shape, operation);
        values.CopyTo(SpanAt(leaf.Index));
        return leaf;
    }

    private Variable<T> Allocate(Shape shape, Operation<T> operation)
    {
        ArgumentNullException.ThrowIfNull(shape);
        RequireUsable();
        return new Variable<T>(this, Append(operation, shape, _inputCount, 0), _generation);
    }

    private unsafe int Append(Operation<T> operation, Shape shape, int inputStart, int inputCount)
    {
        // Rented first: where there is no memory, no node is left behind.
        nint block = _pool.Rent((long)shape.ElementCount * sizeof(T), out int sizeClass);
        int index = NextNode();
        _slots[index] = new Slot { Pointer = block, Shape = shape };
        _nodes[index] = new Node<T>
        {
            Operation = operation,
            InputStart = inputStart,
            InputCount = inputCount,
            Owner = index,
            Holders = 1,
            Block = block,
            SizeClass = sizeClass,
        };
        return index;
    }

    private Variable<T> AppendView(Operation<T> operation, Shape shape, int viewed, int inputStart, int inputCount)
    {
        int index = NextNode();
        int owner = _nodes[viewed].Owner;
        _nodes[owner].Holders++;
        _slots[index] = new Slot { Pointer = _slots[viewed].Pointer, Shape = shape };
        _nodes[index] = new Node<T> { Operation = operation, InputStart = inputStart, InputCount = inputCount, Owner = owner };
        _inputCount = inputStart + inputCount;
        return new Variable<T>(this, index, _generation);
    }

    private int NextNode()
    {
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * _count);
            Array.Resize(ref _slots, 2 * _count);
        }

        return _count++;
    }

    private void RequireUsable()
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(
                null,
                "The tape was disposed, and its variables with it: copy what is needed later with ToTensor or ToParameters before, or dispose it later.");
        }
    }

    private void ThrowUnusable(Variable<T> variable)
    {
        if (variable.Owner is null)
        {
            throw new ArgumentException("Got a default Variable, which is on no tape: make variables with Input, Constant or an operation.");
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

using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>A call to the host: from the values of some variables to values that derivatives take for constants. A simulator, a sampler, a
/// counter.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="context">The arguments, the results to be written whole, and scratch memory.</param>
public delegate void HostCall<T>(HostContext<T> context)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>The arrays of a call to the host.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct HostContext<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ComputeContext<T> _context;
    private readonly ReadOnlySpan<Shape> _results;
    private readonly ReadOnlySpan<int> _starts;

    internal HostContext(ComputeContext<T> context, ReadOnlySpan<Shape> results, ReadOnlySpan<int> starts)
    {
        _context = context;
        _results = results;
        _starts = starts;
    }

    /// <summary>The number of arguments.</summary>
    public int ArgumentCount => _context.Count;

    /// <summary>The number of results.</summary>
    public int ResultCount => _results.Length;

    /// <summary>Scratch memory of the length that the call asked for, contents undefined.</summary>
    public Span<T> Scratch => _context.Scratch;

    /// <summary>The values of an argument, row by row.</summary>
    /// <param name="argument">Which one, from 0.</param>
    public ReadOnlySpan<T> Argument(int argument) => _context.Input(argument);

    /// <summary>The shape of an argument.</summary>
    /// <param name="argument">Which one, from 0.</param>
    public Shape ArgumentShape(int argument) => _context.InputShape(argument);

    /// <summary>The values of a result, row by row, to be written whole; what they hold before is undefined.</summary>
    /// <param name="result">Which one, from 0.</param>
    public Span<T> Result(int result) => _context.Output.Slice(_starts[result], _results[result].ElementCount);

    /// <summary>The shape of a result.</summary>
    /// <param name="result">Which one, from 0.</param>
    public Shape ResultShape(int result) => _results[result];
}

/// <summary>A call to the host, its results end to end in one array.</summary>
internal sealed class HostOperation<T> : ConstantOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly HostCall<T> _call;
    private readonly Shape[] _results;
    private readonly int[] _starts;
    private readonly Shape _shape;
    private readonly int _scratchLength;

    public HostOperation(string name, HostCall<T> call, Shape[] results, int scratchLength)
    {
        Name = $"host call '{name}'";
        _call = call;
        _results = results;
        _scratchLength = scratchLength;
        _starts = new int[results.Length];
        int length = 0;
        for (int k = 0; k < results.Length; k++)
        {
            _starts[k] = length;
            length = checked(length + results[k].ElementCount);
        }

        _shape = [length];
    }

    public override string Name { get; }

    public override bool IsPure => false;

    public override Shape OutputShape(OperandShapes inputs) => _shape;

    public override int ScratchLength(OperandShapes inputs, Shape output) => _scratchLength;

    public override void Compute(ComputeContext<T> context)
    {
        try
        {
            _call(new HostContext<T>(context, _results, _starts));
        }
        catch (Exception exception)
        {
            throw new HostCallException(Name, exception);
        }
    }

    /// <summary>The parts of the packed result under their shapes.</summary>
    public Variable<T>[] Unpack(Variable<T> packed)
    {
        var results = new Variable<T>[_results.Length];
        for (int k = 0; k < results.Length; k++)
        {
            results[k] = packed.Slice(0, _starts[k], _results[k].ElementCount).Reshape(_results[k]);
        }

        return results;
    }
}

public sealed partial class Tape<T>
{
    /// <summary>Calls the host: results = call(arguments), constant as far as derivatives go.</summary>
    /// <param name="name">What the call is named in listings and errors.</param>
    /// <param name="call">The call. Once here, and once in each run of a program whose outputs need a result of it; several threads may be
    /// in it at once, each on arrays of its own.</param>
    /// <param name="results">The shapes of the results.</param>
    /// <param name="arguments">What it is called with.</param>
    /// <param name="scratchLength">How many elements of scratch memory it wants.</param>
    /// <returns>The results, one for each shape.</returns>
    /// <remarks>See <see cref="Operation{T}.IsPure"/>: a program computes it as often and in the order as recorded. A run of a program
    /// allocates nothing for it.</remarks>
    /// <exception cref="HostCallException">The call threw; the exception tells the name and holds what was thrown.</exception>
    /// <example>
    /// <code>
    /// Variable&lt;double&gt;[] drawn = tape.Host("dice", context => context.Result(0)[0] = random.NextInt32(6), [Shape.Scalar], []);
    /// </code>
    /// </example>
    public Variable<T>[] Host(
        string name, HostCall<T> call, IReadOnlyList<Shape> results, IReadOnlyList<Variable<T>> arguments, int scratchLength = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfNegative(scratchLength);
        int start = _count;
        try
        {
            HostOperation<T> operation = new(name, call, [.. results], scratchLength);
            return operation.Unpack(Apply(operation, [.. arguments]));
        }
        catch
        {
            Truncate(start);
            throw;
        }
    }
}

using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The results of the calls to the host that an episode makes while some of it is recorded: kept on the way forward, and given
/// back in the same order when the same is recorded again on the way back. A call is made once, however often its step is
/// computed.</summary>
internal sealed class HostResults<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string Prefix = "host";

    private readonly List<Variable<T>> _results;
    private readonly bool _gives;
    private readonly bool _asInputs;
    private int _next;

    private HostResults(List<Variable<T>> results, bool gives, bool asInputs) => (_results, _gives, _asInputs) = (results, gives, asInputs);

    /// <summary>The results so far, by names that tell their order.</summary>
    public Variables<T> Results => new(_results.Select(static (result, k) => KeyValuePair.Create(NameOf(k), result)));

    /// <summary>Whether results are inputs of the tape.</summary>
    public bool MakesInputs => _asInputs;

    /// <summary>One of the same kind that has seen no call.</summary>
    public HostResults<T> Anew() => new([], _gives, _asInputs);

    /// <summary>Makes the calls and keeps what they give.</summary>
    public static HostResults<T> Keeping() => new([], gives: false, asInputs: false);

    /// <summary>Each result is an input of the tape, with the value that the call gives while this is recorded: what is computed from it
    /// must be possible.</summary>
    public static HostResults<T> Inputs() => new([], gives: true, asInputs: true);

    /// <summary>Makes no calls: gives back results of before, in their order.</summary>
    /// <param name="results">The results, on the tape that is recorded on.</param>
    public static HostResults<T> Given(IEnumerable<Variable<T>> results) => new([.. results], gives: true, asInputs: false);

    /// <summary>The name of a result by its number.</summary>
    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}.{number}");

    /// <summary>Makes no calls: gives back what was kept.</summary>
    public HostResults<T> Again() => new(_results, gives: true, asInputs: false);

    /// <summary>Makes a call, or gives its results.</summary>
    public Variable<T>[] Call(
        Tape<T> tape, string name, HostCall<T> call, IReadOnlyList<Shape> results, IReadOnlyList<Variable<T>> arguments, int scratchLength)
    {
        if (!_gives)
        {
            Variable<T>[] made = tape.Host(name, call, results, arguments, scratchLength);
            _results.AddRange(made);
            return made;
        }

        ArgumentNullException.ThrowIfNull(results);
        var given = new Variable<T>[results.Count];
        Variable<T>[] values = _asInputs ? tape.Host(name, call, results, arguments, scratchLength) : [];
        for (int k = 0; k < given.Length; k++, _next++)
        {
            if (_asInputs)
            {
                _results.Add(tape.Input(values[k].ToArray(), results[k], NameOf(_next)));
            }

            given[k] = _next < _results.Count && _results[_next].Shape == results[k]
                ? _results[_next]
                : throw new InvalidOperationException(
                    $"The step calls the host otherwise when it is recorded again: '{name}' with a result of {results[k]} is not what it " +
                        "called the first time. A step records the same calls in the same order.");
        }

        return given;
    }
}

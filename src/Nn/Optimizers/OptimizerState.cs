using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>
/// What an optimizer remembers between steps, on a tape: moments in the shapes of the parameters, and single numbers such as the powers of
/// Adam's decay rates. An ordinary value: a step takes one and returns the next.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class OptimizerState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string NumberPrefix = "number";
    private const string MomentPrefix = "moment";

    internal OptimizerState(Variables<T>[] moments, Variable<T>[] numbers)
    {
        Moments = moments;
        Numbers = numbers;
    }

    /// <summary>The moments, each under the names of the parameters.</summary>
    public IReadOnlyList<Variables<T>> Moments { get; }

    /// <summary>The single numbers.</summary>
    public IReadOnlyList<Variable<T>> Numbers { get; }

    /// <summary>The same values, constant as far as derivatives go.</summary>
    public OptimizerState<T> Detach()
        => new([.. Moments.Select(moment => moment.Detach())], [.. Numbers.Select(number => number.Detach())]);

    /// <summary>Moments, then numbers, as <see cref="ToParameters"/> orders them.</summary>
    public IEnumerable<Variable<T>> Values
        => Moments.SelectMany(static moment => moment.Select(static entry => entry.Value)).Concat(Numbers);

    /// <summary>A state of this layout with other values.</summary>
    /// <param name="values">In the order of <see cref="Values"/>, each in the shape that it has here, or in one that broadcasts to it: a
    /// moment of one task serves all tasks on the task axis.</param>
    /// <exception cref="ArgumentException">Their number is not that of this state, or a shape does not broadcast to the one
    /// here.</exception>
    public OptimizerState<T> WithValues(ReadOnlySpan<Variable<T>> values)
    {
        Variable<T>[] layout = [.. Values];
        if (values.Length != layout.Length)
        {
            throw new ArgumentException($"Got {values.Length} values, expected {layout.Length}: moments and numbers.", nameof(values));
        }

        Variable<T>[] next = new Variable<T>[layout.Length];
        for (int k = 0; k < next.Length; k++)
        {
            next[k] = values[k].BroadcastTo(layout[k].Shape);
        }

        int place = 0;
        var moments = new Variables<T>[Moments.Count];
        for (int k = 0; k < moments.Length; k++)
        {
            moments[k] = Moments[k].WithValues(next.AsSpan(place, Moments[k].Count));
            place += Moments[k].Count;
        }

        return new(moments, next[place..]);
    }

    /// <summary>The state as named variables: moment k of parameter p is named <c>moment.k.p</c>, number k is <c>number.k</c>.</summary>
    public Variables<T> ToVariables() => new(
        Moments.SelectMany((moment, k) => moment.Prefixed(string.Create(CultureInfo.InvariantCulture, $"{MomentPrefix}.{k}")))
            .Concat(Numbers.Select((number, k) => KeyValuePair.Create(NumberName(k), number))));

    /// <summary>A copy on the host, under the names of <see cref="ToVariables"/>.</summary>
    public Parameters<T> ToParameters() => ToVariables().ToParameters();

    /// <summary>Puts a copy made by <see cref="ToParameters"/> back on a tape.</summary>
    internal static OptimizerState<T> From(Parameters<T> saved, Tape<T> tape, int moments, int numbers)
        => From(saved.On(tape), moments, numbers);

    /// <summary>The state found under the names of <see cref="ToVariables"/>.</summary>
    internal static OptimizerState<T> From(Variables<T> saved, int moments, int numbers) => new(
        [.. Enumerable.Range(0, moments).Select(k => saved.Under(string.Create(CultureInfo.InvariantCulture, $"{MomentPrefix}.{k}")))],
        [.. Enumerable.Range(0, numbers).Select(k => saved[NumberName(k)])]);

    private static string NumberName(int number) => string.Create(CultureInfo.InvariantCulture, $"{NumberPrefix}.{number}");
}

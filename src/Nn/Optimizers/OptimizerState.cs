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
    public OptimizerState<T> Detach() => new([.. Moments.Select(moment => moment.Detach())], [.. Numbers.Select(number => number.Detach())]);

    /// <summary>A copy on the host: moment k of parameter p is named <c>moment.k.p</c>, number k is <c>number.k</c>.</summary>
    public Parameters<T> ToParameters() => new(
        Moments.SelectMany((moment, k) => moment.Select(entry => KeyValuePair.Create($"moment.{k}.{entry.Key}", entry.Value.ToTensor())))
            .Concat(Numbers.Select((number, k) => KeyValuePair.Create($"{NumberPrefix}.{k}", number.ToTensor()))));

    /// <summary>Puts a copy made by <see cref="ToParameters"/> back on a tape.</summary>
    internal static OptimizerState<T> From(Parameters<T> saved, Tape<T> tape, int moments, int numbers) => new(
        [.. Enumerable.Range(0, moments).Select(k => saved.Under($"moment.{k}").On(tape))],
        [.. Enumerable.Range(0, numbers).Select(k => tape.Input(saved[$"{NumberPrefix}.{k}"]))]);
}

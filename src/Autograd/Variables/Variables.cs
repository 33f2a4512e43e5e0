using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>
/// A named, ordered set of variables: the parameters of a net, their gradients, the state of an optimizer. With arithmetic, so that
/// <c>theta - alpha * gradient</c> is one inner step.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Variables<T> : IReadOnlyList<KeyValuePair<string, Variable<T>>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SetNames _names;
    private readonly Variable<T>[] _values;

    /// <summary>Makes a set.</summary>
    /// <param name="entries">Names and variables, in order; each name once.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public Variables(IEnumerable<KeyValuePair<string, Variable<T>>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        KeyValuePair<string, Variable<T>>[] all = [.. entries];
        _names = new([.. all.Select(entry => entry.Key)]);
        _values = [.. all.Select(entry => entry.Value)];
    }

    private Variables(SetNames names, Variable<T>[] values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>Names and shapes: <c>0.weight [16, 1], 0.bias [16]</c>.</summary>
    public override string ToString() => string.Join(", ", this.Select(static entry => $"{entry.Key} {entry.Value.Shape}"));

    /// <summary>The number of variables.</summary>
    public int Count => _values.Length;

    /// <summary>The number of elements in all variables together.</summary>
    public long ElementCount => _values.Sum(static value => (long)value.Shape.ElementCount);

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _names.All;

    /// <summary>The variables, in the order of the names.</summary>
    public ReadOnlySpan<Variable<T>> Values => _values;

    /// <summary>The name and variable at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public KeyValuePair<string, Variable<T>> this[int index] => new(_names[index], _values[index]);

    /// <summary>The variable with a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Variable<T> this[string name] => _values[_names.PlaceOf(name, "variable")];

    /// <summary>left + right, name by name.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other, with the same names.</param>
    public static Variables<T> operator +(Variables<T> left, Variables<T> right) => Zip(left, right, static (a, b) => a + b);

    /// <summary>left - right, name by name.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other, with the same names.</param>
    public static Variables<T> operator -(Variables<T> left, Variables<T> right) => Zip(left, right, static (a, b) => a - b);

    /// <summary>left * right, element by element: every parameter with its own step sizes, for instance.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other, with the same names.</param>
    public static Variables<T> operator *(Variables<T> left, Variables<T> right) => Zip(left, right, static (a, b) => a * b);

    /// <summary>factor * set.</summary>
    /// <param name="factor">A number.</param>
    /// <param name="set">The set.</param>
    public static Variables<T> operator *(T factor, Variables<T> set) => Require(set).Map(value => factor * value);

    /// <summary>factor * set, with a factor that is itself on the tape: a learned step size.</summary>
    /// <param name="factor">A variable that broadcasts to every member.</param>
    /// <param name="set">The set.</param>
    public static Variables<T> operator *(Variable<T> factor, Variables<T> set) => Require(set).Map(value => factor * value);

    /// <summary>-set.</summary>
    /// <param name="set">The set.</param>
    public static Variables<T> operator -(Variables<T> set) => Require(set).Map(static value => -value);

    /// <summary>Looks for a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">Its variable, if there is one.</param>
    public bool TryGet(string name, [MaybeNullWhen(false)] out Variable<T> value)
    {
        bool found = _names.TryGet(name, out int place);
        value = found ? _values[place] : default;
        return found;
    }

    /// <summary>The members whose names start with a prefix and a dot, under what is left of their names: the parameters of a
    /// part.</summary>
    /// <param name="prefix">The prefix, without the dot.</param>
    public Variables<T> Under(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        string start = prefix + ".";
        return new(this.Where(entry => entry.Key.StartsWith(start, StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key[start.Length..], entry.Value)));
    }

    /// <summary>The same members with a prefix and a dot put before each name.</summary>
    /// <param name="prefix">The prefix, without the dot.</param>
    public Variables<T> Prefixed(string prefix)
        => new(this.Select(entry => KeyValuePair.Create($"{prefix}.{entry.Key}", entry.Value)));

    /// <summary>The set of the members of both.</summary>
    /// <param name="other">A set that shares no name with this one.</param>
    public Variables<T> Concat(Variables<T> other) => new(((IEnumerable<KeyValuePair<string, Variable<T>>>)this).Concat(other));

    /// <summary>f applied to each member.</summary>
    /// <param name="function">The function f.</param>
    public Variables<T> Map(Func<Variable<T>, Variable<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return WithValues(Array.ConvertAll(_values, value => function(value)));
    }

    /// <summary>f applied to the members of two sets of the same names.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other.</param>
    /// <param name="function">The function f.</param>
    /// <exception cref="ArgumentException">The names differ.</exception>
    public static Variables<T> Zip(Variables<T> left, Variables<T> right, Func<Variable<T>, Variable<T>, Variable<T>> function)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(function);
        left.RequireSameNames(right);
        var values = new Variable<T>[left.Count];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = function(left._values[k], right._values[k]);
        }

        return left.WithValues(values);
    }

    /// <summary>A set of the same names and shapes with zeros, which are constants.</summary>
    public Variables<T> ZerosLike() => Map(static value => value.Tape.Zeros(value.Shape));

    /// <summary>The same values, constant as far as derivatives go. On an inner gradient this is what makes MAML first order.</summary>
    public Variables<T> Detach() => Map(static value => value.Detach());

    /// <summary>The sum over all members of the sum of the products of their elements: &lt;this, other&gt;.</summary>
    /// <param name="other">A set of the same names and shapes.</param>
    /// <exception cref="ArgumentException">Names or shapes differ, or there are no variables, and so no tape for the sum.</exception>
    public Variable<T> Dot(Variables<T> other)
    {
        RequireSameLayout(other);
        return Count > 0
            ? Zip(this, other, static (a, b) => (a * b).Sum())._values.Aggregate(static (a, b) => a + b)
            : throw new ArgumentException("The set has no variables, so there is no tape for a sum over them.", nameof(other));
    }

    /// <summary>The Euclidean norm of all elements together; its derivative at 0 is 0.</summary>
    /// <remarks>That of the elements one after the other, which are copied for it: <see cref="Variable{T}.Norm()"/> says what holds far
    /// out, at 0 and at infinities.</remarks>
    public Variable<T> Norm()
    {
        Variable<T>[] parts = Array.FindAll(_values, static value => value.Shape.ElementCount > 0);
        return parts.Length == 0
            ? Dot(this).SqrtOrZero()
            : Variable.Concatenate<T>([.. parts.Select(static part => part.Reshape([part.Shape.ElementCount]))], 0).Norm();
    }

    /// <summary>The name of the first variable that holds a NaN or an infinity, or null when all is finite.</summary>
    public string? FirstNonFinite()
    {
        int place = Array.FindIndex(_values, static value => value.Shape.ElementCount > 0 && !TensorPrimitives.IsFiniteAll(value.Values));
        return place < 0 ? null : _names[place];
    }

    /// <summary>A copy of the values on the host.</summary>
    public Parameters<T> ToParameters() => new(this.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToTensor())));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Variable<T>>> GetEnumerator()
    {
        for (int k = 0; k < _values.Length; k++)
        {
            yield return new(_names[k], _values[k]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The same names with other variables.</summary>
    /// <param name="values">The variables, in the order of the names.</param>
    /// <exception cref="ArgumentException">Their number is not that of the names.</exception>
    public Variables<T> WithValues(ReadOnlySpan<Variable<T>> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"Got {values.Length} variables for {Count} names.", nameof(values));
        }

        return new(_names, values.ToArray());
    }

    /// <summary>Throws unless the other set has the same names and shapes in the same order.</summary>
    /// <param name="other">The other set.</param>
    /// <exception cref="ArgumentException">It has not; the message names the first difference.</exception>
    public void RequireSameLayout(Variables<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _names.RequireSameLayout(other._names, place => _values[place].Shape, place => other._values[place].Shape);
    }

    /// <summary>Throws unless the other set has the same names in the same order: where shapes broadcast, that is enough.</summary>
    internal void RequireSameNames(Variables<T> other) => _names.RequireSame(other._names);

    private static Variables<T> Require(Variables<T> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set;
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// A named, ordered set of tensors of the host: weights, gradients, optimizer state. <see cref="On"/> puts it on a tape, where it becomes
/// a set of <see cref="Variables{T}"/>.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Immutable as far as its own methods go: arithmetic makes new sets.</remarks>
public sealed class Parameters<T> : IReadOnlyList<KeyValuePair<string, Tensor<T>>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SetNames _names;
    private readonly Tensor<T>[] _values;

    /// <summary>Makes a set.</summary>
    /// <param name="entries">Names and tensors, in order; each name once.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public Parameters(IEnumerable<KeyValuePair<string, Tensor<T>>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        KeyValuePair<string, Tensor<T>>[] all = [.. entries];
        _values = Present([.. all.Select(static entry => entry.Value)]);
        _names = new([.. all.Select(static entry => entry.Key)]);
    }

    private Parameters(SetNames names, Tensor<T>[] values)
    {
        _names = names;
        _values = Present(values);
    }

    /// <summary>The number of tensors.</summary>
    public int Count => _values.Length;

    /// <summary>The number of elements in all tensors together.</summary>
    public long ElementCount => _values.Sum(static value => (long)value.FlattenedLength);

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _names.All;

    /// <summary>The tensors, in the order of the names.</summary>
    public ReadOnlySpan<Tensor<T>> Values => _values;

    /// <summary>Names and shapes: <c>0.weight [16, 1], 0.bias [16]</c>.</summary>
    public override string ToString() => string.Join(", ", this.Select(static entry => $"{entry.Key} {Tensors.ShapeOf(entry.Value)}"));

    /// <summary>The name and tensor at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public KeyValuePair<string, Tensor<T>> this[int index] => new(_names[index], _values[index]);

    /// <summary>The tensor with a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Tensor<T> this[string name] => _values[_names.PlaceOf(name, "tensor")];

    /// <summary>left + right, name by name.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other, with the same names and shapes.</param>
    public static Parameters<T> operator +(Parameters<T> left, Parameters<T> right)
        => Combine(left, right, static (a, b, result) => TensorPrimitives.Add(a, b, result));

    /// <summary>left - right, name by name.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other, with the same names and shapes.</param>
    public static Parameters<T> operator -(Parameters<T> left, Parameters<T> right)
        => Combine(left, right, static (a, b, result) => TensorPrimitives.Subtract(a, b, result));

    /// <summary>left * right, element by element.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other, with the same names and shapes.</param>
    public static Parameters<T> operator *(Parameters<T> left, Parameters<T> right)
        => Combine(left, right, static (a, b, result) => TensorPrimitives.Multiply(a, b, result));

    /// <summary>factor * set.</summary>
    /// <param name="factor">A number.</param>
    /// <param name="set">The set.</param>
    public static Parameters<T> operator *(T factor, Parameters<T> set)
        => Each(set, (values, result) => TensorPrimitives.Multiply(values, factor, result));

    /// <summary>-set.</summary>
    /// <param name="set">The set.</param>
    public static Parameters<T> operator -(Parameters<T> set)
        => Each(set, static (values, result) => TensorPrimitives.Negate(values, result));

    /// <summary>Looks for a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">Its tensor, if there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor<T>? value)
    {
        bool found = _names.TryGet(name, out int place);
        value = found ? _values[place] : null;
        return found;
    }

    /// <summary>Puts the set on a tape, each tensor as an input under its name.</summary>
    /// <param name="tape">The tape.</param>
    public Variables<T> On(Tape<T> tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new(this.Select(entry => KeyValuePair.Create(entry.Key, tape.Input(entry.Value, entry.Key))));
    }

    /// <summary>The members whose names start with a prefix and a dot, under what is left of their names: the parameters of a
    /// part.</summary>
    /// <param name="prefix">The prefix, without the dot.</param>
    public Parameters<T> Under(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        string start = prefix + ".";
        return new(this.Where(entry => entry.Key.StartsWith(start, StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key[start.Length..], entry.Value)));
    }

    /// <summary>The same members with a prefix and a dot put before each name.</summary>
    /// <param name="prefix">The prefix, without the dot.</param>
    public Parameters<T> Prefixed(string prefix)
        => new(this.Select(entry => KeyValuePair.Create($"{prefix}.{entry.Key}", entry.Value)));

    /// <summary>The set of the members of both.</summary>
    /// <param name="other">A set that shares no name with this one.</param>
    public Parameters<T> Concat(Parameters<T> other) => new(((IEnumerable<KeyValuePair<string, Tensor<T>>>)this).Concat(other));

    /// <summary>f applied to each member.</summary>
    /// <param name="function">The function f.</param>
    public Parameters<T> Map(Func<Tensor<T>, Tensor<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return WithValues(Array.ConvertAll(_values, value => function(value)));
    }

    /// <summary>f applied to the members of two sets of the same names.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other.</param>
    /// <param name="function">The function f.</param>
    /// <exception cref="ArgumentException">The names differ.</exception>
    public static Parameters<T> Zip(Parameters<T> left, Parameters<T> right, Func<Tensor<T>, Tensor<T>, Tensor<T>> function)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(function);
        left._names.RequireSame(right._names);
        var values = new Tensor<T>[left.Count];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = function(left._values[k], right._values[k]);
        }

        return left.WithValues(values);
    }

    /// <summary>The same names with other tensors.</summary>
    /// <param name="values">The tensors, in the order of the names.</param>
    /// <exception cref="ArgumentException">Their number is not that of the names.</exception>
    public Parameters<T> WithValues(ReadOnlySpan<Tensor<T>> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"Got {values.Length} tensors for {Count} names.", nameof(values));
        }

        return new(_names, values.ToArray());
    }

    /// <summary>A set of the same names and shapes with zeros.</summary>
    public Parameters<T> ZerosLike()
        => Map(static value => Tensors.Wrap(new T[value.FlattenedLength], Tensors.ShapeOf(value)));

    /// <summary>The sum of the products of corresponding elements: &lt;this, other&gt;.</summary>
    /// <param name="other">A set of the same names and shapes.</param>
    public T Dot(Parameters<T> other)
    {
        RequireSameLayout(other);
        T sum = T.Zero;
        for (int k = 0; k < _values.Length; k++)
        {
            sum += TensorPrimitives.Dot<T>(Tensors.ToArray(_values[k]), Tensors.ToArray(other._values[k]));
        }

        return sum;
    }

    /// <summary>The Euclidean norm of all elements together, without overflow or underflow of the squares: infinite where one is, NaN where
    /// one is.</summary>
    public T Norm()
    {
        T[][] parts = Array.ConvertAll(_values, Tensors.ToArray);
        T greatest = ScaledSquares.Greatest<T>([.. parts.Select(static part => ScaledSquares.Greatest<T>(part))]);
        if (greatest == T.Zero || !T.IsFinite(greatest))
        {
            return greatest;
        }

        T factor = ScaledSquares.Factor(greatest);
        T sum = T.Zero;
        foreach (T[] part in parts)
        {
            sum += ScaledSquares.Sum<T>(part, factor);
        }

        return T.Sqrt(sum) / factor;
    }

    /// <summary>The name of the first tensor that holds a NaN or an infinity, or null when all is finite.</summary>
    public string? FirstNonFinite()
    {
        int place = Array.FindIndex(_values, static value => !value.IsEmpty && !TensorPrimitives.IsFiniteAll<T>(Tensors.ToArray(value)));
        return place < 0 ? null : _names[place];
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor<T>>> GetEnumerator()
    {
        for (int k = 0; k < _values.Length; k++)
        {
            yield return new(_names[k], _values[k]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Throws unless the other set has the same names and shapes in the same order.</summary>
    /// <param name="other">The other set.</param>
    /// <exception cref="ArgumentException">It has not; the message names the first difference.</exception>
    public void RequireSameLayout(Parameters<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _names.RequireSameLayout(
            other._names, place => Tensors.ShapeOf(_values[place]), place => Tensors.ShapeOf(other._values[place]));
    }

    private static Tensor<T>[] Present(Tensor<T>[] values)
    {
        foreach (Tensor<T> value in values)
        {
            ArgumentNullException.ThrowIfNull(value);
        }

        return values;
    }

    private static Parameters<T> Combine(Parameters<T> left, Parameters<T> right, Combination combine)
    {
        ArgumentNullException.ThrowIfNull(left);
        left.RequireSameLayout(right);
        return Zip(left, right, (a, b) =>
        {
            T[] values = Tensors.ToArray(a);
            combine(values, Tensors.ToArray(b), values);
            return Tensors.Wrap(values, Tensors.ShapeOf(a));
        });
    }

    private static Parameters<T> Each(Parameters<T> set, Change change)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set.Map(value =>
        {
            T[] values = Tensors.ToArray(value);
            change(values, values);
            return Tensors.Wrap(values, Tensors.ShapeOf(value));
        });
    }

    private delegate void Change(ReadOnlySpan<T> values, Span<T> result);

    private delegate void Combination(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result);
}

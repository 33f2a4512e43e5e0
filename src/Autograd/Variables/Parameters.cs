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
    private readonly KeyValuePair<string, Tensor<T>>[] _entries;
    private readonly Dictionary<string, Tensor<T>> _byName;

    /// <summary>Makes a set.</summary>
    /// <param name="entries">Names and tensors, in order; each name once.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public Parameters(IEnumerable<KeyValuePair<string, Tensor<T>>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _entries = [.. entries];
        _byName = new(_entries.Length, StringComparer.Ordinal);
        foreach ((string name, Tensor<T> tensor) in _entries)
        {
            ArgumentNullException.ThrowIfNull(tensor);
            if (!_byName.TryAdd(name, tensor))
            {
                throw new ArgumentException($"The name '{name}' occurs twice; names in a set are unique.", nameof(entries));
            }
        }
    }

    /// <summary>The number of tensors.</summary>
    public int Count => _entries.Length;

    /// <summary>The number of elements in all tensors together.</summary>
    public long ElementCount => _entries.Sum(entry => (long)entry.Value.FlattenedLength);

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => _entries.Select(entry => entry.Key);

    /// <summary>Names and shapes: <c>0.weight [16, 1], 0.bias [16]</c>.</summary>
    public override string ToString() => string.Join(", ", _entries.Select(static entry => $"{entry.Key} {Tensors.ShapeOf(entry.Value)}"));

    /// <summary>The name and tensor at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public KeyValuePair<string, Tensor<T>> this[int index] => _entries[index];

    /// <summary>The tensor with a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Tensor<T> this[string name] => TryGet(name, out Tensor<T>? tensor)
        ? tensor
        : throw new KeyNotFoundException($"There is no tensor '{name}'; there are: {string.Join(", ", Names)}.");

    /// <summary>left + right, name by name.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other, with the same names and shapes.</param>
    public static Parameters<T> operator +(Parameters<T> left, Parameters<T> right)
        => Zip(left, right, static (a, b, result) => TensorPrimitives.Add(a, b, result));

    /// <summary>left - right, name by name.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other, with the same names and shapes.</param>
    public static Parameters<T> operator -(Parameters<T> left, Parameters<T> right)
        => Zip(left, right, static (a, b, result) => TensorPrimitives.Subtract(a, b, result));

    /// <summary>factor * set.</summary>
    /// <param name="factor">A number.</param>
    /// <param name="set">The set.</param>
    public static Parameters<T> operator *(T factor, Parameters<T> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new(set.Select(entry =>
        {
            T[] values = Tensors.ToArray(entry.Value);
            TensorPrimitives.Multiply(values, factor, values);
            return KeyValuePair.Create(entry.Key, Tensors.Wrap(values, Tensors.ShapeOf(entry.Value)));
        }));
    }

    /// <summary>Looks for a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">Its tensor, if there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor<T>? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>Puts the set on a tape, each tensor as an input under its name.</summary>
    /// <param name="tape">The tape.</param>
    public Variables<T> On(Tape<T> tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new(_entries.Select(entry => KeyValuePair.Create(entry.Key, tape.Input(entry.Value, entry.Key))));
    }

    /// <summary>The members whose names start with a prefix and a dot, under what is left of their names.</summary>
    /// <param name="prefix">The prefix, without the dot.</param>
    public Parameters<T> Under(string prefix)
    {
        string start = prefix + ".";
        return new(_entries.Where(entry => entry.Key.StartsWith(start, StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key[start.Length..], entry.Value)));
    }

    /// <summary>The same members with a prefix and a dot put before each name.</summary>
    /// <param name="prefix">The prefix, without the dot.</param>
    public Parameters<T> Prefixed(string prefix)
        => new(_entries.Select(entry => KeyValuePair.Create($"{prefix}.{entry.Key}", entry.Value)));

    /// <summary>The set of the members of both.</summary>
    /// <param name="other">A set that shares no name with this one.</param>
    public Parameters<T> Concat(Parameters<T> other) => new(_entries.Concat(other));

    /// <summary>A set of the same names and shapes with zeros.</summary>
    public Parameters<T> ZerosLike()
        => new(
            _entries.Select(
                entry => KeyValuePair.Create(entry.Key, Tensors.Wrap(new T[entry.Value.FlattenedLength], Tensors.ShapeOf(entry.Value)))));

    /// <summary>The sum of the products of corresponding elements: &lt;this, other&gt;.</summary>
    /// <param name="other">A set of the same names and shapes.</param>
    public T Dot(Parameters<T> other)
    {
        RequireSameLayout(other);
        T sum = T.Zero;
        for (int k = 0; k < _entries.Length; k++)
        {
            sum += TensorPrimitives.Dot<T>(Tensors.ToArray(_entries[k].Value), Tensors.ToArray(other._entries[k].Value));
        }

        return sum;
    }

    /// <summary>The Euclidean norm of all elements together, without overflow or underflow of the squares: infinite where one is, NaN where
    /// one is.</summary>
    public T Norm()
    {
        T[][] parts = [.. _entries.Select(static entry => Tensors.ToArray(entry.Value))];
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
        => _entries.FirstOrDefault(
            static entry => !entry.Value.IsEmpty && !TensorPrimitives.IsFiniteAll<T>(Tensors.ToArray(entry.Value))).Key;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor<T>>> GetEnumerator()
        => ((IEnumerable<KeyValuePair<string, Tensor<T>>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Throws unless the other set has the same names and shapes in the same order.</summary>
    /// <param name="other">The other set.</param>
    /// <exception cref="ArgumentException">It has not; the message names the first difference.</exception>
    public void RequireSameLayout(Parameters<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count != other.Count)
        {
            throw new ArgumentException($"Two sets of the same layout are expected, got {Count} and {other.Count} tensors.");
        }

        for (int k = 0; k < _entries.Length; k++)
        {
            Shape mine = Tensors.ShapeOf(_entries[k].Value);
            Shape theirs = Tensors.ShapeOf(other._entries[k].Value);
            if (_entries[k].Key != other._entries[k].Key || mine != theirs)
            {
                throw new ArgumentException(
                    $"Two sets of the same layout are expected; place {k} has '{_entries[k].Key}' {mine} and " +
                        $"'{other._entries[k].Key}' {theirs}.");
            }
        }
    }

    private static Parameters<T> Zip(Parameters<T> left, Parameters<T> right, Combination combine)
    {
        ArgumentNullException.ThrowIfNull(left);
        left.RequireSameLayout(right);
        var entries = new KeyValuePair<string, Tensor<T>>[left.Count];
        for (int k = 0; k < entries.Length; k++)
        {
            T[] values = Tensors.ToArray(left._entries[k].Value);
            combine(values, Tensors.ToArray(right._entries[k].Value), values);
            entries[k] = KeyValuePair.Create(left._entries[k].Key, Tensors.Wrap(values, Tensors.ShapeOf(left._entries[k].Value)));
        }

        return new(entries);
    }

    private delegate void Combination(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result);
}

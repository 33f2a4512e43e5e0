namespace AutogradMaml.Autograd;

/// <summary>The names of a set, in order and each once: what <see cref="Parameters{T}"/> and <see cref="Variables{T}"/> have in
/// common.</summary>
internal sealed class SetNames
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _places;

    /// <summary>Takes the names of a set.</summary>
    /// <param name="names">The names.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public SetNames(string[] names)
    {
        _names = names;
        _places = new(names.Length, StringComparer.Ordinal);
        for (int k = 0; k < names.Length; k++)
        {
            if (!_places.TryAdd(names[k], k))
            {
                throw new ArgumentException($"The name '{names[k]}' occurs twice; names in a set are unique.");
            }
        }
    }

    public IReadOnlyList<string> All => _names;

    public string this[int place] => _names[place];

    public bool TryGet(string name, out int place) => _places.TryGetValue(name, out place);

    /// <summary>The place of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What the set holds, for the error.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    public int PlaceOf(string name, string what) => TryGet(name, out int place)
        ? place
        : throw new KeyNotFoundException($"There is no {what} '{name}'; there are: {string.Join(", ", _names)}.");

    /// <summary>Throws unless another set has the same names in the same order.</summary>
    public void RequireSame(SetNames other)
    {
        if (!ReferenceEquals(this, other) && !_names.AsSpan().SequenceEqual(other._names))
        {
            throw new ArgumentException(
                $"Two sets with the same names in the same order are expected, got [{string.Join(", ", _names)}] and " +
                    $"[{string.Join(", ", other._names)}].");
        }
    }

    /// <summary>Throws unless another set has the same names and shapes in the same order.</summary>
    public void RequireSameLayout(SetNames other, Func<int, Shape> shape, Func<int, Shape> otherShape)
    {
        if (_names.Length != other._names.Length)
        {
            throw new ArgumentException(
                $"Two sets of the same layout are expected, got {_names.Length} members and {other._names.Length}.");
        }

        for (int k = 0; k < _names.Length; k++)
        {
            if (_names[k] != other._names[k] || shape(k) != otherShape(k))
            {
                throw new ArgumentException(
                    $"Two sets of the same layout are expected; place {k} has '{_names[k]}' {shape(k)} and " +
                        $"'{other._names[k]}' {otherShape(k)}.");
            }
        }
    }
}

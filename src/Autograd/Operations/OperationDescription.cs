using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// What an operation of a program computes, in words and numbers: its kind (<c>sum</c>) and its settings (<c>axes</c> 0, 1). For whoever
/// writes a program in another form.
/// </summary>
/// <remarks>With the shapes of inputs and result, a kind and its settings determine the numbers.</remarks>
public sealed class OperationDescription
{
    private readonly SortedDictionary<string, object> _settings = new(StringComparer.Ordinal);

    /// <summary>Describes an operation without settings.</summary>
    /// <param name="kind">What it is.</param>
    internal OperationDescription(string kind) => Kind = kind;

    /// <summary>What it is: <c>sum</c>, <c>relu gate</c>.</summary>
    public string Kind { get; }

    /// <summary>The names of its settings.</summary>
    public IReadOnlyCollection<string> Settings => _settings.Keys;

    /// <summary>A whole number among its settings.</summary>
    /// <param name="name">Which setting.</param>
    /// <exception cref="KeyNotFoundException">There is no such setting, or it is not a whole number.</exception>
    public int Integer(string name) => Find<int>(name);

    /// <summary>A list of whole numbers among its settings.</summary>
    /// <param name="name">Which setting.</param>
    /// <exception cref="KeyNotFoundException">There is no such setting, or it is not such a list.</exception>
    public IReadOnlyList<int> Integers(string name) => Find<int[]>(name);

    /// <summary>A number among its settings.</summary>
    /// <param name="name">Which setting.</param>
    /// <exception cref="KeyNotFoundException">There is no such setting, or it is not a number.</exception>
    public double Number(string name) => Find<double>(name);

    /// <summary>A list of numbers among its settings.</summary>
    /// <param name="name">Which setting.</param>
    /// <exception cref="KeyNotFoundException">There is no such setting, or it is not such a list.</exception>
    public IReadOnlyList<double> Numbers(string name) => Find<double[]>(name);

    /// <summary>A yes or no among its settings.</summary>
    /// <param name="name">Which setting.</param>
    /// <exception cref="KeyNotFoundException">There is no such setting, or it is neither yes nor no.</exception>
    public bool Flag(string name) => Find<bool>(name);

    /// <summary>Kind and settings: <c>embed (axis, size, start)</c>.</summary>
    public override string ToString() => _settings.Count == 0 ? Kind : $"{Kind} ({string.Join(", ", _settings.Keys)})";

    internal OperationDescription With(string name, int value) => Add(name, value);

    internal OperationDescription With(string name, int[] values) => Add(name, values);

    internal OperationDescription With(string name, bool value) => Add(name, value);

    internal OperationDescription With(string name, double[] values) => Add(name, values);

    internal OperationDescription WithNumber<T>(string name, T value)
        where T : INumberBase<T>
        => Add(name, double.CreateChecked(value));

    private OperationDescription Add(string name, object value)
    {
        _settings.Add(name, value);
        return this;
    }

    private TValue Find<TValue>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _settings.TryGetValue(name, out object? value) && value is TValue found
            ? found
            : throw new KeyNotFoundException(
                $"The operation '{Kind}' has no setting '{name}' of type {typeof(TValue).Name}; it has: " +
                $"{(_settings.Count == 0 ? "none" : string.Join(", ", _settings.Keys))}.");
    }
}

using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>
/// How far a step goes: one constant, one number on the tape (a scheduled or a learned step size), or one variable per parameter (learned
/// per layer or per element).
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct StepSize<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _constant;
    private readonly Variable<T>? _shared;
    private readonly Variables<T>? _each;

    private StepSize(T constant, Variable<T>? shared, Variables<T>? each)
    {
        _constant = constant;
        _shared = shared;
        _each = each;
    }

    /// <summary>The same constant for all parameters.</summary>
    /// <param name="value">The step size; finite and 0 or more, which the step checks.</param>
    public static implicit operator StepSize<T>(T value) => new(value, null, null);

    /// <summary>The same variable for all parameters.</summary>
    /// <param name="value">A single number on the tape.</param>
    public static implicit operator StepSize<T>(Variable<T> value) => new(default, value, null);

    /// <summary>A variable for each parameter.</summary>
    /// <param name="values">Under the names of the parameters; each broadcasts to its parameter.</param>
    public static implicit operator StepSize<T>(Variables<T> values) => new(default, null, values);

    /// <summary>stepSize * direction for one parameter: what a rule of your own subtracts from its parameter, or a size that follows
    /// another one's.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="direction">Its direction.</param>
    /// <exception cref="KeyNotFoundException">There is a size for each parameter, and none for this one.</exception>
    public Variable<T> Times(string name, Variable<T> direction)
        => _each is not null ? _each[name] * direction : _shared is { } shared ? shared * direction : _constant * direction;

    internal void RequireFits(Variables<T> parameters)
    {
        if (!(T.IsFinite(_constant) && _constant >= T.Zero))
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A step size must be finite and 0 or more, got {_constant}: negate the gradient to go uphill."));
        }

        if (_each is not null && !_each.Names.SequenceEqual(parameters.Names))
        {
            throw new ArgumentException(
                $"Step sizes for [{string.Join(", ", _each.Names)}] were given for the parameters " +
                    $"[{string.Join(", ", parameters.Names)}]; expected the same names.");
        }
    }
}

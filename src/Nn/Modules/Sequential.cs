using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Modules one after the other, each fed with the output of the one before: y = f_n(... f_1(x)).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>Each module has a name, its place unless one is given: the parameters of the third are <c>2.name</c>, those of a module
/// <c>head</c> are <c>head.name</c>, as in PyTorch. Modules without parameters count too.</para>
/// <para>A chain is cut in two at a module by <see cref="Until"/> and <see cref="From"/>, or by places, <c>net[..^1]</c>. A part is a chain
/// like any other whose modules keep their names, so that parameters and statistics of the whole net serve the part: for <c>theta</c> of
/// the whole, <c>net.From("head").Forward(theta, net.Until("head").Forward(theta, x))</c> is bit-identical to <c>net.Forward(theta, x)</c>.
/// With dropout the two share one pass, from which masks are taken in order.</para>
/// </remarks>
/// <example>
/// <code>
/// var net = new Sequential&lt;float&gt;(("features", features), ("head", new Linear&lt;float&gt;(64, 5)));
/// Sequential&lt;float&gt; embedding = net.Until("head");                        // features.0.weight, ...
/// Sequential&lt;float&gt; other = net.With("head", new Linear&lt;float&gt;(64, 20));   // the same features, another head
/// </code>
/// </example>
public sealed class Sequential<T> : Module<T>, IReadOnlyList<Module<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Module<T>[] _modules;
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly ParameterSpecification<T>[] _statistics;
    private readonly string[] _names;

    /// <summary>Describes the chain, its modules named by their places from 0.</summary>
    /// <param name="modules">The modules, in order; none at all is the identity.</param>
    [OverloadResolutionPriority(1)]
    public Sequential(params ReadOnlySpan<Module<T>> modules)
        : this(
            [.. Enumerable.Range(0, modules.Length).Select(static place => place.ToString(CultureInfo.InvariantCulture))],
            modules.ToArray(),
            null)
    {
    }

    /// <summary>Describes the chain with names of its modules.</summary>
    /// <param name="modules">Names and modules, in order; a name is not empty and has no dot, which parts the names of modules within
    /// modules.</param>
    /// <exception cref="ArgumentException">A name is empty, has a dot, or stands twice.</exception>
    public Sequential(params ReadOnlySpan<(string Name, Module<T> Module)> modules)
        : this(NamesOf(modules), [.. modules.ToArray().Select(static entry => entry.Module)], null)
    {
    }

    private Sequential(string[] names, Module<T>[] modules, Sequential<T>? whole)
    {
        foreach (Module<T> module in modules)
        {
            ArgumentNullException.ThrowIfNull(module, nameof(modules));
        }

        _names = names;
        _modules = modules;
        Whole = whole;
        _parameters =
        [
            .. modules.SelectMany(
                (module, k) => module.Parameters.Select(parameter => parameter with { Name = $"{names[k]}.{parameter.Name}" })),
        ];
        _statistics =
        [
            .. modules.SelectMany(
                (module, k) => module.Statistics.Select(statistic => statistic with { Name = $"{names[k]}.{statistic.Name}" })),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Statistics => _statistics;

    /// <summary>The modules in words, in order, with the names of those that are not named by their place.</summary>
    public override string Description => $"[{string.Join(", ", _modules.Select(DescriptionOf))}]";

    /// <summary>The number of modules.</summary>
    public int Count => _modules.Length;

    /// <summary>The names of the modules, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The module at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public Module<T> this[int index] => _modules[index];

    /// <summary>The module of a name.</summary>
    /// <param name="module">Its name; for one within modules that are chains themselves their names before it, with dots:
    /// <c>features.3</c>.</param>
    /// <exception cref="ArgumentException">There is none of that name, or what it is said to be within is no chain.</exception>
    public Module<T> this[string module]
    {
        get
        {
            (int place, string? inside) = Find(module);
            return inside is null ? _modules[place] : ChainAt(place)[inside];
        }
    }

    private protected override Module<T>? Whole { get; }

    /// <summary>The modules before one: a net without its head.</summary>
    /// <param name="module">The first that is left out, by its name; for one within modules that are chains themselves their names before
    /// it, with dots.</param>
    /// <returns>A chain whose modules keep their names. <see cref="Module{T}.Forward"/> takes its own parameters or all of the whole
    /// chain's, and so does <see cref="Module{T}.Load(Parameters{T})"/>.</returns>
    /// <exception cref="ArgumentException">There is none of that name, or what it is said to be within is no chain.</exception>
    public Sequential<T> Until(string module)
    {
        (int place, string? inside) = Find(module);
        return inside is null ? Slice(0, place) : Part([.. _names[..(place + 1)]], [.. _modules[..place], ChainAt(place).Until(inside)]);
    }

    /// <summary>A module and those behind it: a head on features.</summary>
    /// <param name="module">The first of them, by its name; for one within modules that are chains themselves their names before it, with
    /// dots.</param>
    /// <returns>A chain whose modules keep their names. <see cref="Module{T}.Forward"/> takes its own parameters or all of the whole
    /// chain's, and so does <see cref="Module{T}.Load(Parameters{T})"/>.</returns>
    /// <exception cref="ArgumentException">There is none of that name, or what it is said to be within is no chain.</exception>
    public Sequential<T> From(string module)
    {
        (int place, string? inside) = Find(module);
        return inside is null
            ? Slice(place, Count - place)
            : Part([.. _names[place..]], [ChainAt(place).From(inside), .. _modules[(place + 1)..]]);
    }

    /// <summary>Some of the modules: <c>net[1..3]</c>, <c>net[..^1]</c>.</summary>
    /// <param name="start">The place of the first, from 0.</param>
    /// <param name="length">How many.</param>
    /// <returns>A chain whose modules keep their names; see <see cref="Until"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such places.</exception>
    public Sequential<T> Slice(int start, int length) => Part([.. _names.AsSpan(start, length)], [.. _modules.AsSpan(start, length)]);

    /// <summary>The same modules with another one in the place of one of them: another head on the same features.</summary>
    /// <param name="module">The name of the one that is replaced, and of the other; for one within modules that are chains themselves their
    /// names before it, with dots.</param>
    /// <param name="other">The other module.</param>
    /// <exception cref="ArgumentException">There is none of that name, or what it is said to be within is no chain.</exception>
    public Sequential<T> With(string module, Module<T> other)
    {
        (int place, string? inside) = Find(module);
        Module<T>[] modules = [.. _modules];
        modules[place] = inside is null ? other : ChainAt(place).With(inside, other);
        return new(_names, modules, null);
    }

    /// <inheritdoc/>
    public IEnumerator<Module<T>> GetEnumerator() => ((IEnumerable<Module<T>>)_modules).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);

        // None at all is the identity, whose output is a node of its own like any other.
        Variable<T> value = _modules.Length == 0 ? input.Reshape(input.Shape) : input;
        for (int k = 0; k < _modules.Length; k++)
        {
            int count = _modules[k].Parameters.Count;
            value = _modules[k].Compute(parameters[..count], value, pass.Under(_names[k]));
            parameters = parameters[count..];
        }

        return value;
    }

    private static string[] NamesOf(ReadOnlySpan<(string Name, Module<T> Module)> modules)
    {
        string[] names = [.. modules.ToArray().Select(static entry => entry.Name)];
        return names.All(static name => !string.IsNullOrEmpty(name) && !name.Contains('.', StringComparison.Ordinal))
            && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : throw new ArgumentException(
                "Each module of a chain has a name of its own, not empty and without a dot, got " +
                    $"[{string.Join(", ", names.Select(static name => $"'{name}'"))}].", nameof(modules));
    }

    // A name that is the module's place says nothing, and chains without names have the descriptions that they would have without this.
    private string DescriptionOf(Module<T> module, int place)
        => _names[place] == place.ToString(CultureInfo.InvariantCulture) ? module.Description : $"{_names[place]}: {module.Description}";

    private Sequential<T> Part(string[] names, Module<T>[] modules) => new(names, modules, (Sequential<T>?)Whole ?? this);

    /// <summary>The place of the module that a path begins with, and what the path says beyond it.</summary>
    private (int Place, string? Inside) Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        int place = Array.IndexOf(_names, dot < 0 ? path : path[..dot]);
        return place >= 0
            ? (place, dot < 0 ? null : path[(dot + 1)..])
            : throw new ArgumentException(
                $"No module of the chain is named '{(dot < 0 ? path : path[..dot])}'; there are: {string.Join(", ", _names)}.");
    }

    private Sequential<T> ChainAt(int place) => _modules[place] as Sequential<T> ?? throw new ArgumentException(
        $"The module '{_names[place]}' ({_modules[place].GetType().Name.Split('`')[0]}) is no chain, so it has no " +
            "modules of names of their own.");
}

using System.Collections;
using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Modules one after the other, each fed with the output of the one before.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The parameters of the k-th module are named <c>k.name</c>, as in PyTorch; modules without parameters count too.</remarks>
public sealed class Sequential<T> : Module<T>, IReadOnlyList<Module<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Module<T>[] _modules;
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly ParameterSpecification<T>[] _statistics;
    private readonly string[] _names;

    /// <summary>Describes the chain.</summary>
    /// <param name="modules">The modules, in order.</param>
    public Sequential(params ReadOnlySpan<Module<T>> modules)
    {
        _modules = modules.ToArray();
        _names = [.. _modules.Select((_, k) => k.ToString(CultureInfo.InvariantCulture))];
        _parameters = [.. _modules.SelectMany((module, k) => module.Parameters.Select(parameter => parameter with { Name = $"{k}.{parameter.Name}" }))];
        _statistics = [.. _modules.SelectMany((module, k) => module.Statistics.Select(statistic => statistic with { Name = $"{k}.{statistic.Name}" }))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Statistics => _statistics;

    /// <inheritdoc/>
    public override string Description => $"[{string.Join(", ", _modules.Select(static module => module.Description))}]";

    /// <summary>The number of modules.</summary>
    public int Count => _modules.Length;

    /// <summary>The module at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public Module<T> this[int index] => _modules[index];

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
}

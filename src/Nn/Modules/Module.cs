using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>
/// A pure description of a function with parameters: which parameters it has, how they are initialized, and how the output follows from
/// given parameters and an input. It holds no weights, so that the same net with adapted weights is a call.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Names and layouts are those of a PyTorch state dict: in a <see cref="Sequential{T}"/> the first layer's weight is <c>0.weight</c>, and a
/// linear weight is [out, in]. Task axis: data may be [tasks, examples, ...], and parameters may carry the same leading axis, [tasks, ...];
/// then each task is computed with its own.
/// </remarks>
public abstract class Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The parameters in the order in which <see cref="Compute"/> takes them.</summary>
    public abstract IReadOnlyList<ParameterSpecification<T>> Parameters { get; }

    /// <summary>The statistics that normalization layers keep beside the parameters, under their names in a PyTorch state dict; none in
    /// most modules. They are data like the parameters: <see cref="Pass{T}"/> brings them in and hands them out.</summary>
    public virtual IReadOnlyList<ParameterSpecification<T>> Statistics => [];

    /// <summary>The module in words, with all that its output depends on besides parameters and input: part of a training's identity, so
    /// that two nets of equal shapes don't continue each other. By default its type, its <see cref="Settings"/> and the shapes of its
    /// parameters.</summary>
    public virtual string Description
    {
        get
        {
            IEnumerable<string> parts = Parameters.Select(static parameter => $"{parameter.Name} {parameter.Shape}").Prepend(Settings);
            return $"{GetType().Name.Split('`')[0]}({string.Join(", ", parts.Where(static part => part.Length > 0))})";
        }
    }

    /// <summary>What the output depends on besides parameters and input, in words; nothing by default. A module with numbers of its own
    /// tells them here.</summary>
    protected virtual string Settings => string.Empty;

    /// <summary>The module that this one is a part of: what has all of the whole's parameters may give them to the part as they
    /// are.</summary>
    private protected virtual Module<T>? Whole => null;

    /// <summary>Draws initial parameters.</summary>
    /// <param name="seed">The seed; the same seed gives the same parameters, each from a stream of its own.</param>
    public Parameters<T> Initialize(ulong seed) => Initialize(Parameters, seed, "initialize");

    /// <summary>The statistics before the first batch: mean 0 and variance 1. Empty where no layer keeps any.</summary>
    public Parameters<T> InitializeStatistics() => Initialize(Statistics, 0, "initialize statistics");

    /// <summary>Given tensors as the parameters of this module, after a check of names and shapes: weights read from a file, for
    /// instance.</summary>
    /// <param name="parameters">The tensors, in any order, without task axes; for a part of a <see cref="Sequential{T}"/> those of the
    /// whole may be among them.</param>
    /// <returns>The same tensors in the order of <see cref="Parameters"/>, without those that are <see cref="Statistics"/>.</returns>
    /// <exception cref="ArgumentException">A tensor is missing, not expected, or of another shape; the message lists them all.</exception>
    public Parameters<T> Load(Parameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Load(parameters, Parameters, "tensors");
    }

    /// <summary>Given tensors as the statistics of this module, after a check of names and shapes.</summary>
    /// <param name="parameters">The tensors, in any order; those of the parameters may be among them, and for a part of a
    /// <see cref="Sequential{T}"/> those of the whole.</param>
    /// <returns>The same tensors in the order of <see cref="Statistics"/>, without the parameters.</returns>
    /// <exception cref="ArgumentException">A tensor is missing, not expected, or of another shape; the message lists them all.</exception>
    public Parameters<T> LoadStatistics(Parameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Load(parameters, Statistics, "statistics");
    }

    /// <summary>Computes the output from given parameters and an input.</summary>
    /// <param name="parameters">The parameters, with the names of <see cref="Parameters"/> in that order; each in its own shape or with a
    /// task axis in front. For a part of a <see cref="Sequential{T}"/> all of the whole's do as well, in the whole's order: those outside
    /// of the part are passed over. Any other set is refused.</param>
    /// <param name="input">The input; its shape is the module's to state.</param>
    /// <param name="pass">What differs between training and evaluation; by default evaluation.</param>
    /// <exception cref="ArgumentException">The parameters are not this module's, or the input does not fit.</exception>
    public Variable<T> Forward(Variables<T> parameters, Variable<T> input, Pass<T>? pass = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (Whole is { } whole && parameters.Count > Parameters.Count)
        {
            whole.RequireParameters(parameters);
            Variables<T> all = parameters;
            parameters = new(Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, all[parameter.Name])));
        }

        RequireParameters(parameters);
        return Compute(parameters.Values, input, pass ?? Pass<T>.Evaluation);
    }

    /// <summary>Computes the output; <see cref="Forward"/> has checked the parameters.</summary>
    /// <param name="parameters">The parameters in the order of <see cref="Parameters"/>.</param>
    /// <param name="input">The input.</param>
    /// <param name="pass">What differs between training and evaluation.</param>
    protected internal abstract Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass);

    /// <summary>Whether a parameter carries a task axis in front of its own axes.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="ownRank">The number of its own axes.</param>
    protected static bool HasTaskAxis(Variable<T> parameter, int ownRank) => parameter.Shape.Rank == ownRank + 1;

    private static Parameters<T> Initialize(IReadOnlyList<ParameterSpecification<T>> specifications, ulong seed, string purpose)
    {
        var entries = new KeyValuePair<string, Tensor<T>>[specifications.Count];
        for (int k = 0; k < entries.Length; k++)
        {
            ParameterSpecification<T> parameter = specifications[k];
            var values = new T[parameter.Shape.ElementCount];
            parameter.Initializer.Fill(values, parameter.Shape, new RandomStream(seed, purpose, k));
            entries[k] = KeyValuePair.Create(parameter.Name, Tensors.Wrap(values, parameter.Shape));
        }

        return new Parameters<T>(entries);
    }

    private Parameters<T> Load(Parameters<T> parameters, IReadOnlyList<ParameterSpecification<T>> specifications, string what)
    {
        var entries = new KeyValuePair<string, Tensor<T>>[specifications.Count];
        List<string> missing = [];
        List<string> misfits = [];
        for (int k = 0; k < entries.Length; k++)
        {
            (string name, Shape shape) = (specifications[k].Name, specifications[k].Shape);
            if (!parameters.TryGet(name, out Tensor<T>? tensor))
            {
                missing.Add($"'{name}' {shape}");
                continue;
            }

            if (!Fits(tensor, shape))
            {
                misfits.Add($"'{name}' [{string.Join(", ", tensor.Lengths.ToArray())}] instead of {shape}");
            }

            entries[k] = KeyValuePair.Create(name, tensor);
        }

        Module<T> whole = Whole ?? this;
        HashSet<string> expected = [.. whole.Parameters.Concat(whole.Statistics).Select(parameter => parameter.Name)];
        string[] unexpected = [.. parameters.Names.Where(name => !expected.Contains(name)).Select(name => $"'{name}'")];
        if (missing.Count + misfits.Count + unexpected.Length > 0)
        {
            throw new ArgumentException(
                $"The {what} are not those of this module.{Listed("Missing", missing)}{Listed("Of another shape", misfits)}" +
                $"{Listed("Not expected", unexpected)} Under(prefix) takes a part of a larger set, Prefixed(prefix) renames one.",
                nameof(parameters));
        }

        return new Parameters<T>(entries);
    }

    private protected void RequireParameters(Variables<T> parameters)
    {
        bool fits = parameters.Count == Parameters.Count;
        for (int k = 0; k < Parameters.Count && fits; k++)
        {
            ParameterSpecification<T> expected = Parameters[k];
            (string name, Variable<T> value) = parameters[k];
            fits = name == expected.Name;
            if (fits && !FitsOrHasTaskAxis(value.Shape, expected.Shape))
            {
                throw new ArgumentException(
                    $"The parameter '{name}' has shape {value.Shape}, expected {expected.Shape}, or that with a task axis in front.",
                    nameof(parameters));
            }
        }

        if (!fits)
        {
            throw new ArgumentException(
                $"The module takes the parameters [{string.Join(", ", Parameters.Select(parameter => parameter.Name))}] in this order, " +
                $"got [{string.Join(", ", parameters.Names)}].",
                nameof(parameters));
        }
    }

    private static bool Fits(Tensor<T> tensor, Shape shape)
    {
        // A tensor of the host has at least one axis: a single number is [1].
        ReadOnlySpan<int> sizes = shape.Rank == 0 ? [1] : shape.Sizes;
        bool fits = tensor.Rank == sizes.Length;
        for (int axis = 0; axis < sizes.Length && fits; axis++)
        {
            fits = tensor.Lengths[axis] == sizes[axis];
        }

        return fits;
    }

    private static string Listed(string what, IReadOnlyCollection<string> items)
    {
        const int Shown = 10;
        string rest = items.Count > Shown ? $" and {items.Count - Shown} more" : string.Empty;
        return items.Count == 0 ? string.Empty : $" {what}: {string.Join(", ", items.Take(Shown))}{rest}.";
    }

    private static bool FitsOrHasTaskAxis(Shape got, Shape expected)
    {
        ReadOnlySpan<int> sizes = got.Sizes;
        return (sizes.Length == expected.Rank + 1 ? sizes[1..] : sizes).SequenceEqual(expected.Sizes);
    }
}

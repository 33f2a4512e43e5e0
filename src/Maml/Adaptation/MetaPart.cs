using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A named part of the meta-parameters, and what the outer step does with it. Its members are found under its name and a dot:
/// <c>net.0.weight</c>.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Name">The name of the part, without a dot.</param>
/// <param name="Parameters">Its members, without a task axis.</param>
/// <param name="Rule">What the outer step does with it; null for what the plan says.</param>
public sealed record MetaPart<T>(string Name, IReadOnlyList<ParameterSpecification<T>> Parameters, OuterRule<T>? Rule = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Draws the initial meta-parameters of several parts.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="seed">The seed; each member is drawn from a stream of its own, numbered through all parts in order.</param>
    /// <exception cref="ArgumentException">Two parts have one name, or a name is empty or holds a dot.</exception>
    public static Parameters<T> Initialize(IReadOnlyList<MetaPart<T>> parts, ulong seed)
    {
        RequireNames(parts);
        List<KeyValuePair<string, Tensor<T>>> entries = [];
        foreach (MetaPart<T> part in parts)
        {
            foreach (ParameterSpecification<T> parameter in part.Parameters)
            {
                var values = new T[parameter.Shape.ElementCount];
                parameter.Initializer.Fill(values, parameter.Shape, new RandomStream(seed, "initialize", entries.Count));
                entries.Add(KeyValuePair.Create(part.PathOf(parameter), Tensors.Wrap(values, parameter.Shape)));
            }
        }

        return new(entries);
    }

    /// <summary>Given tensors as the meta-parameters of some parts, after a check of names and shapes.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="parameters">The tensors, in any order.</param>
    /// <returns>The same tensors in the order of the parts.</returns>
    /// <exception cref="ArgumentException">A tensor is missing, not expected, or of another shape; the message names them.</exception>
    public static Parameters<T> Load(IReadOnlyList<MetaPart<T>> parts, Parameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequireNames(parts);
        List<KeyValuePair<string, Tensor<T>>> entries = [];
        List<string> faults = [];
        HashSet<string> expected = [];
        foreach (MetaPart<T> part in parts)
        {
            foreach (ParameterSpecification<T> parameter in part.Parameters)
            {
                string path = part.PathOf(parameter);
                expected.Add(path);
                if (!parameters.TryGet(path, out Tensor<T>? tensor))
                {
                    faults.Add($"'{path}' {parameter.Shape} is missing");
                }
                else if (Tensors.ShapeOf(tensor) != (parameter.Shape.Rank == 0 ? [1] : parameter.Shape))
                {
                    faults.Add($"'{path}' has shape {Tensors.ShapeOf(tensor)}, expected {parameter.Shape}");
                }
                else
                {
                    entries.Add(KeyValuePair.Create(path, tensor));
                }
            }
        }

        faults.AddRange(parameters.Names.Where(name => !expected.Contains(name)).Select(static name => $"'{name}' is not expected"));
        const int Shown = 10;
        return faults.Count == 0
            ? new(entries)
            : throw new ArgumentException(
                $"The meta-parameters are not those of parts [{string.Join(", ", parts.Select(static part => part.Name))}]: " +
                $"{string.Join("; ", faults.Take(Shown))}{(faults.Count > Shown ? $"; and {faults.Count - Shown} more" : string.Empty)}.",
                nameof(parameters));
    }

    private string PathOf(ParameterSpecification<T> parameter) => $"{Name}.{parameter.Name}";

    private static void RequireNames(IReadOnlyList<MetaPart<T>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        HashSet<string> names = [];
        foreach (MetaPart<T> part in parts)
        {
            if (string.IsNullOrEmpty(part.Name) || part.Name.Contains('.', StringComparison.Ordinal) || !names.Add(part.Name))
            {
                throw new ArgumentException(
                    "Each part of the meta-parameters has a name of its own, not empty and without a dot, got " +
                        $"[{string.Join(", ", parts.Select(static each => each.Name))}].",
                    nameof(parts));
            }
        }
    }
}

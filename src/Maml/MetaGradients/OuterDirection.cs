using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The direction for each meta-parameter, by what its part's rule wants: for a way to differentiate of one's own.</summary>
public static class OuterDirection
{
    /// <summary>The gradient of the losses' sum by what is descended, old less new of what is assigned, zeros for what is frozen.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="adaptation">What happened to the tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    /// <param name="x">x after the last step.</param>
    /// <param name="losses">The loss of each task, [tasks], on the tape with the way to it.</param>
    /// <param name="use">Whether what the gradient is computed from is to stay on the tape.</param>
    public static Variables<T> Of<T>(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, Variables<T> x, Variable<T> losses, DerivativeUse use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyDictionary<string, OuterSource> sources = SourcesOf(adaptation);
        Variables<T> descended = new(meta.Where(entry => sources[entry.Key] == OuterSource.Gradient));
        Variables<T> assigned = AssignedBy(adaptation, meta, episode, x, sources);
        Variables<T> gradient = descended.Count == 0 ? descended : episode.Tape.Gradient(losses.Sum(), descended, use);
        return Join(meta, gradient, assigned);
    }

    /// <summary>Old less new of what is assigned, summed over the tasks.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="adaptation">What happened to the tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    /// <param name="x">x after the last step.</param>
    /// <param name="sources">As <see cref="SourcesOf"/> gives them.</param>
    /// <exception cref="ArgumentException">Not exactly what is to be assigned was, or in another shape.</exception>
    public static Variables<T> AssignedBy<T>(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, Variables<T> x, IReadOnlyDictionary<string, OuterSource> sources)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variables<T> values = adaptation.Assign(x, meta, episode);
        foreach ((string name, OuterSource source) in sources)
        {
            bool isThere = values.TryGet(name, out Variable<T> value);
            if (isThere != (source == OuterSource.Assigned) || (isThere && value.Shape != meta[name].Shape.Prepend(episode.Tasks)))
            {
                throw new ArgumentException(
                    $"{adaptation.GetType().Name}: what is assigned has [tasks, ...] for each meta-parameter of an assigned part and " +
                        $"nothing else; for '{name}' of shape {meta[name].Shape} it gave " +
                        $"{(isThere ? value.Shape.ToString() : "nothing")}.");
            }
        }

        return new(values.Select(entry => KeyValuePair.Create(entry.Key, (meta[entry.Key].Detach() - entry.Value.Detach()).Sum([0]))));
    }

    /// <summary>x_0 - x_K of what adapts under the name of a meta-parameter that is descended, summed over the tasks.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="adaptation">What happened to the tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="start">x before the first step.</param>
    /// <param name="x">x after the last.</param>
    /// <param name="sources">As <see cref="SourcesOf"/> gives them.</param>
    /// <exception cref="ArgumentException">Something of that name adapts in another shape.</exception>
    public static Variables<T> MovedBy<T>(
        Adaptation<T> adaptation, Variables<T> meta, Variables<T> start, Variables<T> x, IReadOnlyDictionary<string, OuterSource> sources)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variables<T> moved = new(
            from entry in start
            where sources.TryGetValue(entry.Key, out OuterSource source) && source == OuterSource.Gradient
            select KeyValuePair.Create(entry.Key, (entry.Value - x[entry.Key]).Sum([0])));
        foreach ((string name, Variable<T> direction) in moved)
        {
            if (direction.Shape != meta[name].Shape)
            {
                throw new ArgumentException(
                    $"{adaptation.GetType().Name}: '{name}' adapts as [tasks, ...] of the meta-parameter's {meta[name].Shape}, got " +
                        $"{start[name].Shape}.");
            }
        }

        return moved;
    }

    /// <summary>The directions in the order of the meta-parameters; zeros for what has none.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="gradient">Of what is descended.</param>
    /// <param name="assigned">Of what is assigned.</param>
    public static Variables<T> Join<T>(Variables<T> meta, Variables<T> gradient, Variables<T> assigned)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(meta.Select(entry => KeyValuePair.Create(
            entry.Key,
            gradient.TryGet(entry.Key, out Variable<T> descended) ? descended
                : assigned.TryGet(entry.Key, out Variable<T> moved) ? moved
                : entry.Value.Tape.Zeros(entry.Value.Shape))));

    /// <summary>Where the direction of each meta-parameter comes from.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="adaptation">Whose parts they are.</param>
    public static IReadOnlyDictionary<string, OuterSource> SourcesOf<T>(Adaptation<T> adaptation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => adaptation.Parts.SelectMany(
            static part => part.Parameters.Select(
                parameter => KeyValuePair.Create($"{part.Name}.{parameter.Name}", part.Rule?.Source ?? OuterSource.Gradient)))
            .ToDictionary(StringComparer.Ordinal);
}

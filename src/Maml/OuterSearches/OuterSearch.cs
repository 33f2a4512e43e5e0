using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>An outer step that looks before it goes: it may ask for losses and distances at other meta-parameters, with the same tasks and
/// the same results of calls to the host. Open to users.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Of a search that asks for losses, distances or products the adaptation tells the distance
/// (<see cref="Adaptation{T}.OuterWithDistance"/>); directions alone every adaptation has. A search holds no state: what changes is in
/// the problem.</remarks>
public abstract class OuterSearch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The search in words, with all its numbers.</summary>
    public abstract string Description { get; }

    /// <summary>Takes the outer step of an iteration.</summary>
    /// <param name="problem">Where it stands, with the direction there.</param>
    public abstract void Take(OuterProblem<T> problem);
}

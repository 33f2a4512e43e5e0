using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>What a block says to an outer search.</summary>
internal sealed class OuterAnswer<T>(int tasks, int length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loss of each task of the block.</summary>
    public T[] Losses { get; } = new T[tasks];

    /// <summary>The distance of each.</summary>
    public T[] Distances { get; } = new T[tasks];

    /// <summary>A vector of the meta-parameters' length, summed over the tasks of the block.</summary>
    public T[] Sum { get; } = new T[length];
}

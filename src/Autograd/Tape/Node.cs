using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>One line of the list: an operation, its inputs and who owns the memory of its value.</summary>
internal struct Node<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Operation<T> Operation;

    /// <summary>The inputs are the indices from here in the tape's table of inputs.</summary>
    public int InputStart;

    public int InputCount;

    /// <summary>The node that rented the memory: this one, or for a view the one that it looks at.</summary>
    public int Owner;

    /// <summary>On an owner: how many nodes, itself included, use the memory.</summary>
    public int Holders;

    /// <summary>On an owner: the block, and its size class in the pool.</summary>
    public nint Block;

    public int SizeClass;
}

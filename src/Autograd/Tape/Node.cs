using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>One line of the list: an operation, its inputs and the memory of its value.</summary>
internal struct Node<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Operation<T> Operation;

    /// <summary>The inputs are the indices from here in the tape's table of inputs.</summary>
    public int InputStart;

    public int InputCount;

    /// <summary>The block that the value lies in, which it may share with others.</summary>
    public int Block;
}

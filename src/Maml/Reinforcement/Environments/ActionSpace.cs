namespace AutogradMaml.Maml;

/// <summary>What can be done in an environment: one of some choices, or a vector of real numbers.</summary>
/// <param name="Choices">The number of choices; 0 where actions are vectors.</param>
/// <param name="Size">The numbers of an action: 1 where it is the number of a choice.</param>
public readonly record struct ActionSpace(int Choices, int Size)
{
    /// <summary>Whether an action is one of some choices.</summary>
    public bool IsDiscrete => Choices > 0;

    /// <summary>One of some choices, told by its number from 0.</summary>
    /// <param name="choices">How many; at least 1.</param>
    public static ActionSpace Discrete(int choices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(choices, 1);
        return new(choices, 1);
    }

    /// <summary>A vector of real numbers.</summary>
    /// <param name="size">How many; at least 1.</param>
    public static ActionSpace Continuous(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new(0, size);
    }

    /// <summary>The space in words.</summary>
    public override string ToString() => IsDiscrete ? $"{Choices} choices" : $"{Size} real numbers";
}

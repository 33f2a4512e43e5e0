namespace AutogradMaml.Maml;

/// <summary>On which rollouts of a task a baseline is fitted.</summary>
public enum BaselineFit
{
    /// <summary>On those that it serves: all of them. Less variance; the advantages then depend on the actions that they judge, and the
    /// gradient is biased by O(1/rollouts).</summary>
    OwnRollouts,

    /// <summary>On the other half: rollouts of even numbers serve those of odd ones and the other way round. Without bias.</summary>
    OtherHalf,
}

namespace AutogradMaml.Maml;

/// <summary>A distribution of tasks. A task is drawn by (seed, index): the same pair is the same task for ever, whatever was drawn before and on
/// whichever thread; so implementations hold no state.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface ITaskDistribution<T>
{
    /// <summary>The distribution in words, with every number that it depends on: part of a checkpoint's identity.</summary>
    string Description { get; }

    /// <summary>Draws a task.</summary>
    /// <param name="seed">The seed; training and test use different ones.</param>
    /// <param name="index">The task's number, from 0.</param>
    FewShotTask<T> Sample(ulong seed, long index);
}

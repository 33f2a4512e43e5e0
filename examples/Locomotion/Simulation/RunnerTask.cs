namespace AutogradMaml.Examples.Locomotion;

/// <summary>What a robot is to do.</summary>
internal enum RunnerTask
{
    /// <summary>To run forwards or backwards, as fast as it can.</summary>
    Direction,

    /// <summary>To run at some speed.</summary>
    Speed,
}

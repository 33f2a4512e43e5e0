namespace AutogradMaml.Maml;

/// <summary>How the tasks of a block are computed. The results are equal to rounding.</summary>
public enum TaskExecution
{
    /// <summary>All at once, stacked on the task axis. The default; the tasks must have the same shapes.</summary>
    TaskAxis,

    /// <summary>One after the other.</summary>
    Loop,
}

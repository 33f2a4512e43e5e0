namespace AutogradMaml.Maml;

/// <summary>By what queries are normalized in a net whose layers keep statistics. Where none are kept it is by the batch.</summary>
public enum QueryStatistics
{
    /// <summary>By those that are kept, after the inner steps: running, per step or frozen ones. A query's prediction does not depend on
    /// its neighbours.</summary>
    Kept,

    /// <summary>By those of the query set itself: transductive.</summary>
    Batch,
}

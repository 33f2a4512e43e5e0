namespace AutogradMaml.Maml;

/// <summary>The names of arrays that the library's own tasks have, and those under which a program's inputs and outputs stand.</summary>
public static class EpisodeNames
{
    /// <summary>The inputs of the support set: [tasks, shots, features...].</summary>
    public const string SupportInputs = "support.inputs";

    /// <summary>The targets of the support set: [tasks, shots, outputs...], or [tasks, shots] class numbers.</summary>
    public const string SupportTargets = "support.targets";

    /// <summary>The inputs of the query set: [tasks, queries, features...].</summary>
    public const string QueryInputs = "query.inputs";

    /// <summary>The targets of the query set: [tasks, queries, outputs...], or [tasks, queries] class numbers.</summary>
    public const string QueryTargets = "query.targets";

    /// <summary>Weights of the support examples, where a task has any: [tasks, shots], 0 or more and not all 0. The inner loss is then
    /// their weighted mean (<see cref="Nn.Loss.Weighted"/>), and an example of weight 0 is padding.</summary>
    public const string SupportWeights = "support.weights";

    /// <summary>Weights of the query examples, where a task has any: [tasks, queries], 0 or more and not all 0. The outer loss and the
    /// accuracy are then weighted means.</summary>
    public const string QueryWeights = "query.weights";

    /// <summary>Before the names of meta-parameters among a program's inputs.</summary>
    public const string Meta = "meta";

    /// <summary>Before the names of a task's arrays among a program's inputs.</summary>
    public const string Episode = "episode";

    /// <summary>The tasks' keys among a program's inputs.</summary>
    public const string Keys = "keys";

    /// <summary>Before the names of scheduled numbers among a program's inputs.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>The tasks' losses among a program's outputs.</summary>
    public const string Losses = "losses";

    /// <summary>Before the names of measures among a program's outputs.</summary>
    public const string Measure = "measure";

    /// <summary>Before the names of directions among a program's outputs.</summary>
    public const string Direction = "direction";
}

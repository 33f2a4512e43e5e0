namespace AutogradMaml.Examples.Bandits;

/// <summary>The rows of the table.</summary>
internal enum Method
{
    /// <summary>Any action, each as probable as the others.</summary>
    Random,

    /// <summary>The arm of the greatest mean; among equal ones an arm that was not tried.</summary>
    GreedyUntriedFirst,

    /// <summary>The arm of the greatest mean; among equal ones any.</summary>
    GreedyAny,

    /// <summary>The arm of the greatest mean; among equal ones an arm that was tried.</summary>
    GreedyTriedFirst,

    /// <summary>The best arm of a sample from the posterior.</summary>
    Thompson,

    /// <summary>The greatest upper confidence bound.</summary>
    Ucb,

    /// <summary>The greatest index of a single arm for the pulls that are left.</summary>
    Gittins,

    /// <summary>The best that there is.</summary>
    Optimum,

    /// <summary>The best policy of a process sampled from the posterior, for each episode.</summary>
    Psrl,

    /// <summary>A policy with a memory, trained.</summary>
    Rl2,

    /// <summary>A policy with a memory of its own for each arm, or each action in each state, all by the same weights, trained.</summary>
    Rl2ByChoice,

    /// <summary>A policy trained to do well after a policy-gradient step.</summary>
    Maml,
}

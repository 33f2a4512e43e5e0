namespace AutogradMaml.Examples.Policies;

/// <summary>The rows of the table.</summary>
public enum Method
{
    /// <summary>A policy trained to do well after a policy-gradient step.</summary>
    Maml,

    /// <summary>One policy trained on all goals together, then adapted like the others.</summary>
    Pretrained,

    /// <summary>The initial parameters, adapted like the others.</summary>
    Random,

    /// <summary>A policy that sees the goal, and does not adapt.</summary>
    Oracle,
}

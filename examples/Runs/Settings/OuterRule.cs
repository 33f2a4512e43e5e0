namespace AutogradMaml.Examples.Runs;

/// <summary>The outer optimizers that presets choose from.</summary>
public enum OuterRule
{
    /// <summary>Adam with its usual constants.</summary>
    Adam,

    /// <summary>Plain gradient descent.</summary>
    Sgd,
}

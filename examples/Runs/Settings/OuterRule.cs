namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The outer optimizers that presets choose from.</summary>
internal enum OuterRule
{
    /// <summary>Adam with its usual constants.</summary>
    Adam,

    /// <summary>Plain gradient descent.</summary>
    Sgd,
}

namespace AutogradMaml.Maml;

/// <summary>What an outer search asks of each block.</summary>
internal enum OuterQuestion
{
    /// <summary>Losses and distances.</summary>
    Judge,

    /// <summary>The distance's Hessian times a vector.</summary>
    Curve,

    /// <summary>The gradient of the loss.</summary>
    Differentiate,
}

namespace AutogradMaml.Maml;

/// <summary>What becomes of the gradients inside the inner loop when the result of the loop is differentiated.</summary>
public enum InnerGradient
{
    /// <summary>They are differentiated too: the meta-gradient is exact, through every inner step. The default.</summary>
    Exact,

    /// <summary>They are taken as constants: what is left is first-order MAML (FOMAML). The term that is dropped is, for one step of size alpha,
    /// -alpha H g with H the Hessian of the support loss and g the query gradient.</summary>
    FirstOrder,

    /// <summary>Nothing will be differentiated through the loop: for evaluation and for Reptile. The adapted parameters are constants.</summary>
    Detached,
}

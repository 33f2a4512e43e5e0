namespace AutogradMaml.Autograd.Checking;

/// <summary>Why differences don't tell.</summary>
internal enum Doubt
{
    None,

    /// <summary>They settle, but less closely than what they should tell.</summary>
    Coarse,

    /// <summary>They don't settle at any step.</summary>
    Unsettled,

    /// <summary>The function is not finite on one side of the point at least, at every step.</summary>
    NotFinite,

    /// <summary>The function's values are rounded.</summary>
    Rounded,

    /// <summary>At smaller steps than those at which they settle they agree with the gradient.</summary>
    SmallerStepsAgree,

    /// <summary>A few steps away the error is gone, or has another sign or size.</summary>
    ComesAndGoes,

    /// <summary>The gradient itself changes by as much when the point moves by a few units in its last places.</summary>
    GradientScatters,

    /// <summary>They agree, but not at the step that was given.</summary>
    GivenStep,
}

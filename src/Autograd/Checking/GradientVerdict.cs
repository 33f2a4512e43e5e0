namespace AutogradMaml.Autograd;

/// <summary>What a gradient check concludes.</summary>
public enum GradientVerdict
{
    /// <summary>The gradient agrees with finite differences of the function, at every order that was asked for.</summary>
    Correct,

    /// <summary>The first-order gradient is not that of the function: a rule is wrong.</summary>
    WrongRule,

    /// <summary>The gradient is right, but its own derivative is not: a rule computes with numbers, or something in it is
    /// detached.</summary>
    WrongAtSecondOrder,

    /// <summary>Right at first and second order, wrong at a higher one.</summary>
    WrongAtHigherOrder,

    /// <summary>The function has a kink or a jump at the point or beside it: the one-sided differences disagree, and there is no gradient
    /// to check.</summary>
    Kink,

    /// <summary>The differences don't tell: they don't settle at any step, or what is left between the two numbers is within what the
    /// precision allows.</summary>
    StepSizeOrPrecision,

    /// <summary>Two runs at the same point gave different numbers.</summary>
    NonDeterministic,

    /// <summary>The function or its gradient wrote to the input.</summary>
    InputMutated,

    /// <summary>The function or its gradient is NaN or infinite at the point.</summary>
    NotFinite,

    /// <summary>The gradient is zero because nothing connects the input to the result, while the function varies with it; or the gradient
    /// is not zero while the function does not vary at all.</summary>
    Disconnected,
}

namespace AutogradMaml.Autograd;

/// <summary>Where a value of a program comes from.</summary>
internal enum ValueKind
{
    /// <summary>From the user, before each run.</summary>
    Input,

    /// <summary>From the tape, the same for all runs.</summary>
    Constant,

    /// <summary>From an instruction.</summary>
    Computed,

    /// <summary>It is another value's memory, perhaps under another shape.</summary>
    View,
}
